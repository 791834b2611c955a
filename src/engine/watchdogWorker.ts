import { parentPort, workerData } from "node:worker_threads";
import type { Watched } from "./watchdog.ts";

/** Entry of the thread that ends the process where the engine's own thread cannot. */
const { parent, deadline, interval } = workerData as Watched;
let doomed = false;

function doom(): void {
  if (doomed) return;
  doomed = true;
  setTimeout(() => process.kill(process.pid, "SIGKILL"), deadline);
}

/** Elsewhere than on Windows an orphan has another parent; there it keeps the number of the one that is gone. */
function isOrphan(): boolean {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

parentPort?.on("message", doom);
setInterval(() => {
  if (isOrphan()) doom();
}, interval);
