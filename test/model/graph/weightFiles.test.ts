import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openTap } from "../../../src/model/tap/openTap.ts";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { modelFeeds } from "../../../src/model/tap/feeds.ts";
import { externalToy } from "../externalToy.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyModel } from "../toyModel.ts";

const folder = tempFolder();

const batch = { rows: 1, tokens: 3, ids: Int32Array.of(7, 8, 9), lengths: Uint32Array.of(3) };

async function embeddingOf(file: string): Promise<number[]> {
  const plan = planTap(file, [2]);
  const session = await openStates(plan);
  const [embedding] = await session.run(modelFeeds(file, session.inputs, batch), batch);
  await session.dispose();
  closeTap(plan);
  return Array.from(embedding?.data ?? []);
}

function place(name: string, location: string, offset = 64): string {
  const home = path.join(folder, name);
  mkdirSync(path.dirname(path.join(home, location)), { recursive: true });
  const { proto, data } = externalToy(folder, location, offset);
  const weights = openSync(path.join(home, location), "w");
  writeSync(weights, data, 0, data.length, offset);
  closeSync(weights);
  return write(home, "model.onnx", proto);
}

describe("external data", () => {
  it("is read from beside the model and from folders below", async () => {
    const expected = await embeddingOf(write(folder, "whole.onnx", toyModel()));
    expect(new Set(expected).size).toBe(24);
    expect(await embeddingOf(place("beside", "model.onnx_data"))).toEqual(expected);
    expect(await embeddingOf(place("below", "weights/part.bin"))).toEqual(expected);
  });

  it("may lie beyond 2 GB of its file", async () => {
    const expected = await embeddingOf(write(folder, "whole.onnx", toyModel()));
    expect(await embeddingOf(place("large", "model.onnx_data", 2 ** 31 + 4096))).toEqual(expected);
    rmSync(path.join(folder, "large"), { recursive: true });
  });

  it("is read through the links of a hub cache", async () => {
    const plain = place("hub-plain", "model.onnx_data");
    const snapshot = path.join(folder, "hub", "snapshots", "main", "onnx");
    const blobs = path.join(folder, "hub", "blobs");
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(blobs);
    for (const [file, blob] of Object.entries({ "model.onnx": "aaaa", "model.onnx_data": "bbbb" })) {
      copyFileSync(path.join(path.dirname(plain), file), path.join(blobs, blob));
      symlinkSync(path.join("..", "..", "..", "blobs", blob), path.join(snapshot, file));
    }
    expect(await embeddingOf(path.join(snapshot, "model.onnx"))).toEqual(await embeddingOf(plain));
  });

  it("of the plan is the model's own file, too", async () => {
    const plan = planTap(place("verified", "model.onnx_data"), [2]);
    expect(plan.weights.files).toEqual([path.join(folder, "verified", "model.onnx_data")]);
    const facts = { layerCounts: [2], hiddenSize: 8, cache: { heads: undefined, headSize: undefined } };
    const tap = await openTap(plan, facts);
    await tap.dispose();
    closeTap(plan);
  });
});

describe("external data that leaves the model's folder", () => {
  const secret = write(folder, "secret.bin", readFileSync(place("target", "model.onnx_data")));

  it.each(["../secret.bin", "../../etc/passwd", "/etc/passwd", "weights/../../secret.bin", ".."])("%s", (location) => {
    const home = path.join(folder, "escape");
    mkdirSync(home, { recursive: true });
    const file = write(home, "model.onnx", externalToy(folder, location).proto);
    expect(() => planTap(file)).toThrow(expect.objectContaining({ code: "modelExternalData" }));
    expect(() => planTap(file)).toThrow(location);
  });

  it("by a link", () => {
    const home = path.join(folder, "linked");
    mkdirSync(home);
    symlinkSync(secret, path.join(home, "model.onnx_data"));
    const file = write(home, "model.onnx", externalToy(folder, "model.onnx_data").proto);
    expect(() => planTap(file)).toThrow(expect.objectContaining({ code: "modelExternalData" }));
  });

  it("is named where it is missing", () => {
    const home = path.join(folder, "missing");
    mkdirSync(home);
    const file = write(home, "model.onnx", externalToy(folder, "model.onnx_data").proto);
    expect(() => planTap(file)).toThrow(/weightsMissing.*missing.*model\.onnx_data/);
  });
});
