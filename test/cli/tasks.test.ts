import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { drawOptions } from "../../src/cli/drawFiles.ts";
import { Interruptions } from "../../src/cli/command.ts";
import { flagOf } from "../../src/protocol/flags.ts";
import { parameterOptions } from "../../src/cli/taskOptions.ts";
import { standardTables, taskInfos } from "../../src/engine/tasks.ts";
import { decodePage } from "../../src/protocol/pageData.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { ownTables } from "./ownTasks.ts";
import { strata, type Ended } from "./strata.ts";

const root = path.join(import.meta.dirname, "..", "..");
const COUNT = 520;
const texts = Array.from({ length: COUNT }, (_, i) => `w${i % 40} w${Math.floor(i / 40)} w${(i * 7 + 3) % 40}`);

let program = "";
let folder = "";
let file = "";
let common: string[] = [];

/** The command line with one projection and one metric more, built as the product is, with what it needs beside it. */
beforeAll(async () => {
  folder = tempFolder();
  mkdirSync(path.join(folder, "dist"));
  for (const name of ["media", "node_modules"]) symlinkSync(path.join(root, name), path.join(folder, name));
  for (const name of readdirSync(path.join(root, "dist")).filter((name) => name !== "cli.js"))
    symlinkSync(path.join(root, "dist", name), path.join(folder, "dist", name));
  program = path.join(folder, "dist", "ownTasks.js");
  await build({
    entryPoints: [path.join(import.meta.dirname, "ownTasks.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    define: { "import.meta.dirname": "__dirname" },
    external: ["onnxruntime-node", "undici", "*/legacyText.ts"],
    logLevel: "error",
  });
  file = write(folder, "a.txt", texts.join("\n"));
  common = ["--model", toyFolder(path.join(folder, "toy")), "--device", "cpu", "--cache", path.join(folder, "cache")];
}, 60_000);

function own(...words: string[]): Promise<Ended> {
  return strata([...words, ...common], undefined, {}, program);
}

function page(out: string): PageData {
  const html = readFileSync(path.join(out, "index.html"), "utf8");
  return decodePage(/<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? "");
}

function kept(suffix: string): string[] {
  const cache = path.join(folder, "cache");
  const names = readdirSync(cache, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(suffix)).map((name) => path.join(cache, name));
}

describe("a projection and a metric that a table has besides", { timeout: 120_000 }, () => {
  it("stand in the help, with their flags", async () => {
    const { out: drawing } = await strata(["visualize", "--help"], undefined, {}, program);
    expect(drawing).toMatch(/^ {2}--projection ID +how the picture is fitted: pca, [^]*spiral,\s+drift \(default:/m);
    expect(drawing).toMatch(
      /--projection spiral +The points.*\n +--windings N +Turns of the spiral: a number from 0.5 to 20 \(default: 3\)/,
    );
    expect(drawing.match(/--remove-components/g)).toHaveLength(1);
    const { out: analysing } = await strata(["analyse", "--help"], undefined, {}, program);
    expect(analysing).toMatch(/^ {2}above +The share of a state's values above a bound\.$/m);
    expect(analysing).toMatch(/--least-value N +The bound: a number from -10 to 10 \(default: 0\)/);
    expect((await strata(["analyse", "--help"])).out).not.toMatch(/^ {2}above /m);
  });

  it("are what the panel is told of", () => {
    const told = taskInfos(ownTables);
    expect(told.find(({ id }) => id === "spiral")).toMatchObject({
      stage: "projection",
      result: "coordinates",
      parameters: { windings: { default: 3 } },
    });
    expect(told.find(({ id }) => id === "above")).toMatchObject({ stage: "analysis", result: "perPoint" });
  });

  it("run, and the picture is kept and read the next time", async () => {
    const out = path.join(folder, "out");
    const words = ["visualize", file, "--out", out, "--projection", "spiral", "--windings", "5", "--dimensions", "3"];
    const { status, errors } = await own(...words);
    expect([status, errors]).toEqual([0, expect.not.stringContaining("cannot")]);
    const { picture, info, results } = page(out);
    expect(picture.dimensions).toBe(3);
    expect(picture.explained).toBeUndefined();
    expect(picture.coordinates.length).toBe(picture.layers.length * COUNT * 3);
    expect(picture.coordinates.every(Number.isFinite)).toBe(true);
    expect(info.drawing).toEqual({ projection: { id: "spiral", values: { windings: 5 } }, dimensions: 3 });
    expect(info.tasks.map(({ id }) => id)).toContain("above");
    expect(results["above"]?.kind).toBe("perPoint");

    const [stored = ""] = kept(".picture");
    expect(kept(".picture")).toHaveLength(1);
    const bytes = readFileSync(stored);
    bytes.writeFloatLE(42, bytes.length - 4);
    writeFileSync(stored, bytes);
    await own(...words);
    expect(page(out).picture.coordinates.at(-1)).toBe(42);
    // Other values are another picture.
    await own("visualize", file, "--out", out, "--projection", "spiral");
    expect(page(out).picture.coordinates.at(-1)).not.toBe(42);
    expect(kept(".picture")).toHaveLength(2);
  });

  it("are warned of where they show no more than shuffled states do, and are made for more records", async () => {
    // In an order that has nothing to do with what they say.
    const mixed = Array.from({ length: 300 }, (_, i) => texts[(i * 211) % COUNT] ?? "");
    const unrelated = write(folder, "mixed.txt", mixed.join("\n"));
    const out = path.join(folder, "mixed");
    const spiral = await own("visualize", unrelated, "--out", out, "--projection", "spiral", "--windings", "20");
    expect(spiral.out).toMatch(/^note +At layers embedding, 1.* hardly better than one of shuffled states does/m);
    const usual = await own("visualize", unrelated, "--out", out);
    expect(usual.out).not.toContain("hardly better");
    const shuffled = await own("visualize", unrelated, "--out", out, "--shuffle", "yes");
    expect(shuffled.out).not.toContain("hardly better");

    const few = write(folder, "few.txt", texts.slice(0, 9).join("\n"));
    const neighbours = await own("visualize", few, "--out", out, "--projection", "umap", "--json");
    const { result } = JSON.parse(neighbours.out) as { result: { notices: readonly unknown[] } };
    const detail = { method: "UMAP", parameter: "n_neighbors", value: 15, more: 15, records: 9, kind: "records" };
    expect(result.notices).toContainEqual({ code: "fewRecords", detail });
  });

  it("run by their ids, and what they say is kept and read the next time", async () => {
    const before = new Set(kept(".result"));
    const ask = async () => {
      const { out, status } = await own("analyse", file, "above", "--least-value", "0.25", "--json");
      expect(status).toBe(0);
      return JSON.parse(out) as { task: string; values: number[][]; layers: string[] };
    };
    const made = await ask();
    expect(made.task).toBe("above");
    expect(made.values.map((layer) => layer.length)).toEqual(made.layers.map(() => COUNT));
    const [stored = "", ...others] = kept(".result").filter((name) => !before.has(name));
    expect(others).toEqual([]);
    const bytes = readFileSync(stored);
    bytes.writeFloatLE(7, bytes.length - 4);
    writeFileSync(stored, bytes);
    expect((await ask()).values.at(-1)?.at(-1)).toBe(7);
    truncateSync(stored, 100);
    expect(await ask()).toEqual(made);
  });
});

describe("analyse", { timeout: 120_000 }, () => {
  const ask = (...words: string[]) => strata(["analyse", ...words, ...common]);

  it.each([
    ["quality", /^layer +Trustworthiness +Continuity +Neighbours kept\n/m],
    ["neighboursKept", /^layer +From the layer before +by chance, least +most +Shared with the last layer\n/m],
    ["effectiveRank", /^layer +Effective rank\n/m],
    ["silhouette", /^The records have no labels that are categories\.$/m],
    ["between", /^record +Neighbours lost +Procrustes residual\nline \d+ w[^\n]+ +\d+\.\d{4} +\d\.\d{4}\n/m],
    ["moved", /^layer +least +median +mean +most +points\n/m],
    ["neighbours", /^line 1 w0 w0 w3\n {2}\d\.\d{4} {2}line \d+ w/m],
  ])("prints what %s says for a reader", async (task, expected) => {
    const { out, status } = await ask(file, task);
    expect(status).toBe(0);
    expect(out).toMatch(expected);
    expect(out).toContain(`${COUNT} records`);
  });

  it("prints every number as JSON", async () => {
    const related = JSON.parse((await ask(file, "neighbours", "--k", "2", "--json")).out) as {
      count: number;
      points: number[][][];
      distances: number[][][];
    };
    expect(related.count).toBe(2);
    expect(related.points.every((layer) => layer.length === COUNT && layer.every((near) => near.length === 2))).toBe(
      true,
    );
    expect(related.distances.flat(2)).toHaveLength(related.points.flat(2).length);
    const quality = JSON.parse((await ask(file, "quality", "--json")).out) as {
      layers: string[];
      series: { id: string; values: number[] }[];
    };
    expect(quality.series.map(({ id }) => id)).toEqual(["trustworthiness", "continuity", "kept"]);
    expect(quality.series[0]?.values).toHaveLength(quality.layers.length);
    const between = JSON.parse((await ask(file, "between", "--first", "1", "--json")).out) as {
      parameters: Record<string, number>;
      series: { id: string; label: string; values: number[] }[];
    };
    expect(between.parameters).toEqual({ first: 1 });
    expect(between.series.map(({ id }) => id)).toEqual(["lost", "residual"]);
    expect(between.series.every(({ values }) => values.length === COUNT)).toBe(true);
  });

  it("looks in another file for what is near", async () => {
    const other = write(folder, "b.txt", texts.slice(100, 110).join("\n"));
    const { out, status } = await ask(file, "neighboursIn", "--against", other, "--json");
    expect(status).toBe(0);
    const { points, distances, against } = JSON.parse(out) as {
      against: string;
      points: number[][][];
      distances: number[][][];
    };
    expect(against).toBe(other);
    expect(points.flat(2).every((point) => point < 10)).toBe(true);
    for (let i = 0; i < 10; i++) expect(distances.at(-1)?.[100 + i]?.[0]).toBeCloseTo(0, 5);
  });

  it.each([
    [["nothing"], 'TASK cannot be "nothing"'],
    [["pca"], 'TASK cannot be "pca"'],
    [[], 'TASK cannot be ""'],
    [["neighbours", "--k", "0"], '--k cannot be "0"'],
    [["neighbours", "--k", "0x5"], '--k cannot be "0x5"'],
    [["moved", "--k", "5"], 'option cannot be "--k"'],
    [["neighboursIn"], '--against cannot be ""'],
    [["moved", "--against", "b.txt"], '--against cannot be "b.txt"'],
    [["moved", "--projection", "none"], '--projection cannot be "none"'],
    [["moved", "--dimensions", "4"], '--dimensions cannot be "4"'],
  ])("refuses %j", async (words, message) => {
    const { status, errors } = await ask(file, ...words);
    expect(status).toBe(1);
    expect(errors).toContain(message);
  });
});

describe("a picture that is fitted step by step", { timeout: 120_000 }, () => {
  it("says how far it is, and is kept as it is where it is stopped", async () => {
    const out = path.join(folder, "early");
    const words = ["visualize", file, "--out", out, ...common, "--projection", "drift", "--rounds", "400"];
    await own("visualize", file, "--out", out);
    const before = kept(".picture");
    let asked = false;
    const {
      status,
      out: said,
      errors,
    } = await strata(
      words,
      (stop, soFar) => {
        if (asked || !soFar.includes("Drift: ")) return;
        asked = true;
        stop();
      },
      {},
      program,
    );
    expect(status).toBe(0);
    expect(errors).toMatch(/^Drift: embedding · [\d.]+ %/m);
    expect(errors).toMatch(/Drift, rounds 400, seed 0: stopped early at 1 of \d layers/);
    expect(said).toMatch(/^picture +Drift, rounds 400, seed 0 · stopped early at 1 of/m);
    const { result, picture } = page(out);
    expect(result.stoppedEarly?.begun).toBe(1);
    expect(picture.coordinates.every(Number.isFinite)).toBe(true);
    expect(kept(".picture")).toEqual(before);
  });
});

it("tells the first Ctrl-C from the second, and goes on after what was stopped", () => {
  const before = process.listenerCount("SIGINT");
  const stops = new Interruptions();
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  const press = process.listeners("SIGINT").at(-1) as () => void;
  const fit = stops.signal;
  press();
  expect([fit.aborted, stops.again.aborted]).toEqual([true, false]);
  stops.goOn();
  expect([stops.signal.aborted, stops.again.aborted]).toEqual([false, false]);
  press();
  expect([stops.signal.aborted, stops.again.aborted]).toEqual([true, false]);
  press();
  expect(stops.again.aborted).toBe(true);
  expect(process.listenerCount("SIGINT")).toBe(before);
});

it.each([
  ["n_neighbors", "n-neighbors"],
  ["minDist", "min-dist"],
  ["MN_ratio", "mn-ratio"],
  ["k", "k"],
])("the parameter %s is the flag --%s", (name, flag) => expect(flagOf(name)).toBe(flag));

it("no parameter of a task has the flag of another option", () => {
  const flags = Object.keys(parameterOptions(taskInfos(standardTables)));
  const others = [...Object.keys(drawOptions), "out", "states", "against", "help"];
  expect(flags.filter((flag) => others.includes(flag))).toEqual([]);
  expect(existsSync(path.join(root, "dist", "ownTasks.js"))).toBe(false);
});
