import type { Provider } from "../../protocol/models.ts";

/** What a device may need to be found. */
export interface DevicePlaces {
  /** Folder with ONNX Runtime's own library. */
  readonly runtimeFolder: string;
  readonly runtimeVersion: string;
  /** Folder with ONNX Runtime's CUDA libraries, where the user has one. */
  readonly cudaFolder: string | undefined;
}

/** One execution provider of ONNX Runtime. */
export interface Device {
  readonly provider: Provider;
  /** Why it cannot be tried on this machine, where that can be seen without trying. */
  absence(places: DevicePlaces): string | undefined;
  /** Whether an error means that the machine has no such device, rather than one that fails. */
  meansAbsent(reason: string): boolean;
  /** What tells this machine's device and driver from others. A probe is made again where it changed. */
  identity(places: DevicePlaces): readonly string[];
}
