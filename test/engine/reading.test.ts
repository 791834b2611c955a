import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { failureOfReply } from "../../src/protocol/errors.ts";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const SIZE = 60e6;
/** Milliseconds, on a machine that has other things to do. */
const SOON = 2000;

const row = (number: number) =>
  JSON.stringify({ number, text: `Sentence ${number} of many that nobody will read to the end.`, label: "calm" });
const layouts: Readonly<Record<string, (rows: readonly string[]) => string>> = {
  "lines.jsonl": (rows) => rows.join("\n"),
  "array.json": (rows) => `[${rows.join(",\n")}]`,
  "table.csv": (rows) => `number;row\n${rows.map((text, i) => `${i};"${text.replaceAll('"', '""')}"`).join("\n")}`,
};

let folder = "";
let engine: EngineProcess;
beforeAll(() => (folder = scratchFolder()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => (engine = new EngineProcess()));
afterEach(() => engine.end());

describe("a large file", { timeout: 60_000 }, () => {
  it.each(Object.entries(layouts))("%s: its reading is ended at once, and the engine goes on", async (name, write) => {
    const rows = Array.from({ length: SIZE / row(100_000).length }, (_, number) => row(number));
    const file = writeText(folder, name, write(rows));
    const { result, cancel } = engine.start(paramsFor(file, folder));
    await engine.until(() => engine.progress.some(({ stage }) => stage === "read"));
    const started = performance.now();
    cancel();
    const failure = await result.catch(failureOfReply);
    expect(failure).toEqual({ code: "cancelled", detail: { what: "reading the file" } });
    expect(performance.now() - started).toBeLessThan(SOON);
    expect(engine.datasets).toEqual([]);

    const small = writeText(folder, "small.jsonl", [1, 2, 3].map(row).join("\n"));
    expect(await engine.visualize(paramsFor(small, folder))).toMatchObject({ outcome: "complete", records: 3 });
  });
});
