import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { excerpts } from "../../src/protocol/engine.ts";
import { failureOfReply, type Failure } from "../../src/protocol/errors.ts";
import {
  NO_RANK,
  ranksOfPoints,
  rowsOfPoints,
  searchPoints,
  type RanksParams,
  type SearchPart,
  type SearchQuery,
} from "../../src/protocol/finding.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const records = Array.from({ length: 300 }, (_, i) => ({
  text: `w${i % 40} record ${i}${i % 50 === 7 ? " Straße" : ""}`,
  author: i % 3 === 0 ? undefined : `Author ${i % 4}`,
  score: i % 5 === 0 ? null : (i * 7) % 101,
  "odd name": i % 2 === 0 ? "10" : "9",
}));
/** A text that (a+)+$ does not end on. */
const hostile = `${"a".repeat(60)}!`;

let folder = "";
let engine: EngineProcess;
let run = "";

const query = (text: string, more: Partial<SearchQuery> = {}): SearchQuery => {
  return { query: text, mode: "text", matchCase: false, place: { kind: "text" }, ...more };
};

function part(params: SearchQuery, from = 0, of = run): Promise<SearchPart> {
  return engine.connection.sendRequest(searchPoints, { ...params, run: of, from });
}

/** Everything a query finds, part by part. */
async function found(params: SearchQuery, of = run, points = records.length): Promise<number[]> {
  const hits: number[] = [];
  for (let from = 0; from < points;) {
    const next = await part(params, from, of);
    expect(next.to).toBeGreaterThan(from);
    hits.push(...next.hits);
    from = next.to;
  }
  return hits;
}

function failure(asked: Promise<unknown>): Promise<Failure> {
  return asked.then(
    (answer) => {
      throw new Error(`expected a failure, got ${JSON.stringify(answer)}`);
    },
    (error: unknown) => failureOfReply(error),
  );
}

function where(holds: (record: (typeof records)[number], i: number) => boolean): number[] {
  return [...records.keys()].filter((i) => holds(records[i] ?? fail(), i));
}

function fail(): never {
  throw new Error("no such record");
}

async function drawn(name: string, lines: readonly object[]): Promise<string> {
  const file = writeText(folder, name, lines.map((line) => JSON.stringify(line)).join("\n"));
  const model = { model: toyFolder(path.join(folder, "toy")), pooling: "auto" as const };
  const params = paramsFor(file, folder, { model });
  await engine.visualize(params);
  return params.run;
}

