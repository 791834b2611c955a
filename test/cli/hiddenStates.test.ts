import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../engine/engineProcess.ts";
import { readTensors } from "../fixtures/safetensors.ts";
import { write } from "../model/tempFolder.ts";
import { batchOf, differenceTo, hiddenSizeOf, truthOf, unpack } from "../model/zoo.ts";
import { strata } from "./strata.ts";

let folder = "";
beforeAll(() => (folder = scratchFolder()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("embedding-strata hidden-states", { timeout: 60_000 }, () => {
  /** Token types; caches left out; caches given; another layout; half precision. */
  const names = ["bert.legacy-17", "gpt2.merged", "qwen3.legacy-14-past", "xlnet.legacy-17", "llama.legacy-17+fp16"];

  it.each(names)("writes PyTorch's states of %s", async (name) => {
    const truth = truthOf(name);
    const batch = batchOf(truth);
    const feeds = write(folder, `${name}.feeds.json`, JSON.stringify(truth.feeds));
    const file = path.join(folder, `${name}.safetensors`);
    const { status, out, errors } = await strata([
      ...["hidden-states", unpack(folder, name), "--feeds", feeds, "--out", file],
    ]);
    expect(status, errors).toBe(0);
    expect(out).toBe(`layer.0 … raw.3 of 2 texts of 7 tokens: ${file}\n`);
    const states = readTensors(file);
    expect([...states.keys()]).toEqual(["layer.0", "layer.1", "layer.2", "layer.3", "raw.3"]);
    const expected = [...truth.hidden, ...truth.raw.slice(-1)];
    for (const [layer, hidden] of expected.entries()) {
      const found = [...states.values()][layer];
      expect(found).toMatchObject({ dtype: "F32", shape: [2, 7, hiddenSizeOf(truth)] });
      const error = differenceTo(hidden, found?.values ?? new Float32Array(), batch);
      expect(error).toBeLessThan(name.includes("fp16") ? 5e-3 : 1e-4);
    }
  });

  it("says where there are only declared outputs", async () => {
    const feeds = write(folder, "gemma3n.json", JSON.stringify(truthOf("gemma3n.legacy-17").feeds));
    const file = path.join(folder, "gemma3n.safetensors");
    const { status, errors } = await strata([
      ...["hidden-states", unpack(folder, "gemma3n.legacy-17"), "--feeds", feeds, "--out", file],
    ]);
    expect(status, errors).toBe(0);
    expect(errors).toMatch(/^No layers were found inside the model, .* it has several residual streams\.$/m);
    expect([...readTensors(file)].map(([name, { shape }]) => [name, shape])).toEqual([["layer.0", [2, 7, 120]]]);
  });

  const ids = { dims: [1, 2], data: [5, 6] };
  const wrong: [string, unknown, RegExp][] = [
    ["an input that is missing", { input_ids: ids }, /attention_mask: it is missing/],
    ["an unknown input", { input_ids: ids, pixels: ids }, /pixels: the model has no such input; it has input_ids, /],
    ["another size", { input_ids: { dims: [1, 2], data: [5] } }, /input_ids: \[1, 2\] is 2 numbers, not 1/],
    ["no shape", { input_ids: { data: [5] } }, /input_ids: its dims are no list of sizes/],
    ["no numbers", { input_ids: { dims: [1, 1], data: ["a"] } }, /input_ids: its data are no list of numbers/],
    ["no object", [1], /feeds\.json: it is no JSON object/],
  ];

  it.each([
    ["a folder", "."],
    ["a file of no folder", path.join("no", "such", "states.safetensors")],
  ])("says before any work that %s cannot be written", async (_, out) => {
    const words = [
      "hidden-states",
      path.join(folder, "no model"),
      "--feeds",
      "no feeds",
      "--out",
      path.join(folder, out),
    ];
    const { status, errors } = await strata(words);
    expect(status).toBe(1);
    expect(errors).toMatch(/^The result cannot be written: /);
  });

  it.skipIf(process.platform === "win32")("writes into a pipe", async () => {
    const name = "bert.legacy-17";
    const feeds = write(folder, "pipe.json", JSON.stringify(truthOf(name).feeds));
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const words = ["hidden-states", unpack(folder, name), "--feeds", feeds, "--out", pipe];
    const [{ status, errors }, bytes] = await Promise.all([strata(words), readFile(pipe)]);
    expect(status, errors).toBe(0);
    expect(bytes.toString("latin1")).toContain("embedding-strata hidden states");
  });

  it.each(wrong)("refuses %s", async (_, feeds, sentence) => {
    const file = write(folder, "feeds.json", JSON.stringify(feeds));
    const model = unpack(folder, "bert.legacy-17");
    const { status, errors } = await strata([
      "hidden-states",
      model,
      "--feeds",
      file,
      "--out",
      path.join(folder, "no"),
    ]);
    expect(status).toBe(1);
    expect(errors).toMatch(sentence);
  });

  it("refuses a model that is not there, and to run without files", async () => {
    const missing = await strata(["hidden-states", "nobody/nothing", "--feeds", "x", "--out", "y", "--offline"]);
    expect(missing).toMatchObject({ status: 1, errors: expect.stringContaining("nobody/nothing") as string });
    const without = await strata(["hidden-states", unpack(folder, "bert.legacy-17"), "--out", "y"]);
    expect(without).toMatchObject({ status: 1, errors: expect.stringContaining("--feeds") as string });
  });
});
