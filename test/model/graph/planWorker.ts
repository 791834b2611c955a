import { parentPort, workerData } from "node:worker_threads";
import { StrataError, toFailure } from "../../../src/protocol/errors.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";

/** A thread whose memory can be limited: plans a file and answers with what is wrong with it. */
try {
  closeTap(planTap(workerData as string));
  parentPort?.postMessage(undefined);
} catch (error) {
  parentPort?.postMessage(error instanceof StrataError ? toFailure(error) : { code: "other", detail: String(error) });
}
