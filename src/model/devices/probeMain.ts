import path from "node:path";
import { failureReason } from "./failureReason.ts";
import { useLibrary } from "../onnxruntime.ts";
import { startWatchdog } from "../watchdog.ts";
import { measureDevice, type ProbeRequest } from "./probe.ts";
import type { ProbeReply } from "./probeProcess.ts";

/** Entry of the process that tries a device: one request, one reply, then its end. */
process.once("message", (request: ProbeRequest) => {
  void answer(request).then((reply) => process.send?.(reply, undefined, {}, () => process.exit(0)));
});

// Nobody waits for the reply any more. A device that hangs does not let this thread hear of it.
startWatchdog(path.join(__dirname, "watchdog.js"));
process.once("disconnect", () => process.exit(1));

async function answer(request: ProbeRequest): Promise<ProbeReply> {
  try {
    if (request.library !== undefined) useLibrary(request.library);
    return { kind: "measured", ...(await measureDevice(request)) };
  } catch (error) {
    return { kind: "failed", reason: failureReason(error) };
  }
}
