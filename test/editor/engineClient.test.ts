import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CancellationTokenSource, type CancellationToken } from "vscode-jsonrpc/node";
import { EngineClient } from "../../src/editor/engineClient.ts";
import { cacheSize, visualize, type DatasetInfo, type VisualizeParams } from "../../src/protocol/engine.ts";
import { StrataError } from "../../src/protocol/errors.ts";

const root = path.join(import.meta.dirname, "..", "..");
const LIMIT_MS = 30_000;

let folder = "";
let client: EngineClient;
const said: string[] = [];
const log = {
  info: (line: string) => said.push(line),
  warn: (line: string) => said.push(line),
  error: (line: string) => said.push(line),
};

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "strata-engine-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => client.dispose());

function start(entry = path.join(root, "dist", "engine.js")): EngineClient {
  client = new EngineClient(entry, log);
  return client;
}

/** An engine whose own thread does not take another turn, and the request that keeps it; `token` may cancel it. */
async function startBlocked(token?: CancellationToken) {
  const engine = start(path.join(root, "test", "engine", "blockedEngine.cjs"));
  await engine.request(cacheSize, { folder });
  const pending = engine.request(cacheSize, { folder: "block" }, token);
  // Nobody waits for it in some tests.
  pending.catch(() => undefined);
  return { engine, pending, pid: engine.pid ?? 0 };
}

function runOf(run: string, text: string): VisualizeParams {
  return {
    run,
    document: run,
    source: { kind: "text", path: `${run}.txt`, text },
    reading: {},
    states: {
      kind: "model",
      model: { model: path.join(root, "media", "models", "all-MiniLM-L6-v2"), pooling: "auto" },
      places: { bundled: path.join(root, "media", "models"), store: "", hubCaches: [], folders: [] },
    },
    cache: { folder: path.join(folder, run), limit: 1e9 },
  };
}

/** Ends the engine and waits until the client has seen it. */
async function kill(engine: EngineClient): Promise<void> {
  const { pid } = engine;
  if (pid === undefined) throw new Error("No engine runs.");
  process.kill(pid, "SIGKILL");
  await expect.poll(() => engine.pid).toBeUndefined();
}

describe("EngineClient", { timeout: LIMIT_MS }, () => {
  it("starts no process before the first request", () => {
    expect(start().pid).toBeUndefined();
  });

  it("hands on what the engine says, with its typed arrays", async () => {
    const engine = start();
    const heard: DatasetInfo[] = [];
    engine.onDatasetRead((info) => heard.push(info));
    const result = await engine.request(visualize, runOf("arrays", "one\n\ntwo words"));
    expect(result).toMatchObject({ outcome: "complete", records: 2 });
    expect(heard.map(({ ranges }) => ranges)).toEqual([Uint32Array.of(0, 0, 0, 3, 2, 0, 2, 9)]);
  });

  it("throws the engine's failures", async () => {
    const source = { kind: "file", path: path.join(folder, "gone.txt") } as const;
    const failing = start().request(visualize, { ...runOf("gone", ""), source });
    await expect(failing).rejects.toMatchObject({ code: "fileNotFound", detail: { path: source.path } });
  });

  it("rejects what is pending when the process is killed, and starts another for the next request", async () => {
    const engine = start();
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i} with some words`).join("\n");
    const computing = new Promise<void>((resolve) => {
      engine.onProgressed(({ computed }) => {
        if (computed > 0) resolve();
      });
    });
    const pending = engine.request(visualize, runOf("killed", lines));
    const rejected = expect(pending).rejects.toMatchObject({
      code: "engineStopped",
      detail: { reason: expect.stringContaining("SIGKILL") as unknown },
    });
    await computing;
    await kill(engine);
    await rejected;
    expect(await engine.request(visualize, runOf("again", "one"))).toMatchObject({ outcome: "complete" });
    expect(said.join("\n")).toContain("SIGKILL");
  });

  it("gives up for a while after three crashes", async () => {
    const engine = start();
    for (let crash = 0; crash < 3; crash++) {
      await engine.request(cacheSize, { folder });
      await kill(engine);
    }
    const error: unknown = await engine.request(cacheSize, { folder }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StrataError);
    expect(error).toMatchObject({ code: "engineKeepsStopping", detail: { times: 3 } });
  });

  it("kills an engine that does not end by itself when it is disposed", async () => {
    const { engine, pid } = await startBlocked();
    engine.dispose();
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });

  it("tells of an engine that does not stop what was cancelled, and restarts it", async () => {
    const cancellation = new CancellationTokenSource();
    const { engine, pending, pid } = await startBlocked(cancellation.token);
    const told: boolean[] = [];
    engine.onHangingChanged(() => told.push(engine.isHanging));
    cancellation.cancel();
    expect(engine.isHanging).toBe(false);
    await expect.poll(() => told, { timeout: 20_000 }).toEqual([true]);
    engine.restart();
    await expect(pending).rejects.toMatchObject({
      code: "engineStopped",
      detail: { reason: "Restart Engine ended it" },
    });
    expect(told).toEqual([true, false]);
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(await engine.request(cacheSize, { folder })).toMatchObject({ models: 0 });
  });

  it("does not take a restart for a crash", async () => {
    const engine = start();
    for (let restart = 0; restart < 4; restart++) {
      await engine.request(cacheSize, { folder });
      engine.restart();
    }
    expect(engine.pid).toBeUndefined();
    expect(await engine.request(cacheSize, { folder })).toMatchObject({ models: 0 });
  });

  it("ends the process when it is disposed", async () => {
    const engine = start();
    await engine.request(cacheSize, { folder });
    const { pid = 0 } = engine;
    engine.dispose();
    await expect.poll(() => isRunning(pid)).toBe(false);
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
