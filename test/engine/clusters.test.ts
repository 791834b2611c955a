import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import type { EngineListener } from "../../src/engine/engineListener.ts";
import { UNCLUSTERED, type Groups, type TaskChoice } from "../../src/protocol/tasks.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const { signal } = new AbortController();
const nothing = () => undefined;
const panel = { script: "let a = 1;", style: "" };
const RECORDS = 520;
/** Three kinds of texts, told apart by their words. */
const texts = Array.from({ length: RECORDS }, (_, i) => {
  const kind = i % 3;
  return `w${kind} w${kind + 10} w${kind + 20} w${30 + (i % 7)} unsaid${kind}`;
});

describe("clusters of a drawn run", { timeout: 120_000 }, () => {
  let folder = "";
  let engine: Engine;
  let run = "";
  const progress: number[] = [];

  beforeAll(async () => {
    folder = scratchFolder();
    const listener: EngineListener = {
      ...{ datasetRead: nothing, progressed: nothing, downloadProgressed: nothing, warned: nothing },
      taskProgressed: ({ done }) => void progress.push(done),
      pictureDrawn: nothing,
    };
    engine = new Engine({ probe: "", listener });
    const file = writeText(folder, "a.jsonl", texts.map((text, i) => JSON.stringify({ text, kind: i % 3 })).join("\n"));
    const model = { model: toyFolder(path.join(folder, "toy")), pooling: "mean" };
    ({ run } = await engine.visualize(paramsFor(file, folder, { model }), signal));
  }, 60_000);
  afterAll(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function groups(id: string, values: TaskChoice["values"] = {}): Promise<Groups> {
    const result = await engine.runTask({ run, task: { id, values } }, signal);
    if (result.kind !== "groups") throw new Error(`it is ${result.kind}`);
    return result;
  }

  it("name their texts, and are kept with their words and read the next time", async () => {
    const made = await groups("kMeans", { n_clusters: 3 });
    const { of, layers } = made;
    const points = of.length / layers.length;
    expect(points).toBe(RECORDS);
    expect(of.every((group) => group < 3)).toBe(true);
    for (const all of layers) {
      expect(all.reduce((sum, { size }) => sum + size, 0)).toBe(RECORDS);
      for (const { examples } of all) for (const point of examples) expect(point).toBeLessThan(RECORDS);
    }
    expect(layers.some((all) => all.some(({ words }) => words.some((word) => word.startsWith("unsaid"))))).toBe(true);
    progress.length = 0;
    expect(await groups("kMeans", { n_clusters: 3 })).toEqual(made);
    expect(progress).toEqual([]);
  });

  it("of the drawing are others than those of the states", async () => {
    const values = { n_clusters: 3, metric: "euclidean" };
    const [states, drawing] = [
      await groups("agglomerative", values),
      await groups("agglomerative", { ...values, on: "drawing" }),
    ];
    expect(drawing.of.some((group) => group !== UNCLUSTERED)).toBe(true);
    expect(drawing.series.find(({ id }) => id === "silhouette")?.values).not.toEqual(
      states.series.find(({ id }) => id === "silhouette")?.values,
    );
  });

  it.each(["rows", "page"])(
    "that colour the view are in %s, and without texts none of their words",
    async (exporter) => {
      const view = { colouring: { kind: "task", id: "kMeans" }, taskValues: { kMeans: { n_clusters: 3 } } } as const;
      const write = async (withTexts: boolean, shown?: typeof view): Promise<string> => {
        const file = path.join(folder, "out", `${exporter}-${withTexts}-${shown === undefined}`);
        const params = { run, exporter, path: file, file: "a.jsonl", withTexts, ...(shown && { view: shown }) };
        await engine.exportFile(params, panel, signal);
        return readFileSync(file, "utf8");
      };
      const [whole, without, other] = [await write(true, view), await write(false, view), await write(true)];
      expect(whole).toContain('"kMeans"');
      expect(without).toContain('"kMeans"');
      expect(without).not.toContain("unsaid");
      expect(other).not.toContain('"kMeans":');
      if (exporter !== "rows") return;
      const { layers } = JSON.parse(whole.split("\n")[1] ?? "") as { layers: readonly { kMeans: number }[] };
      const made = await groups("kMeans", { n_clusters: 3 });
      const expected = made.layers.map((all, layer) => all[made.of[layer * RECORDS + 1] ?? UNCLUSTERED]?.track);
      expect(layers.map(({ kMeans }) => kMeans)).toEqual(expected);
    },
  );

  it("end where they are cancelled", async () => {
    const stop = new AbortController();
    const asked = engine.runTask({ run, task: { id: "hdbscan", values: { min_cluster_size: 7 } } }, stop.signal);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: "cancelled" });
  });
});
