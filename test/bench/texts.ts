import { readFileSync } from "node:fs";
import path from "node:path";

/** A seeded generator of numbers in [0, 1): mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Lines of mixed lengths made of the sample's words: log-normal, mean about 62 tokens, none alike.
 */
export function mixedLines(count: number, seed = 1): string[] {
  const sample = path.join(import.meta.dirname, "..", "..", "media", "samples", "senses.jsonl");
  const words = readFileSync(sample, "utf8").match(/[a-z]{2,}/gi) ?? [];
  const next = random(seed);
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const length = Math.max(3, Math.min(230, Math.round(Math.exp(3.75 + 0.75 * normal))));
    return Array.from({ length }, () => words[Math.floor(next() * words.length)]).join(" ");
  });
}
