import { describe, expect, it } from "vitest";
import { decodePage, encodePage } from "../../src/protocol/pageData.ts";
import type { PageData } from "../../src/protocol/panel.ts";

/** Small arrays are windows into a larger buffer, as they arrive over a process's channel. */
function windowOf(values: readonly number[]): Float32Array {
  const whole = new Float32Array(values.length + 3).fill(99);
  whole.set(values, 2);
  return whole.subarray(2, 2 + values.length);
}

function pageOf(texts: readonly string[], coordinates: readonly number[]): PageData {
  const records = texts.length;
  return {
    info: {
      file: "a.jsonl",
      model: "m",
      device: "CPU",
      separation: 5,
      tasks: [],
      drawing: { projection: { id: "pca", values: {} }, dimensions: 2 },
    },
    dataset: {
      run: "r",
      path: "/a.jsonl",
      format: "jsonl",
      reading: { encoding: "UTF-8", dialect: undefined, array: undefined, arrays: [], turns: undefined, notices: [] },
      labelValues: Float64Array.from(texts, (_, record) => (record === 0 ? NaN : record / 3)),
      records,
      tokens: undefined,
      ranges: Uint32Array.from({ length: 4 * records }, (_, i) => i),
      fields: [],
      textField: "text",
      labelField: undefined,
      labels: [],
      labelOf: new Uint16Array(records).fill(0xffff),
      problems: [],
      problemCount: 0,
      effectCounts: { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 },
    },
    picture: {
      run: "r",
      layers: ["embedding", "1"],
      points: records,
      drawn: records,
      dimensions: 2,
      coordinates: windowOf(coordinates),
      explained: Float32Array.of(0.5, 0.25, 0.125, 0.0625),
    },
    result: {
      run: "r",
      outcome: "complete",
      kind: "records",
      records,
      computed: records,
      cached: 0,
      distinct: records,
      truncated: 0,
      layers: ["embedding", "1"],
      widths: [4, 4],
      model: "m",
      pooling: "mean",
      maxTokens: 256,
      device: "CPU",
      notices: [],
      seconds: { read: 1, load: 1, run: 1, align: 1, total: 4 },
      sessionSeconds: 1,
      drawing: { projection: { id: "pca", values: {} }, dimensions: 2 },
      problems: [],
      problemCount: 0,
    },
    texts,
    results: {
      neighbours: {
        kind: "related",
        count: 1,
        points: Uint32Array.of(1, 1, 0, 0),
        distances: windowOf([0.1, 0.2, 0.3, 0.4]),
      },
      moved: { kind: "perPoint", values: windowOf([0, 0.5, 0, 0.25]) },
    },
    tokens: undefined,
    fields: [
      { name: "kind", words: { names: texts, of: Uint16Array.of(1, 0) } },
      { name: "n", colours: { kind: "numbers", values: Float64Array.of(1, NaN) } },
    ],
  };
}

const hostile = [
  "</script><script>alert(1)</script>",
  "<!-- \u2028 \u2029 <img src=x onerror=alert(1)>",
  '{"$":"f32"}',
  "\0\u{1F600}",
];

describe("encodePage and decodePage", () => {
  it("give back what went in, NaN and windows included", () => {
    const page = pageOf(["a", "b"], [1, 2, NaN, NaN, -0.5, 1e-20, 3, 4]);
    const back = decodePage(encodePage(page));
    expect(back).toEqual(page);
    expect(back.dataset.labelOf).toBeInstanceOf(Uint16Array);
    expect(back.dataset.ranges).toBeInstanceOf(Uint32Array);
  });

  it.each(hostile)("leave nothing of %j that could end a script element", (text) => {
    const json = encodePage(pageOf([text, "b"], new Array<number>(8).fill(0)));
    expect(json).not.toMatch(/[<\u2028\u2029]/);
    expect(decodePage(json).texts[0]).toBe(text);
  });

  it("carry arrays larger than one call's arguments", () => {
    const coordinates = Array.from({ length: 200_000 }, (_, i) => Math.fround(Math.sin(i)));
    const back = decodePage(encodePage(pageOf(["a", "b"], coordinates)));
    expect(back.picture.coordinates.length).toBe(200_000);
    expect(back.picture.coordinates.every((value, i) => value === coordinates[i])).toBe(true);
  });
});
