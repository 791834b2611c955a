import { describe, expect, it } from "vitest";
import { inSteps } from "../../src/dataset/inSteps.ts";
import { jsonl } from "../../src/dataset/json.ts";
import { SourceText } from "../../src/dataset/sourceText.ts";
import { StrataError } from "../../src/protocol/errors.ts";
import { readText } from "./readText.ts";

/** Milliseconds for a text of some size, whatever comes of it. */
async function timeOf(text: string, field?: string): Promise<number> {
  const started = performance.now();
  try {
    await readText("a.jsonl", text, field === undefined ? {} : { text: field });
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
  }
  return performance.now() - started;
}

const SIZE = 200_000;
/** Of the time for a text four times as long: 4 where it is linear, 16 where it is quadratic. */
const MOST_GROWTH = 12;
const of = (piece: string, size = SIZE): string => piece.repeat(Math.ceil(size / piece.length));

const hostile: Readonly<Record<string, (size: number) => string>> = {
  "open brackets": (size) => of("[", size),
  "open objects": (size) => of('{"a":', size),
  "open lines": (size) => of("[\n", size),
  "open object lines": (size) => of("{\n", size),
  "nested lines": (size) => of('{"a":[\n', size),
  quotes: (size) => of('"', size),
  "quotes and backslashes": (size) => of('"\\', size),
  backslashes: (size) => `{"text":"${of("\\", size)}`,
  "an open string": (size) => `{"text":"${of("a", size)}`,
  commas: (size) => `[${of(",", size)}`,
  "missing commas": (size) => of('[["a" ', size),
  "closing brackets": (size) => of("]", size),
  "mismatched brackets": (size) => of("[}", size),
  "comments that do not end": (size) => of("/* ", size),
  slashes: (size) => of("/", size),
  words: (size) => of("x ", size),
  "faults in objects": (size) => of("[{x},", size),
  "faults after lists": (size) => `[${of('{"a":[1,2', size)}`,
  "a wide object": (size) => `{${Array.from({ length: size / 20 }, (_, i) => `"key number ${i}":"v"`).join(",")}}`,
  "one name again and again": (size) => `{${of('"a":"b",', size)}"text":"x"}`,
  "many lists": (size) =>
    `{${Array.from({ length: size / 40 }, (_, i) => `"list ${i}":[{"text":"some text"}]`).join(",")}}`,
  "deep and valid": (size) => `{"x":${of("[", size / 2)}${of("]", size / 2)},"text":"a"}`,
};

describe("time is linear", { timeout: 60_000 }, () => {
  it.each(Object.entries(hostile))("%s", async (_, make) => {
    await timeOf(make(SIZE / 4));
    // Another load on the machine only adds time: the least of three is measured.
    let least = Infinity;
    for (let run = 0; run < 3 && least >= MOST_GROWTH; run++) {
      const small = await timeOf(make(SIZE));
      least = Math.min(least, (await timeOf(make(SIZE * 4))) / Math.max(small, 25));
    }
    expect(least).toBeLessThan(MOST_GROWTH);
  });

  it("in the dots of a field, whatever the keys", async () => {
    const dots = Array.from({ length: 5000 }, () => "a").join(".");
    const nested = `${'{"a":'.repeat(300)}"x"${"}".repeat(300)}`;
    const rows = [`{"text":"b",${JSON.stringify(dots)}:"found"}`, `{"text":"c","a":${nested}}`];
    expect(await timeOf(rows.join("\n"), `${dots}.a`)).toBeLessThan(2000);
    expect((await readText("a.jsonl", rows.join("\n"), { text: dots })).texts).toEqual(["found"]);
  });
});

it("is cancelled while it reads", async () => {
  const source = new SourceText('{"text":"the harbour lights went out"}\n'.repeat(300_000));
  const controller = new AbortController();
  const reading = inSteps(
    jsonl.parse(source, () => undefined, {}),
    controller.signal,
  );
  const started = performance.now();
  setImmediate(() => {
    controller.abort();
  });
  await expect(reading).rejects.toMatchObject({ code: "cancelled" });
  expect(performance.now() - started).toBeLessThan(1000);
});
