import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { Engine } from "../../src/engine/engine.ts";
import { isExported } from "../../src/engine/exportedTasks.ts";
import type { EngineListener } from "../../src/engine/engineListener.ts";
import { exporters } from "../../src/export/index.ts";
import { toFailure } from "../../src/protocol/errors.ts";
import type { Picture } from "../../src/protocol/engine.ts";
import type { ExportParams, PageView } from "../../src/protocol/exporting.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { known, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const { signal } = new AbortController();
const nothing = () => undefined;
const panel = { script: "let a = 1;", style: "" };
/** Words of the toy model; the last text is what a table has to quote. */
const texts = ["w1 w2 w3", "w4 w5", "w6 w7 w8 w9", 'w10, "w11"\r\nw12', " w13"];
const lines = texts.map((text, i) => JSON.stringify({ text, label: i < 2 ? "few" : i === 3 ? null : "many" }));

it("a page of many records holds what colours its view, too, and nothing else that takes long", () => {
  const density = { id: "density", result: "perPoint", onDemand: true } as const;
  const view: PageView = { colouring: { kind: "task", id: "density" } };
  const asked = (isMany: boolean, shown: PageView | undefined, wanted: "all" | "numbers" = "all") =>
    isExported(density, wanted, isMany, shown);
  expect([asked(true, view), asked(true, undefined), asked(false, undefined)]).toEqual([true, false, true]);
  expect(asked(true, view, "numbers")).toBe(false);
  const between = { id: "between", result: "numbers" } as const;
  expect(isExported(between, "all", false, view)).toBe(false);
  expect(isExported(between, "all", true, { colouring: { kind: "task", id: "between" } })).toBe(true);
});

