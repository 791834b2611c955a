import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as protocol from "../../src/protocol/engine.ts";
import { EngineProcess, known, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const words = ["river", "bank", "money", "loan", "trout", "water", "interest", "boat", "credit", "stream"];
const line = (i: number) =>
  `${words[i % 10] ?? ""} ${words[(i * 7 + 3) % 10] ?? ""} number ${i} beside the ${words[(i * 3 + 1) % 10] ?? ""}`;
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i));
/** Enough to be stopped in the middle: some seconds of work. */
const LONG = 700;
const long = Array.from({ length: LONG }, (_, i) => `${line(i)} `.repeat(6).trim());

let folder = "";
let engine: EngineProcess;

beforeEach(() => {
  folder = scratchFolder();
  engine = new EngineProcess();
});

afterEach(async () => {
  await engine.end();
  rmSync(folder, { recursive: true, force: true });
});

describe("a run", { timeout: 120_000 }, () => {
  it("draws every record at every layer, and draws the same again from the cache", async () => {
    const file = writeText(folder, "a.txt", lines(80).join("\n"));
    const cold = await engine.visualize(paramsFor(file, folder));
    expect(cold).toMatchObject({
      outcome: "complete",
      records: 80,
      computed: 80,
      cached: 0,
      widths: Array(7).fill(384),
    });
    expect(cold.layers).toEqual(["embedding", "1", "2", "3", "4", "5", "6"]);
    const drawn = engine.lastPicture;
    expect(drawn.coordinates.length).toBe(7 * 80 * 2);
    expect(drawn.coordinates.every(Number.isFinite)).toBe(true);
    for (let layer = 0; layer < 7; layer++) {
      const share = (drawn.explained?.[2 * layer] ?? 0) + (drawn.explained?.[2 * layer + 1] ?? 0);
      expect(share).toBeGreaterThan(0.05);
      expect(share).toBeLessThanOrEqual(1);
    }

    await engine.end();
    engine = new EngineProcess();
    const warm = await engine.visualize(paramsFor(file, folder));
    expect(cold.device).toBe("cpu");
    expect(warm).toMatchObject({ outcome: "complete", computed: 0, cached: 80, device: undefined });
    expect(engine.lastPicture.coordinates).toEqual(drawn.coordinates);
    expect(engine.lastPicture.explained).toEqual(drawn.explained);
  });

  it("keeps the finished picture of a larger file, and fits it again where that is damaged", async () => {
    const file = writeText(folder, "a.txt", lines(600).join("\n"));
    await engine.visualize(paramsFor(file, folder));
    const { coordinates, explained } = engine.lastPicture;
    const cache = path.join(folder, "cache");
    const stored = () =>
      readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".picture"));
    expect(stored()).toHaveLength(1);

    const kept = path.join(cache, stored()[0] ?? "");
    // The last coordinate is another now: a picture that has it was read.
    const changed = readFileSync(kept);
    changed.writeFloatLE(42, changed.length - 4);
    writeFileSync(kept, changed);
    const again = async () => {
      await engine.end();
      engine = new EngineProcess();
      expect(await engine.visualize(paramsFor(file, folder))).toMatchObject({ computed: 0, cached: 600 });
      return engine.lastPicture;
    };
    const read = await again();
    expect(read.coordinates).toEqual(coordinates.with(-1, 42));
    expect(read.explained).toEqual(explained);
    truncateSync(kept, 1000);
    const fitted = await again();
    expect(fitted.coordinates).toEqual(coordinates);
    expect(fitted.explained).toEqual(explained);
    expect(stored()).toHaveLength(1);
    await engine.connection.sendRequest(protocol.clearCache, { folder: cache });
    expect(stored()).toHaveLength(0);
  });

  it("computes one record after one line was edited, and moves only that point", async () => {
    const texts = lines(60);
    const file = writeText(folder, "a.txt", texts.join("\n"));
    await engine.visualize(paramsFor(file, folder));
    const before = engine.lastPicture.coordinates;

    texts[17] = "an entirely different sentence about the moon";
    writeFileSync(file, texts.join("\n"));
    const after = await engine.visualize(paramsFor(file, folder));
    expect(after).toMatchObject({ records: 60, computed: 1, cached: 59 });
    const moved = new Set<number>();
    engine.lastPicture.coordinates.forEach((value, i) => {
      if (value !== before[i]) moved.add(Math.floor(i / 2) % 60);
    });
    expect([...moved]).toEqual([17]);
  });

  it("keeps every place when a line is put in above, whose record is placed alone", async () => {
    const texts = lines(40);
    const file = writeText(folder, "a.txt", texts.join("\n"));
    await engine.visualize(paramsFor(file, folder));
    const before = engine.lastPicture.coordinates;
    writeFileSync(file, ["something new on top", ...texts].join("\n"));
    expect(await engine.visualize(paramsFor(file, folder))).toMatchObject({ records: 41, computed: 1 });
    const after = engine.lastPicture.coordinates;
    for (let layer = 0; layer < 7; layer++) {
      expect(after.subarray((layer * 41 + 1) * 2, (layer + 1) * 41 * 2)).toEqual(
        before.subarray(layer * 40 * 2, (layer + 1) * 40 * 2),
      );
    }
  });

  it("computes equal texts once and draws each of them in one place", async () => {
    const file = writeText(folder, "a.txt", ["twin", "other line", "twin", "third line", "twin"].join("\n"));
    const result = await engine.visualize(paramsFor(file, folder));
    expect(result).toMatchObject({ records: 5, distinct: 3, computed: 3 });
    const { coordinates } = engine.lastPicture;
    for (let layer = 0; layer < 7; layer++) {
      const at = (record: number) => [...coordinates.subarray((layer * 5 + record) * 2, (layer * 5 + record) * 2 + 2)];
      expect(at(2)).toEqual(at(0));
      expect(at(4)).toEqual(at(0));
      expect(at(1)).not.toEqual(at(0));
    }
  });

  it("tells progress with a count that rises to the whole, and shows pictures on the way", async () => {
    const file = writeText(folder, "a.txt", long.slice(0, 400).join("\n"));
    await engine.visualize(paramsFor(file, folder));
    const running = engine.progress.filter(({ stage }) => stage === "run");
    expect(running.length).toBeGreaterThan(2);
    expect(running.map(({ done }) => done)).toEqual(running.map(({ done }) => done).sort((a, b) => a - b));
    expect(running.at(-1)).toMatchObject({ done: 400, total: 400 });
    expect(running.some(({ secondsLeft }) => secondsLeft !== undefined && secondsLeft > 0)).toBe(true);
    const partial = engine.pictures.filter(({ drawn }) => drawn < 400);
    expect(partial.length).toBeGreaterThan(0);
    for (const picture of partial) {
      const placed = picture.coordinates.subarray(0, 2 * 400).filter(Number.isFinite).length / 2;
      expect(placed).toBe(picture.drawn);
    }
  });

  it("stops after the batch in flight when cancelled, draws what it has, and goes on from there", async () => {
    const file = writeText(folder, "a.txt", long.join("\n"));
    const { result, cancel } = engine.start(paramsFor(file, folder));
    await engine.until(() => engine.progress.some(({ computed }) => computed > 50));
    const counts = engine.progress.map(({ computed }) => computed);
    const heard = counts.at(-1) ?? 0;
    cancel();
    const partial = await result;
    expect(partial.outcome).toBe("cancelled");
    // What was computed when the message arrived is a report and the batch in flight more than what was heard.
    const step = Math.max(...counts.map((count, i) => count - (counts[i - 1] ?? 0)));
    expect(partial.computed).toBeGreaterThanOrEqual(heard);
    expect(partial.computed).toBeLessThanOrEqual(heard + 3 * step);
    expect(engine.lastPicture.drawn).toBe(partial.computed);

    const rest = await engine.visualize(paramsFor(file, folder));
    expect(rest).toMatchObject({ outcome: "complete", cached: partial.computed, computed: LONG - partial.computed });
  });

  it("loses at most the batch in flight when killed, and computes only the rest", async () => {
    const file = writeText(folder, "a.txt", long.join("\n"));
    const { result } = engine.start(paramsFor(file, folder));
    const failed = expect(result).rejects.toThrow();
    await engine.until(() => engine.progress.some(({ computed }) => computed > 350));
    const reached = Math.max(...engine.progress.map(({ computed }) => computed));
    await engine.kill();
    await failed;

    engine = new EngineProcess();
    const rest = await engine.visualize(paramsFor(file, folder));
    expect(rest).toMatchObject({ outcome: "complete", computed: LONG - rest.cached });
    expect(rest.cached).toBeGreaterThanOrEqual(reached);
  });

  it("serves several files at once", async () => {
    const a = writeText(folder, "a.txt", lines(50).join("\n"));
    const b = writeText(folder, "b.txt", lines(90).slice(40).join("\n"));
    const results = await Promise.all([engine.visualize(paramsFor(a, folder)), engine.visualize(paramsFor(b, folder))]);
    expect(results.map(({ outcome, records }) => [outcome, records])).toEqual([
      ["complete", 50],
      ["complete", 50],
    ]);
  });

  it("starts over when the same file is asked for again while it runs", async () => {
    const file = writeText(folder, "a.txt", long.join("\n"));
    const stopped = engine.failure(paramsFor(file, folder));
    await engine.until(() => engine.progress.some(({ computed }) => computed > 30));
    writeFileSync(file, long.slice(0, 40).join("\n"));
    const second = await engine.visualize(paramsFor(file, folder));
    expect(await stopped).toMatchObject({ code: "cancelled" });
    expect(second).toMatchObject({ outcome: "complete", records: 40 });
  });

  it("answers with a record's text, tokens, neighbours and movement", async () => {
    const file = writeText(
      folder,
      "a.jsonl",
      ["The cat sat.", "The cat sat down.", "Bond yields fell."].map((text) => JSON.stringify({ text })).join("\n"),
    );
    await engine.visualize(paramsFor(file, folder));
    const details = await engine.details(0);
    expect(details).toMatchObject({ point: 0, text: "The cat sat.", tokens: 6, truncated: false });
    const { near, moved } = known(details);
    expect(near.points.length).toBe(7 * 2);
    expect(near.points[6 * 2]).toBe(1);
    expect(near.distances[6 * 2]).toBeLessThan(near.distances[6 * 2 + 1] ?? 0);
    expect(moved[0]).toBe(0);
    expect(moved[1]).toBeGreaterThan(0);
  });
});

