/**
 * What every process that loads ONNX Runtime has in its environment: since 1.30 it counts sessions and sends them to its
 * maker unless it is told not to, and nothing is to leave the machine.
 */
export const quietRuntime = { ORT_DISABLE_TELEMETRY: "1" } as const;
