import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import type { EngineListener } from "../../src/engine/engineListener.ts";
import type { VisualizeParams } from "../../src/protocol/engine.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { known, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const { signal } = new AbortController();
const nothing = () => undefined;

describe("the nearest of other files", { timeout: 60_000 }, () => {
  let folder = "";
  let engine: Engine;

  beforeAll(() => {
    folder = scratchFolder();
    const listener: EngineListener = {
      ...{ datasetRead: nothing, progressed: nothing, downloadProgressed: nothing, warned: nothing },
      ...{ taskProgressed: nothing, pictureDrawn: nothing },
    };
    engine = new Engine({ probe: "", listener });
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function drawn(source: VisualizeParams["source"], file: string): Promise<string> {
    const model = { model: toyFolder(path.join(folder, "toy")), pooling: "mean" };
    return (await engine.visualize(paramsFor(file, folder, { model, source }), signal)).run;
  }

  const among = { values: { neighbours: { k: 9, among: "other files" } } } as const;

  it("are of other files than the record that is asked for, whether one is asked for or all are", async () => {
    const one = writeText(folder, "one.txt", "w1 w2\nw3 w4\nw5");
    const other = writeText(folder, "other.txt", "w1 w2 w6\nw7 w8");
    const files = [one, other].map((place) => ({
      name: path.basename(place),
      source: { kind: "file", path: place } as const,
    }));
    const run = await drawn({ kind: "files", path: folder, files }, folder);
    const { near } = known(await engine.details({ run, point: 1, ...among }, signal));
    const first = near.points.subarray(0, near.count).filter((_, i) => !Number.isNaN(near.distances[i]));
    expect([...first].toSorted()).toEqual([3, 4]);
    const task = { id: "neighbours", values: among.values.neighbours };
    const all = await engine.runTask({ run, task }, signal);
    if (all.kind !== "related") throw new Error(all.kind);
    for (const [i, point] of all.points.entries()) {
      const asked = Math.floor(i / all.count) % 5;
      if (!Number.isNaN(all.distances[i])) expect(point < 3).toBe(asked >= 3);
    }
    // What takes long is not asked of a record that is only selected.
    const { results } = await engine.details({ run, point: 1 }, signal);
    expect(Object.keys(results).toSorted()).toEqual(["moved", "neighbours", "trust"]);
  });

  it("are those of the file itself where there is one", async () => {
    const alone = writeText(folder, "alone.txt", "w1 w2\nw3 w4\nw5");
    const run = await drawn({ kind: "file", path: alone }, alone);
    const { near } = known(await engine.details({ run, point: 1, ...among }, signal));
    expect([...near.points.subarray(0, 2)].toSorted()).toEqual([0, 2]);
  });
});