describe("bad input", { timeout: 120_000 }, () => {
  it.each([
    ["empty.txt", "", "fileEmpty"],
    ["blank.txt", "\n \n\t\n", "noRecords"],
    ["binary.txt", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d), "fileBinary"],
    ["broken.jsonl", '{"text": \n{"text"\n', "noRecords"],
  ])("%s is refused with a reason", async (name, content, code) => {
    const file = writeText(folder, name, content);
    expect((await engine.failure(paramsFor(file, folder))).code).toBe(code);
  });

  it.each([
    ["one.txt", "a single line", 1],
    ["two.txt", "the same\nthe same", 2],
    ["crlf.txt", "\uFEFFone line\r\n\r\nanother 🙂\r\nשלום", 3],
    ["nul.txt", `${"a plain line\n".repeat(60)}with \0 in it`, 61],
    ["markup.txt", "<script>alert(1)</script>\n<img src=x onerror=alert(1)>", 2],
    ["utf16.txt", Buffer.from("\uFEFFsechzehn\nzwei", "utf16le"), 2],
  ])("%s is drawn", async (name, content, records) => {
    const file = writeText(folder, name, content);
    const result = await engine.visualize(paramsFor(file, folder));
    expect(result).toMatchObject({ outcome: "complete", records });
    expect(engine.lastPicture.coordinates.every(Number.isFinite)).toBe(true);
  });

  it("a line of a megabyte is cut at the model's length, and said so", async () => {
    const file = writeText(folder, "long.txt", ["word ".repeat(200_000), "x".repeat(1_000_000), "short"].join("\n"));
    const result = await engine.visualize(paramsFor(file, folder));
    expect(result).toMatchObject({ outcome: "complete", records: 3, maxTokens: 256 });
    expect(result.truncated).toBeGreaterThanOrEqual(1);
  });

  it("a file that is not there, and one deleted while it is read through the model", async () => {
    expect((await engine.failure(paramsFor(path.join(folder, "none.txt"), folder))).code).toBe("fileNotFound");
    const file = writeText(folder, "a.txt", long.slice(0, 300).join("\n"));
    const { result } = engine.start(paramsFor(file, folder));
    await engine.until(() => engine.datasets.length > 0);
    rmSync(file);
    expect(await result).toMatchObject({ outcome: "complete", records: 300 });
  });

  it("a cache that cannot be written costs a warning, not the picture", async () => {
    const blocked = writeText(folder, "not-a-folder", "");
    const file = writeText(folder, "a.txt", lines(20).join("\n"));
    const result = await engine.visualize(
      paramsFor(file, folder, { cache: { folder: path.join(blocked, "cache"), limit: 1e9 } }),
    );
    expect(result).toMatchObject({ outcome: "complete", computed: 20 });
    expect(engine.warnings.map(({ code }) => code)).toContain("cacheNotWritable");
  });

  it("keeps in a small cache what open files use, and nothing else", async () => {
    const cache = { folder: path.join(folder, "cache"), limit: 1 };
    const shards = () =>
      readdirSync(cache.folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".safetensors"));
    const files = ["a", "b"].map((name) => writeText(folder, `${name}.txt`, `${name} line\n${name} other line`));
    for (const file of files) await engine.visualize(paramsFor(file, folder, { cache }));
    expect(shards()).toHaveLength(2);
    await engine.connection.sendRequest(protocol.closeDocument, { document: files[0] ?? "" });
    expect(shards()).toHaveLength(1);
    expect(await engine.visualize(paramsFor(files[1] ?? "", folder, { cache }))).toMatchObject({ computed: 0 });
  });

  it("a model folder without a model is named", async () => {
    const file = writeText(folder, "a.txt", "text");
    const failure = await engine.failure(paramsFor(file, folder, { model: { model: folder, pooling: "auto" } }));
    expect(failure).toMatchObject({ code: "modelNotFound", detail: { folder } });
  });
});