describe("exports of a drawn run", { timeout: 60_000 }, () => {
  let folder = "";
  let engine: Engine;
  let run = "";
  let picture: Picture;
  const progress: number[] = [];

  beforeAll(async () => {
    folder = scratchFolder();
    const listener: EngineListener = {
      ...{ datasetRead: nothing, progressed: nothing, downloadProgressed: nothing, warned: nothing },
      taskProgressed: ({ done }) => void progress.push(done),
      pictureDrawn: (drawn) => void (picture = drawn),
    };
    engine = new Engine({ probe: "", listener });
    const file = writeText(folder, "a.jsonl", lines.join("\n"));
    const model = { model: toyFolder(path.join(folder, "toy")), pooling: "mean" };
    ({ run } = await engine.visualize(paramsFor(file, folder, { model }), signal));
  });
  afterEach(() => void (progress.length = 0));
  afterAll(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function exported(exporter: string, more: Partial<ExportParams> = {}): Promise<string> {
    const file = path.join(folder, "out", `${exporter}-${Object.keys(more).join("-")}`);
    await engine.exportFile({ run, exporter, path: file, file: "a.jsonl", withTexts: true, ...more }, panel, signal);
    return file;
  }

  it("give the very coordinates and numbers of every record as JSONL", async () => {
    const rows = readFileSync(await exported("rows"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
    expect(rows.map(({ text }) => text)).toEqual(texts);
    expect(rows.map(({ id, line, label }) => [id, line, label])).toEqual([
      [0, 1, "few"],
      [1, 2, "few"],
      [2, 3, "many"],
      [3, 4, null],
      [4, 5, "many"],
    ]);
    expect(rows[0]?.layers.map(({ layer }) => layer)).toEqual(picture.layers);
    const { moved } = known(await engine.details({ run, point: 2 }, signal));
    for (const [layer, numbers] of rows[2]?.layers.entries() ?? []) {
      const at = 2 * (layer * picture.points + 2);
      expect([numbers.x, numbers.y].map(Math.fround)).toEqual([...picture.coordinates.subarray(at, at + 2)]);
      expect(Math.fround(numbers.moved)).toBe(moved[layer]);
    }
    expect(progress.at(0)).toBeGreaterThanOrEqual(0);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it.each(["rows", "table"])("write %s in the order that is wished", async (id) => {
    const order = Uint32Array.of(4, 0, 2);
    const lines = readFileSync(await exported(id, { points: order }), "utf8")
      .trimEnd()
      .split(/\r?\n/);
    const ids =
      id === "rows"
        ? lines.map((line) => (JSON.parse(line) as { id: number }).id)
        : lines.slice(1).map((line) => line.split(",")[0]);
    expect(ids.map(Number)).toEqual([...order]);
  });

  it("give the same as a table that is read back as it was, and only the selected records where that is wished", async () => {
    const file = await exported("table", { points: Uint32Array.of(1, 3) });
    const read = await readDataset({ kind: "text", path: "t.csv", text: readFileSync(file, "utf8") }, { text: "text" });
    expect(read.texts).toEqual([texts[1], texts[3]]);
    const names = read.fields.map(({ name }) => name);
    const layers = picture.layers.flatMap((layer) => [`${layer}.x`, `${layer}.y`, `${layer}.moved`]);
    expect(names).toEqual(expect.arrayContaining(["id", "line", "text", "label", "tokens", ...layers]));
    const at = 2 * ((picture.layers.length - 1) * picture.points + 3);
    expect(Math.fround(Number(read.values.of(1, `${picture.layers.at(-1) ?? ""}.x`)))).toBe(picture.coordinates[at]);
    expect(read.values.of(1, "label")).toBe("");
  });

  it.each(exporters.map(({ id }) => id))("leave the texts out of %s where that is wished", async (id) => {
    const whole = readFileSync(await exported(id)).toString("latin1");
    const bare = readFileSync(await exported(id, { withTexts: false })).toString("latin1");
    const tells = (file: string) => texts.some((text) => file.includes(JSON.stringify(text).slice(1, -1)));
    expect(tells(bare)).toBe(false);
    expect(tells(whole)).toBe(id !== "states" && id !== "reducer");
    // What a text could be guessed by neither.
    const key = readFileSync(await exported("states"))
      .subarray(-5 * 16 - 5, -5)
      .toString("latin1");
    expect(bare.includes(key)).toBe(false);
    const search = { query: "searched for", mode: "text", matchCase: false, place: { kind: "all" } } as const;
    const view: PageView = { search, bookmarks: [{ name: "one", view: { search } }] };
    const page = async (withTexts: boolean) => readFileSync(await exported(id, { withTexts, view })).toString("latin1");
    expect(await page(false)).not.toContain("searched for");
    if (id === "page") expect(await page(true)).toContain("searched for");
  });

  it("are there whole or not at all, and can be stopped", async () => {
    const stopped = new AbortController();
    stopped.abort();
    const file = path.join(folder, "out", "stopped.csv");
    const params = { run, exporter: "table", path: file, file: "a", withTexts: true };
    expect(await engine.exportFile(params, panel, stopped.signal).then(nothing, toFailure)).toMatchObject({
      code: "cancelled",
    });
    const below = { ...params, path: path.join(folder, "a.jsonl", "table.csv") };
    expect(await engine.exportFile(below, panel, signal).then(nothing, toFailure)).toMatchObject({
      code: "outputNotWritable",
      detail: { path: below.path },
    });
    const unknown = { ...params, exporter: "excel" };
    expect(await engine.exportFile(unknown, panel, signal).then(nothing, toFailure)).toMatchObject({
      code: "optionUnknown",
      detail: { option: "export", value: "excel", allowed: exporters.map(({ id }) => id).join(", ") },
    });
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(path.join(folder, "out")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

interface Row {
  readonly id: number;
  readonly line: number;
  readonly text: string;
  readonly label: string | null;
  readonly layers: readonly {
    readonly layer: string;
    readonly x: number;
    readonly y: number;
    readonly moved: number;
  }[];
}
