import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Summary } from "../src/protocol/summary.ts";
import { strata } from "./cli/strata.ts";
import { scratchFolder, writeText } from "./engine/engineProcess.ts";
import { readTensors } from "./fixtures/safetensors.ts";

const root = path.join(import.meta.dirname, "..");
const reference = path.join(root, "test", "fixtures", "reference");

let folder = "";
beforeAll(() => (folder = scratchFolder()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("embedding-strata visualize", { timeout: 120_000 }, () => {
  it("gives PyTorch's hidden states of the bundled model, cold and from the cache", async () => {
    const texts = JSON.parse(readFileSync(path.join(reference, "texts.json"), "utf8")) as string[];
    const file = writeText(folder, "texts.jsonl", texts.map((text) => JSON.stringify({ text })).join("\n"));
    const out = path.join(folder, "out");
    const truth = readTensors(path.join(reference, "states.safetensors")).get("pooled");
    expect(truth?.shape).toEqual([22, 7, 384]);

    for (const cached of [0, 22]) {
      const words = ["visualize", file, "--out", out, "--states", "--device", "cpu", "--json"];
      const { status, out: printed, errors } = await strata(words);
      expect(status, errors).toBe(0);
      const summary = JSON.parse(printed) as Summary;
      expect(summary.result).toMatchObject({ records: 22, cached, computed: 22 - cached });
      expect(summary.result.device).toBe(cached === 0 ? "cpu" : undefined);
      const states = readTensors(path.join(out, "states.safetensors"));
      for (let layer = 0; layer < 7; layer++) {
        const found = states.get(`layer.${layer}`);
        expect(found).toMatchObject({ dtype: "F32", shape: [22, 384] });
        for (let record = 0; record < 22; record++) {
          const ours = found?.values.subarray(record * 384, (record + 1) * 384);
          const theirs = truth?.values.subarray((record * 7 + layer) * 384, (record * 7 + layer + 1) * 384);
          expect(relativeError(ours, theirs), `record ${record} layer ${layer}`).toBeLessThan(2e-3);
        }
      }
    }
    const records = readFileSync(path.join(out, "records.jsonl"), "utf8").trim().split("\n");
    expect(records.map((record) => (JSON.parse(record) as { text: string }).text)).toEqual(texts);
  });

  it("writes a page that holds markup as data, and one line of reason where it fails", async () => {
    const file = writeText(
      folder,
      "markup.txt",
      "</script><script>alert(1)</script>\n<!-- <img src=x onerror=alert(1)>\nplain",
    );
    const out = path.join(folder, "markup");
    expect((await strata(["visualize", file, "--out", out])).status).toBe(0);
    const html = readFileSync(path.join(out, "index.html"), "utf8");
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain("<script>alert(1)");
    expect(html).toContain("default-src 'none'");

    const failed = await strata(["visualize", path.join(folder, "nothing.txt")]);
    expect(failed.status).toBe(1);
    expect(failed.errors.trim().split("\n")).toHaveLength(1);
    expect(failed.errors).toContain("nothing.txt does not exist");
  });

  it.each([
    [["visualise", "a.txt"], "command cannot be"],
    [["visualize", "a.txt", "--colour"], "--colour"],
    [["visualize", "a.txt", "--max-tokens", "many"], '--max-tokens cannot be "many"'],
    [["visualize"], "FILE"],
  ])("%j is refused with what is allowed", async (words, reason) => {
    const { status, errors } = await strata(words);
    expect(status).toBe(1);
    expect(errors).toContain(reason);
  });

  it("takes a pooling and a length, and refuses a pooling it does not know", async () => {
    const file = writeText(folder, "pooling.txt", "one two three four five six\nseven");
    const out = path.join(folder, "pooling");
    const run = (...more: string[]) => strata(["visualize", file, "--out", out, "--json", ...more]);
    const { out: printed } = await run("--pooling", "cls", "--max-tokens", "4");
    expect((JSON.parse(printed) as Summary).result).toMatchObject({ maxTokens: 4, truncated: 1, computed: 2 });
    const { status, errors } = await run("--pooling", "median");
    expect(status).toBe(1);
    expect(errors).toContain("mean");
  });

  it("keeps what was computed when interrupted", async () => {
    const text = Array.from({ length: 600 }, (_, i) => `line ${i} ${"with a good many words in it ".repeat(8)}`);
    const file = writeText(folder, "long.txt", text.join("\n"));
    const words = ["visualize", file, "--out", path.join(folder, "long"), "--json"];
    let asked = false;
    const stopped = await strata(words, (stop, errors) => {
      if (asked || !/[1-9]\d* of 6/.test(errors)) return;
      asked = true;
      stop();
    });
    expect(stopped.status).toBe(130);
    const kept = Number(/after (\S+) of/.exec(stopped.errors)?.[1]?.replace(/\D/g, ""));
    expect(kept).toBeGreaterThan(0);
    const rest = JSON.parse((await strata(words)).out) as Summary;
    expect(rest.result).toMatchObject({ outcome: "complete", cached: kept, computed: 600 - kept });
  });
});

/** Length of the difference over the length of the truth. */
function relativeError(ours: Float32Array | undefined, theirs: Float32Array | undefined): number {
  let difference = 0;
  let size = 0;
  theirs?.forEach((value, i) => {
    difference += (value - (ours?.[i] ?? NaN)) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}
