import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { HIDDEN, LAYERS, range, sample, sampleLayer, sampleValue } from "./sample.ts";
import { append, testCache } from "./testCache.ts";

const { newRoot, open } = testCache();

async function shardPath(): Promise<string> {
  const cache = await open(newRoot());
  const rows = sample("a", 0, 5);
  rows.states[HIDDEN] = 1e6;
  await append(cache, rows);
  await cache.flush();
  return cache.pathsOf()[0] ?? "";
}

describe("a shard, read by other tools", () => {
  it("is a safetensors file by the letter of the format", async () => {
    const bytes = readFileSync(await shardPath());
    const data = 8 + Number(bytes.readBigUInt64LE());
    const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString("utf8", 8, data)) as Record<
      string,
      Record<string, unknown>
    >;
    expect(bytes[8]).toBe("{".charCodeAt(0));
    expect(metadata).toEqual({
      format: "embedding-strata activations 1",
      model: "sample",
      pooling: "mean",
      tokenizer: "none",
      maxTokens: "256",
      layers: `${LAYERS}`,
      hidden: `${HIDDEN}`,
    });
    const width = { F16: 2, F32: 4, U32: 4, U8: 1 };
    let end = 0;
    for (const { dtype, shape, data_offsets: offsets } of Object.values(tensors)) {
      const size = (shape as number[]).reduce((product, n) => product * n, width[dtype as keyof typeof width]);
      expect(offsets).toEqual([end, (end += size)]);
    }
    expect(bytes.length).toBe(data + end);
    const at = (name: string) => data + ((tensors[name]?.["data_offsets"] as number[])[0] ?? NaN);
    expect(
      Object.fromEntries(Object.entries(tensors).map(([name, { dtype, shape }]) => [name, [dtype, shape]])),
    ).toEqual({
      "layer.0": ["F16", [5, HIDDEN]],
      "layer.1": ["F32", [5, HIDDEN]],
      "layer.2": ["F16", [5, HIDDEN]],
      checksums: ["U32", [LAYERS + 4]],
      tokens: ["U32", [5]],
      keys: ["U8", [5, 16]],
      truncated: ["U8", [5]],
    });
    expect(bytes.readFloatLE(at("layer.1"))).toBe(1e6);
    expect(bytes.readFloatLE(at("layer.1") + 4)).toBe(sampleValue(0, 1, 1));
    // -1024 is 0xe400 and sampleValue(0, 0, 0).
    expect(bytes.readUInt16LE(at("layer.0"))).toBe(0xe400);
    expect(bytes.readUInt32LE(at("tokens") + 4 * 3)).toBe(5);
    expect([...bytes.subarray(at("truncated"), at("truncated") + 5)]).toEqual([0, 1, 0, 1, 0]);
    const key = createHash("sha256").update("a 4").digest().subarray(0, 16);
    expect(bytes.subarray(at("keys") + 64, at("keys") + 80)).toEqual(key);
  });

  it("opens in Python", async ({ skip }) => {
    const path = await shardPath();
    const script = `
import json, sys
try:
    from safetensors.numpy import load_file
except ImportError:
    sys.exit(77)
tensors = load_file(sys.argv[1])
print(json.dumps({name: [str(t.dtype), t.astype(float).tolist()] for name, t in tensors.items()}))`;
    const python = spawnSync("python3", ["-c", script, path], { encoding: "utf8" });
    if (python.status !== 0 && (python.error ?? python.status === 77)) skip("needs python3 with safetensors and numpy");
    expect(python.stderr).toBe("");
    const tensors = JSON.parse(python.stdout) as Record<string, [string, number[][]]>;
    for (const layer of range(0, LAYERS)) {
      const expected = [...sampleLayer(range(0, 5), layer)];
      if (layer === 1) expected[0] = 1e6;
      expect(tensors[`layer.${layer}`]).toEqual([
        layer === 1 ? "float32" : "float16",
        range(0, 5).map((row) => expected.slice(row * HIDDEN, (row + 1) * HIDDEN)),
      ]);
    }
    expect(tensors["tokens"]).toEqual(["uint32", [2, 3, 4, 5, 6]]);
    expect(tensors["keys"]?.[1]).toEqual(range(0, 5).map((record) => [...sample("a", record, record + 1).keys]));
  });
});
