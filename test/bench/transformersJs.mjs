// The JavaScript peer: feature extraction of the last layer with transformers.js, on the same model file.
import { readFileSync } from "node:fs";
import path from "node:path";
import { env, pipeline } from "@huggingface/transformers";

const [list, batch] = process.argv.slice(2);
const texts = JSON.parse(readFileSync(list, "utf8"));
const size = Number(batch);

env.allowRemoteModels = false;
env.localModelPath = path.join(import.meta.dirname, "..", "..", "media", "models");
const extract = await pipeline("feature-extraction", "all-MiniLM-L6-v2", { dtype: "fp32" });

async function run(part) {
  for (let start = 0; start < part.length; start += size) {
    await extract(part.slice(start, start + size), { pooling: "mean" });
  }
}

await run(texts.slice(0, 64));
const started = performance.now();
await run(texts);
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
