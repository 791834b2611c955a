import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { analyses } from "../../src/analysis/index.ts";
import { comparisons } from "../../src/comparison/index.ts";
import { standardTables, taskInfos } from "../../src/engine/tasks.ts";
import { projections } from "../../src/projection/index.ts";
import * as protocol from "../../src/protocol/engine.ts";
import { failureOfReply, type Failure } from "../../src/protocol/errors.ts";
import { tasksOf, type TaskResult } from "../../src/protocol/tasks.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";
import { fillCache } from "./filledCache.ts";

let folder = "";
let engine: EngineProcess;

/** Texts of the toy model: four words of forty. */
function toyTexts(count: number, shift = 0): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = i + shift;
    return `w${at % 40} w${(at * 7 + 3) % 40} w${Math.floor(at / 40) % 40} w${Math.floor(at / 1600) % 40}`;
  });
}

async function outcome(work: Promise<TaskResult>): Promise<TaskResult | Failure> {
  return work.catch((error: unknown) => failureOfReply(error));
}

function runTask(params: protocol.TaskParams, from = engine): Promise<TaskResult> {
  return from.connection.sendRequest(protocol.runTask, params);
}

/** Files of the cache whose name ends so. */
function kept(suffix: string): string[] {
  const cache = path.join(folder, "cache");
  const names = readdirSync(cache, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(suffix)).map((name) => path.join(cache, name));
}

