import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as protocol from "../../src/protocol/engine.ts";
import { failureOfReply } from "../../src/protocol/errors.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const root = path.join(import.meta.dirname, "..", "..");
const texts = Array.from({ length: 60 }, (_, i) => `w${i % 40} w${(i * 7 + 3) % 40} w${Math.floor(i / 40)}`);

let built = "";
let folder = "";
let engine: EngineProcess;

/** The engine with a slow projection more, built as the product is, with what it needs beside it. */
beforeAll(async () => {
  built = scratchFolder();
  mkdirSync(path.join(built, "dist"));
  for (const name of ["media", "node_modules"]) symlinkSync(path.join(root, name), path.join(built, name));
  for (const name of readdirSync(path.join(root, "dist")).filter((name) => name !== "engine.js"))
    symlinkSync(path.join(root, "dist", name), path.join(built, "dist", name));
  await build({
    entryPoints: [path.join(import.meta.dirname, "ownEngine.ts")],
    outfile: path.join(built, "dist", "engine.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    define: { "import.meta.dirname": "__dirname" },
    external: ["onnxruntime-node", "undici", "*/legacyText.ts"],
    logLevel: "error",
  });
}, 60_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** The states are there: what is timed is the fit. */
beforeEach(async () => {
  folder = scratchFolder();
  engine = new EngineProcess({}, path.join(built, "dist", "engine.js"));
  await engine.visualize({ ...params(1), drawing: { projection: { id: "pca", values: {} }, dimensions: 2 } });
});
afterEach(async () => {
  await engine.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A run that is fitted in so many rounds for each layer. */
function params(rounds: number): protocol.VisualizeParams {
  const file = writeText(folder, "a.txt", texts.join("\n"));
  const drawing = { projection: { id: "drift", values: { rounds } }, dimensions: 2 } as const;
  return paramsFor(file, folder, { drawing, model: { model: toyFolder(path.join(folder, "toy")), pooling: "auto" } });
}

function pictures(): string[] {
  const names = readdirSync(path.join(folder, "cache"), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".picture"));
}

const ofRun = <T extends { readonly run: string }>(all: readonly T[], { run }: { readonly run: string }): T[] =>
  all.filter((each) => each.run === run);

const fits = (asked: protocol.VisualizeParams): protocol.FitProgress[] =>
  ofRun(engine.progress, asked).flatMap(({ fit }) => fit ?? []);

describe("a picture that is fitted step by step", { timeout: 120_000 }, () => {
  it("is shown on its way, with the layer, the share and the time left, while requests are answered", async () => {
    const asked = params(60);
    const running = engine.visualize(asked);
    await engine.until(() => fits(asked).length > 0);
    const waits: number[] = [];
    for (let i = 0; i < 10; i++) {
      const began = performance.now();
      const [text] = await engine.connection.sendRequest(protocol.excerpts, { run: asked.run, points: [i] });
      waits.push(performance.now() - began);
      expect(text).toBe(texts[i]);
    }
    const result = await running;
    expect(Math.min(...waits)).toBeLessThan(100);
    expect(result).toMatchObject({ outcome: "complete", drawing: { projection: { id: "drift" }, dimensions: 2 } });
    expect(result.drawing.projection.values).toEqual({ rounds: 60, seed: 0 });
    expect(result.stoppedEarly).toBeUndefined();

    const shares = fits(asked).map(({ done }) => done);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    const [first] = fits(asked);
    expect(first).toMatchObject({ projection: "Drift", layer: 0, layers: result.layers });
    expect(new Set(fits(asked).map(({ layer }) => layer)).size).toBe(result.layers.length);
    expect(ofRun(engine.progress, asked).some(({ secondsLeft }) => (secondsLeft ?? 0) > 0)).toBe(true);

    const shown = ofRun(engine.pictures, asked);
    const passing = shown.slice(0, -1).filter(({ explained }) => explained === undefined);
    expect(passing.length).toBeGreaterThan(1);
    expect(passing.length).toBeLessThanOrEqual(result.seconds.align / 0.4 + 1);
    for (const { drawn, coordinates } of passing) {
      expect(drawn).toBe(texts.length);
      expect(coordinates.every(Number.isFinite)).toBe(true);
    }
    expect(passing.at(-1)?.coordinates).not.toEqual(shown.at(-1)?.coordinates);
  });

  it("keeps the layers of the picture before until it comes to them", async () => {
    const old = engine.lastPicture.coordinates;
    const asked = params(80);
    const { result, cancel } = engine.start(asked);
    await engine.until(() => ofRun(engine.pictures, asked).length > 0);
    cancel();
    await result;
    const [passing] = ofRun(engine.pictures, asked);
    const last = 2 * texts.length * ((passing?.layers.length ?? 0) - 1);
    expect(passing?.coordinates.subarray(last)).toEqual(old.subarray(last));
    expect(passing?.coordinates.subarray(0, 2)).not.toEqual(old.subarray(0, 2));
  });

  it("is kept as far as it is where it is cancelled, said to be so, and not taken for the finished one", async () => {
    const asked = params(2000);
    const { result, cancel } = engine.start(asked);
    await engine.until(() => fits(asked).length > 2);
    const began = performance.now();
    cancel();
    const { outcome, stoppedEarly, layers } = await result;
    expect(performance.now() - began).toBeLessThan(2000);
    expect(outcome).toBe("complete");
    expect(stoppedEarly).toEqual({ begun: 1, layers: layers.length });
    expect(engine.lastPicture.run).toBe(asked.run);
    expect(engine.lastPicture.coordinates.every(Number.isFinite)).toBe(true);
    expect((await engine.details(3)).results["neighbours"]).toMatchObject({ kind: "related" });
    expect(pictures()).toEqual([]);
  });

  it("is kept whole, also of few points, and read the next time", async () => {
    const first = params(10);
    await engine.visualize(first);
    const made = engine.lastPicture.coordinates;
    expect(pictures()).toHaveLength(1);
    await engine.connection.sendRequest(protocol.closeDocument, { document: first.document });
    const again = params(10);
    await engine.visualize(again);
    expect(fits(again)).toEqual([]);
    expect(engine.lastPicture.coordinates).toEqual(made);
  });

  it("comes to nothing where it is given up, after it was cancelled or before", async () => {
    for (const isCancelled of [true, false]) {
      const asked = params(2000);
      const { result, cancel } = engine.start(asked);
      const ended = result.then(
        () => "drawn",
        (error: unknown) => failureOfReply(error).code,
      );
      await engine.until(() => fits(asked).length > 1);
      const given = engine.connection.sendRequest(protocol.abandonRun, { document: asked.document });
      if (isCancelled) cancel();
      await given;
      expect(await ended).toBe("cancelled");
    }
    expect(pictures()).toEqual([]);
  });

  it("gives way to the next one of its document", async () => {
    const slow = params(2000);
    const failure = engine.failure(slow);
    await engine.until(() => fits(slow).length > 1);
    const next = params(5);
    const result = await engine.visualize(next);
    expect((await failure).code).toBe("cancelled");
    expect(result.drawing.projection.values).toMatchObject({ rounds: 5 });
    expect(engine.lastPicture.run).toBe(next.run);
  });
});