describe("searching a run's texts and fields", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    folder = scratchFolder();
    engine = new EngineProcess();
    run = await drawn("a.jsonl", records);
  }, 60_000);

  afterAll(async () => {
    await engine.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds texts, words and patterns", async () => {
    expect(await found(query("RECORD 12"))).toEqual(where((_, i) => String(i).startsWith("12")));
    expect(await found(query("RECORD 12", { matchCase: true }))).toEqual([]);
    expect(await found(query("12", { mode: "word" }))).toEqual([12]);
    expect(await found(query("straße", { mode: "word" }))).toEqual(where((_, i) => i % 50 === 7));
    expect(await found(query("d 2\\d$", { mode: "regex" }))).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    expect(await found(query("D 2\\d$", { mode: "regex", matchCase: true }))).toEqual([]);
  });

  it("looks into one field, or into all and the text", async () => {
    const authors = where(({ author }) => author === "Author 3");
    expect(await found(query("author 3", { place: { kind: "field", name: "author" } }))).toEqual(authors);
    expect(await found(query("author 3"))).toEqual([]);
    expect(await found(query("author 3", { place: { kind: "all" } }))).toEqual(authors);
    expect(await found(query("^100$", { mode: "regex", place: { kind: "all" } }))).toEqual(
      where(({ score }) => score === 100),
    );
    expect(await found(query("record 17", { place: { kind: "all" } }))).toContain(17);
  });

  it("says what is wrong with a question", async () => {
    const wrong = await failure(part(query("(", { mode: "regex" })));
    expect(wrong).toEqual({ code: "patternWrong", detail: { pattern: "(", reason: "Unterminated group" } });
    expect(await failure(part(query("a", { place: { kind: "field", name: "gone" } })))).toMatchObject({
      code: "fieldMissing",
      detail: { field: "gone" },
    });
    expect(await failure(part(query("a"), 0, "gone"))).toMatchObject({ code: "runUnknown" });
    expect(await failure(part(query("a"), 301))).toMatchObject({ code: "recordUnknown" });
  });

  it("gives texts and fields as they are written", async () => {
    const rows = await engine.connection.sendRequest(rowsOfPoints, {
      run,
      points: [7, 0],
      fields: ["author", "score", "odd name"],
    });
    expect(rows).toEqual({
      texts: ["w7 record 7 Straße", "w0 record 0"],
      values: [
        ["Author 3", null],
        ["49", null],
        ["9", "10"],
      ],
    });
    const wrong = engine.connection.sendRequest(rowsOfPoints, { run, points: [300], fields: [] });
    expect(await failure(wrong)).toMatchObject({ code: "recordUnknown" });
  });

  it("orders points by numbers and by words, equals alike and what is missing apart", async () => {
    const ask = (by: RanksParams["by"]) => engine.connection.sendRequest(ranksOfPoints, { run, by });
    const scores = await ask({ kind: "field", name: "score" });
    const different = [...new Set(records.flatMap(({ score }) => score ?? []))].sort((a, b) => a - b);
    expect([...scores]).toEqual(records.map(({ score }) => (score === null ? NO_RANK : different.indexOf(score))));
    const odd = await ask({ kind: "field", name: "odd name" });
    expect([...odd]).toEqual(records.map((_, i) => (i % 2 === 0 ? 1 : 0)));
    const texts = await ask({ kind: "text" });
    const first = [...records.keys()].sort((a, b) => (texts[a] ?? 0) - (texts[b] ?? 0)).slice(0, 3);
    expect(first.map((point) => records[point]?.text)).toEqual(["w0 record 0", "w0 record 40", "w0 record 80"]);
  });

  describe("with hostile patterns", () => {
    it.each(["(a+)+$", "(a|a)*$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$"])(
      "%s is given up, and everything else is answered meanwhile",
      async (pattern) => {
        const of = await drawn("hostile.jsonl", [{ text: "w1 w2" }, { text: hostile }, { text: "w3" }]);
        const started = performance.now();
        const asked = failure(part(query(pattern, { mode: "regex" }), 0, of));
        let answers = 0;
        for (let slowest = 0; performance.now() - started < 1000; answers++) {
          const before = performance.now();
          await engine.connection.sendRequest(excerpts, { run, points: [answers % 300] });
          slowest = Math.max(slowest, performance.now() - before);
          expect(slowest).toBeLessThan(1000);
        }
        expect(answers).toBeGreaterThan(20);
        expect(await asked).toEqual({ code: "patternTooSlow", detail: { pattern, seconds: 2 } });
        expect(performance.now() - started).toBeLessThan(6000);
        expect(await found(query("^w\\d", { mode: "regex" }), of, 3)).toEqual([0, 2]);
      },
    );

    it("one that is cancelled ends at once", async () => {
      const of = await drawn("cancelled.jsonl", [{ text: hostile }, { text: "w3" }]);
      const source = new CancellationTokenSource();
      const params = { ...query("(a+)+$", { mode: "regex" }), run: of, from: 0 };
      const asked = failure(engine.connection.sendRequest(searchPoints, params, source.token));
      await engine.connection.sendRequest(excerpts, { run, points: [0] });
      const cancelled = performance.now();
      source.cancel();
      expect(await asked).toMatchObject({ code: "cancelled" });
      expect(performance.now() - cancelled).toBeLessThan(500);
    });
  });

  it("goes through 200 000 records in parts, before any of them is computed", async () => {
    const many = 200_000;
    const file = writeText(
      folder,
      "many.csv",
      `text,kind,size\n${Array.from({ length: many }, (_, i) => `the line ${i} of many,k${i % 7},${i % 1000}`).join("\n")}`,
    );
    const model = { model: toyFolder(path.join(folder, "toy")), pooling: "auto" as const };
    const params = paramsFor(file, folder, { model });
    const job = engine.start(params);
    const ended = failure(job.result);
    await engine.until(() => engine.datasets.some((dataset) => dataset.run === params.run));
    job.cancel();
    const result = await Promise.race([job.result, ended]);
    expect(result).toBeDefined();
    const times: number[] = [];
    const timed = async (asked: SearchQuery, expected: number): Promise<void> => {
      const started = performance.now();
      const hits = await found(asked, params.run, many);
      times.push(Math.round(performance.now() - started));
      expect(hits).toHaveLength(expected);
    };
    await timed(query("line 1999"), 111);
    await timed(query("1999", { mode: "word" }), 1);
    await timed(query("9{4}", { mode: "regex" }), 38);
    await timed(query("k3", { place: { kind: "all" } }), 28_571);
    const started = performance.now();
    const ranks = await engine.connection.sendRequest(ranksOfPoints, {
      run: params.run,
      by: { kind: "field", name: "size" },
    });
    times.push(Math.round(performance.now() - started));
    expect([...ranks.subarray(998, 1002)]).toEqual([998, 999, 0, 1]);
    for (const time of times) expect(time).toBeLessThan(20_000);
    if (process.env["STRATA_TIMES"] !== undefined) process.stdout.write(`${times.join(" ")} ms\n`);
  });
});
