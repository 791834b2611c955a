// Reads one file in this process alone and prints what it took: node readProcess.ts ours|decoded FILE
import { readFileSync } from "node:fs";
import { readDataset } from "../../src/dataset/readDataset.ts";

const [side, file = ""] = process.argv.slice(2);
const before = peakMemory();
const started = performance.now();
const records = side === "ours" ? (await readDataset({ kind: "file", path: file }, {})).records : decoded(file);
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ seconds, records, peak: peakMemory() - before }));

/** What any reader does first. */
function decoded(path: string): number {
  return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)).length;
}

function peakMemory(): number {
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
