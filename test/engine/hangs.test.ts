import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { windows } from "../../src/model/batches.ts";
import { cacheSize, closeDocument, type VisualizeParams } from "../../src/protocol/engine.ts";
import { failureOfReply } from "../../src/protocol/errors.ts";
import type { LayerChoice } from "../../src/protocol/models.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { write } from "../model/tempFolder.ts";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const RECORDS = 100;
/** The records that come first, and one of those that are waited for behind them. */
const [first = new Uint32Array(), [late = 0] = []] = [...windows(RECORDS)];

let folder = "";
beforeAll(() => (folder = scratchFolder()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function recordsWith(text: string): string {
  return Array.from({ length: RECORDS }, (_, i) => (i === late ? text : `w1 w${i % 40} w${(i * 7) % 39}`)).join("\n");
}

/** A run of the toy model; `text` is the one record of it that is not as the others. */
function hostile(name: string, text: string, layers?: LayerChoice): { home: string; params: VisualizeParams } {
  const home = toyFolder(path.join(folder, name));
  const file = writeText(home, "records.txt", recordsWith(text));
  return {
    home,
    params: paramsFor(file, home, { model: { model: home, pooling: "mean", ...(layers && { layers }) } }),
  };
}

function hostileModule(name: string, source: string) {
  const moduleFolder = path.join(folder, name);
  const layers = { pooling: { "1": "./pool.mjs" }, moduleFolder };
  const { home, params } = hostile(name, "w1 w2 w3 w4 w5 w6 w7 w8", layers);
  const stuck = path.join(home, "stuck");
  const marked = `import { writeFileSync } from "node:fs";
    const hang = () => { writeFileSync(${JSON.stringify(stuck)}, ""); for (;;); };
    ${source}`;
  const module = write(home, "pool.mjs", marked);
  return { module, stuck, params };
}

/** Resolves when the first records are drawn and the engine waits for those behind them. */
async function firstRecordsDone(engine: EngineProcess): Promise<void> {
  await engine.until(() => engine.pictures.some(({ drawn }) => drawn === first.length));
  await engine.connection.sendRequest(cacheSize, { folder });
}

async function secondsOf(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return (performance.now() - start) / 1000;
}

/** Resolves when the child process has ended. */
async function ended({ child }: EngineProcess): Promise<{ code: unknown; signal: unknown }> {
  const [code, signal] = (await once(child, "exit")) as unknown[];
  return { code, signal };
}

describe("a tokenizer that is stuck in a pattern", { timeout: 60_000 }, () => {
  /** Takes longer than anybody waits for every `w` that the text has. */
  function withPattern(name: string) {
    const { home, params } = hostile(name, "w".repeat(60));
    const file = path.join(home, "tokenizer.json");
    const tokenizer = JSON.parse(readFileSync(file, "utf8")) as object;
    const split = { type: "Split", pattern: { Regex: "(w+)+!| " }, behavior: "Removed", invert: false };
    write(home, "tokenizer.json", JSON.stringify({ ...tokenizer, pre_tokenizer: split }));
    return params;
  }

  it("is ended when the run is cancelled, and the next run has another one", async () => {
    const params = withPattern("cancelled");
    const engine = new EngineProcess();
    const run = engine.start(params);
    await firstRecordsDone(engine);
    run.cancel();
    expect(await secondsOf(run.result)).toBeLessThan(2);
    expect(await run.result).toMatchObject({ outcome: "cancelled", computed: first.length });
    writeText(path.dirname(params.document), "records.txt", recordsWith("w1"));
    expect(await engine.visualize(params)).toMatchObject({ outcome: "complete", cached: first.length });
    await engine.end();
  });

  it("is ended for one run, while another run that shares it goes on", async () => {
    const params = withPattern("shared");
    const engine = new EngineProcess();
    const stuck = engine.start(params);
    await firstRecordsDone(engine);
    const home = path.dirname(params.document);
    const file = writeText(home, "others.txt", recordsWith("w39"));
    const other = engine.start(paramsFor(file, path.join(home, "others"), { model: { model: home, pooling: "mean" } }));
    await engine.until(() => engine.progress.some(({ run, stage }) => run.startsWith(file) && stage === "load"));
    stuck.cancel();
    expect(await stuck.result).toMatchObject({ outcome: "cancelled" });
    expect(await other.result).toMatchObject({ outcome: "complete", computed: RECORDS, distinct: RECORDS });
    await engine.end();
  });

  it.each(["its run is closed", "its channel closes"])("does not hold the engine when %s", async (how) => {
    const params = withPattern(how);
    const engine = new EngineProcess();
    const run = engine.start(params);
    await firstRecordsDone(engine);
    if (how === "its run is closed") {
      const stopped = run.result.catch((error: unknown) => failureOfReply(error));
      expect(await engine.connection.sendRequest(closeDocument, { document: params.document })).toBeNull();
      expect(await stopped).toMatchObject({ code: "cancelled" });
    } else run.result.catch(() => undefined);
    const end = ended(engine);
    engine.child.disconnect();
    expect(await end).toEqual({ code: 0, signal: null });
  });
});

describe("a pooling module that does not return", { timeout: 60_000 }, () => {
  const atOneText =
    "export default (states, { tokens }) => { if (tokens === 10) hang(); return [tokens, states[0]]; };";

  it.each([
    ["at one text", atOneText, first.length],
    ["at the first text", "export default () => hang();", 0],
    ["while it loads", "hang(); export default () => [1];", 0],
  ])("is ended when the run is cancelled: %s", async (name, source, computed) => {
    const { module, stuck, params } = hostileModule(name, source);
    const engine = new EngineProcess();
    const run = engine.start(params);
    await expect.poll(() => existsSync(stuck), { timeout: 20_000 }).toBe(true);
    // The engine's own thread answers meanwhile.
    expect(await engine.connection.sendRequest(cacheSize, { folder })).toMatchObject({ models: 0 });
    run.cancel();
    expect(await secondsOf(run.result)).toBeLessThan(4);
    expect(await run.result).toMatchObject({ outcome: "cancelled", computed });
    write(path.dirname(module), "pool.mjs", "export default (states, { tokens }) => [tokens, states[0]];");
    expect(await engine.visualize(params)).toMatchObject({ outcome: "complete", computed: RECORDS });
    await engine.end();
  });

  it("is loaded again for the next run of the same model", async () => {
    const { stuck, params } = hostileModule("again", atOneText);
    const engine = new EngineProcess();
    const run = engine.start(params);
    await expect.poll(() => existsSync(stuck), { timeout: 20_000 }).toBe(true);
    run.cancel();
    await run.result;
    writeText(path.dirname(params.document), "records.txt", recordsWith("w1"));
    const again = await engine.visualize(params);
    expect(again).toMatchObject({ outcome: "complete", computed: RECORDS - first.length, cached: first.length });
    await engine.end();
  });

  it("does not hold the engine when its channel closes", async () => {
    const { stuck, params } = hostileModule("closing", atOneText);
    const engine = new EngineProcess();
    engine.start(params).result.catch(() => undefined);
    await expect.poll(() => existsSync(stuck), { timeout: 20_000 }).toBe(true);
    const end = ended(engine);
    engine.child.disconnect();
    expect(await end).toEqual({ code: 0, signal: null });
  });

  it("that ends its thread fails the run and not the engine", async () => {
    const { module, params } = hostileModule("exits", "export default () => process.exit(3);");
    const engine = new EngineProcess();
    const reason = "its thread ended: exit code 3";
    expect(await engine.failure(params)).toEqual({ code: "poolingModule", detail: { path: module, reason } });
    await engine.end();
  });
});

describe("an engine whose own thread is blocked", { timeout: 60_000 }, () => {
  it("ends when its parent is gone", async () => {
    const parent = fork(path.join(import.meta.dirname, "blockedParent.cjs"));
    const [pid] = (await once(parent, "message")) as [number];
    parent.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });

  it("ends when its channel was closed before", async () => {
    const engine = new EngineProcess({}, path.join(import.meta.dirname, "blockedEngine.cjs"));
    await engine.connection.sendRequest(cacheSize, { folder: "blockAtEnd" });
    const end = ended(engine);
    engine.child.disconnect();
    expect(await end).toEqual({ code: null, signal: "SIGKILL" });
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