describe("tasks of drawn runs", { timeout: 120_000 }, () => {
  beforeEach(() => {
    folder = scratchFolder();
    engine = new EngineProcess();
  });

  afterEach(async () => {
    await engine.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const toy = () => ({ model: toyFolder(path.join(folder, "toy")), pooling: "auto" });

  async function drawn(texts: readonly string[], name = "a.txt", model = toy()): Promise<protocol.VisualizeParams> {
    const params = paramsFor(writeText(folder, name, texts.join("\n")), folder, { model });
    await engine.visualize(params);
    return params;
  }

  it("are those of the tables, each table's first the default", async () => {
    const told = await engine.connection.sendRequest(protocol.listTasks, null);
    expect(told).toEqual(taskInfos(standardTables));
    const ids = ({ id }: { id: string }) => id;
    const { projections: drawing, analyses: asking, comparisons: comparing } = standardTables;
    expect([drawing, asking, comparing]).toEqual([projections, analyses, comparisons]);
    expect(told.map(ids)).toEqual([...drawing, ...asking, ...comparing].map(ids));
    const { run } = await drawn(toyTexts(3));
    for (const { id, stage } of tasksOf(told, false).filter(({ stage }) => stage !== "projection")) {
      const result = await runTask({ run, task: { id, values: {} }, ...(stage === "comparison" && { against: run }) });
      expect(result.kind).toBe(told.find((task) => task.id === id)?.result);
    }
  });

  it("compares the points of two files: the same text is nearest, at no distance", async () => {
    const one = await drawn(toyTexts(60, 30));
    const other = await drawn(toyTexts(90), "b.txt");
    const result = await runTask({ run: one.run, task: { id: "neighboursIn", values: { k: 90 } }, against: other.run });
    if (result.kind !== "related") throw new Error(result.kind);
    expect(result.count).toBe(90);
    const rows = result.points.length / 90;
    for (let row = 0; row < rows; row++) {
      const [points, distances] = [result.points, result.distances].map((all) =>
        all.subarray(row * 90, (row + 1) * 90),
      );
      expect(points?.toSorted()).toEqual(Uint32Array.from({ length: 90 }, (_, point) => point));
      expect(distances?.[0]).toBeCloseTo(0, 5);
      // Other texts may have the same direction.
      expect(distances?.[points?.indexOf((row % 60) + 30) ?? -1]).toBeCloseTo(0, 5);
    }
  });

  it("refuses to compare what lies in other spaces, naming both files, and a comparison with nothing", async () => {
    const one = await drawn(toyTexts(5));
    const other = await drawn(toyTexts(5), "b.txt", { ...toy(), pooling: "cls" });
    const task = { id: "neighboursIn", values: {} };
    const failure = await outcome(runTask({ run: one.run, task, against: other.run }));
    expect(failure).toMatchObject({
      code: "notComparable",
      detail: {
        path: one.document,
        model: expect.stringContaining("toy") as string,
        otherPath: other.document,
        otherModel: expect.stringContaining("cls") as string,
      },
    });
    const alone = await outcome(runTask({ run: one.run, task }));
    expect(alone).toMatchObject({ code: "optionUnknown", detail: { option: "against" } });
    const needless = await outcome(runTask({ run: one.run, task: { id: "moved", values: {} }, against: other.run }));
    expect(needless).toMatchObject({ code: "optionUnknown", detail: { option: "against" } });
  });

  it.each<[string, protocol.TaskParams["task"], object]>([
    ["a task there is not", { id: "nothing", values: {} }, { option: "task", value: "nothing" }],
    ["a projection", { id: "pca", values: {} }, { option: "task", value: "pca" }],
    ["a value that is not allowed", { id: "neighbours", values: { k: 0 } }, { option: "k", value: "0" }],
  ])("refuses %s", async (_, task, detail) => {
    const { run } = await drawn(toyTexts(3));
    expect(await outcome(runTask({ run, task }))).toMatchObject({ code: "optionUnknown", detail });
  });

  it.each([-1, 3, 0.5, NaN])("refuses the details of point %d of three", async (point) => {
    const { run } = await drawn(toyTexts(3));
    const asking = engine.connection.sendRequest(protocol.pointDetails, { run, point });
    const failure = await asking.catch((error: unknown) => failureOfReply(error));
    expect(failure).toMatchObject({ code: "recordUnknown", detail: { records: 3 } });
  });

  it.each([
    ["neighbours", { k: 4 }],
    ["moved", {}],
    ["quality", { k: 7 }],
    ["between", { first: 1 }],
  ])("keeps what %s says, reads it the next time, and makes it anew where it is damaged", async (id, values) => {
    const params = await drawn(toyTexts(600));
    const ask = () => runTask({ run: params.run, task: { id, values } });
    const made = await ask();
    const [file = ""] = kept(".result");
    expect(kept(".result")).toHaveLength(1);

    // The last number is another now: an answer that has it was read.
    const bytes = readFileSync(file);
    const changed = Buffer.from(bytes);
    changed.writeFloatLE(-123, changed.length - 4);
    writeFileSync(file, changed);
    expect(lastNumber(await ask())).toBe(-123);
    await engine.end();
    engine = new EngineProcess();
    await engine.visualize(params);
    expect(lastNumber(await ask())).toBe(-123);

    truncateSync(file, bytes.length - 4);
    expect(await ask()).toEqual(made);
    expect(readFileSync(file)).toEqual(bytes);
    expect(await runTask({ run: params.run, task: { id, values: {} } })).toBeDefined();
    expect(kept(".result")).toHaveLength(id === "moved" ? 1 : 2);
    expect(engine.warnings).toEqual([]);
  });

  it("keeps no result for another order of points, nor a comparison for another file", async () => {
    const texts = toyTexts(600);
    const one = await drawn(texts);
    const turned = await drawn(texts.toReversed(), "b.txt");
    const task = { id: "moved", values: {} };
    const forward = await runTask({ run: one.run, task });
    const backward = await runTask({ run: turned.run, task });
    if (forward.kind !== "perPoint" || backward.kind !== "perPoint") throw new Error("no numbers");
    expect(backward.values.slice(-600).reverse()).toEqual(forward.values.slice(-600));
    const near = { id: "neighboursIn", values: {} };
    const [a, b] = [
      await runTask({ run: one.run, task: near, against: turned.run }),
      await runTask({ run: one.run, task: near, against: one.run }),
    ];
    expect(a).not.toEqual(b);
    expect(kept(".result")).toHaveLength(4);
  });
});

function lastNumber(result: TaskResult): number | undefined {
  if (result.kind === "perPoint") return result.values.at(-1);
  return result.kind === "related" ? result.distances.at(-1) : result.series.at(-1)?.values.at(-1);
}

describe("long work", { timeout: 240_000 }, () => {
  const POINTS = 17_000;
  let run = "";
  let file = "";

  beforeAll(async () => {
    folder = scratchFolder();
    engine = new EngineProcess();
    const texts = Array.from({ length: POINTS }, (_, i) => `line ${i}`);
    file = writeText(folder, "a.txt", texts.join("\n"));
    const { widths } = await engine.visualize(paramsFor(writeText(folder, "one.txt", "one"), folder));
    await engine.end();
    await fillCache(path.join(folder, "cache"), texts, widths);
    engine = new EngineProcess();
    const params = paramsFor(file, folder);
    expect(await engine.visualize(params)).toMatchObject({ computed: 0, cached: POINTS });
    run = params.run;
  }, 240_000);

  afterAll(async () => {
    await engine.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a task and waits until it is under way. */
  async function underWay(id: string): Promise<{ answer: Promise<TaskResult | Failure>; cancel: () => void }> {
    const heard = engine.taskProgress.length;
    const source = new CancellationTokenSource();
    const params = { run, task: { id, values: {} } };
    const answer = outcome(engine.connection.sendRequest(protocol.runTask, params, source.token));
    await engine.until(() => engine.taskProgress.length > heard);
    expect(engine.taskProgress[heard]).toMatchObject({ run, task: id });
    expect(engine.taskProgress[heard]?.done).toBeLessThan(1);
    return { answer, cancel: () => source.cancel() };
  }

  async function timed(work: () => Promise<unknown>): Promise<number> {
    const started = performance.now();
    await work();
    return performance.now() - started;
  }

  // The best of some tries: the machine may be busy with other tests.
  const slow = [
    "neighbours",
    "quality",
    "neighboursKept",
    "norms",
    "anisotropy",
    "effectiveRank",
    "intrinsicDimension",
  ];
  it.each(slow)("%s is cancelled within 100 ms", async (id) => {
    const times: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      const { answer, cancel } = await underWay(id);
      times.push(
        await timed(async () => {
          cancel();
          expect(await answer).toMatchObject({ code: "cancelled" });
        }),
      );
    }
    expect(Math.min(...times)).toBeLessThan(100);
  });

  it("a fit is cancelled within 100 ms", async () => {
    const times: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      for (const picture of kept(".picture")) rmSync(picture);
      const params = { ...paramsFor(file, folder), document: `another ${attempt}` };
      const { result, cancel } = engine.start(params);
      const ended = result.catch((error: unknown) => failureOfReply(error));
      await engine.until(() => engine.progress.some((step) => step.run === params.run && step.stage === "align"));
      times.push(
        await timed(async () => {
          cancel();
          expect(await ended).toMatchObject({ code: "cancelled" });
        }),
      );
    }
    expect(Math.min(...times)).toBeLessThan(100);
  });

  it("details are answered ahead of it", async () => {
    const details = () => engine.connection.sendRequest(protocol.pointDetails, { run, point: 77 });
    await details();
    const alone = Math.min(await timed(details), await timed(details), await timed(details));
    const { answer, cancel } = await underWay("neighbours");
    const during: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) during.push(await timed(details));
    cancel();
    expect(await answer).toMatchObject({ code: "cancelled" });
    expect(Math.min(...during)).toBeLessThan(2 * alone + 100);
  });

  it("details that nobody wants any more are given up", async () => {
    const source = new CancellationTokenSource();
    const asking = engine.connection.sendRequest(protocol.pointDetails, { run, point: 5 }, source.token);
    source.cancel();
    const failure = await asking.catch((error: unknown) => failureOfReply(error));
    expect(failure).toMatchObject({ code: "cancelled" });
  });
});
