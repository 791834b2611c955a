// Opens one model in this process alone and prints what it took: node loadProcess.ts ours|untouched FOLDER
import { readFileSync } from "node:fs";
import { openModelFolder } from "../../src/model/store/modelFolder.ts";
import { createSession } from "../../src/model/onnxruntime.ts";
import { openTap } from "../../src/model/tap/openTap.ts";
import { planTap } from "../../src/model/tap/tapPlan.ts";

const [side, folder = ""] = process.argv.slice(2);
const started = performance.now();
const { modelFile, facts } = await openModelFolder(folder);
if (side === "ours") await openTap(planTap(modelFile, facts.layerCounts), facts);
else await createSession(modelFile);
const seconds = (performance.now() - started) / 1000;
const peak = 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
console.log(JSON.stringify({ seconds, peak }));
