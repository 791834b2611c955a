import { expect, it } from "vitest";
import { DamagedFile } from "../../src/activations/safetensors.ts";
import { decodeResult, encodeResult } from "../../src/analysis/resultFile.ts";
import { UNCLUSTERED, type TaskResult } from "../../src/protocol/tasks.ts";

const shape = { layers: 2, points: 3, among: 5 };
const results: Readonly<Record<TaskResult["kind"], TaskResult>> = {
  perPoint: { kind: "perPoint", values: Float32Array.of(1, NaN, 3, 4, 5, 6) },
  perLayer: {
    kind: "perLayer",
    series: [
      { id: "a", label: "A “label”", values: Float32Array.of(0.5, NaN) },
      { id: "b", label: "B", values: Float32Array.of(1, 2) },
    ],
  },
  numbers: {
    kind: "numbers",
    series: [
      { id: "lost", label: "Lost", values: Float32Array.of(3, NaN, 1) },
      { id: "left", label: "Left", values: Float32Array.of(0, 0.5, 2) },
    ],
  },
  related: {
    kind: "related",
    count: 2,
    points: Uint32Array.of(0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1),
    distances: Float32Array.from({ length: 12 }, (_, i) => i / 7),
  },
  groups: {
    kind: "groups",
    of: Uint16Array.of(0, UNCLUSTERED, 0, UNCLUSTERED, 1, 0),
    layers: [
      [{ size: 2, track: 0, words: ["“größte”", "<b>"], examples: [2, 0], strength: 0.25 }],
      [
        { size: 1, track: 0, words: [], examples: [2] },
        { size: 1, track: 1, words: ["one"], examples: [1] },
      ],
    ],
    series: [{ id: "silhouette", label: "Silhouette", values: Float32Array.of(0.5, NaN) }],
    sampled: 2,
  },
};

const band: TaskResult = {
  kind: "perLayer",
  series: [
    {
      ...{ id: "a", label: "A", values: Float32Array.of(0.5, NaN) },
      chance: { low: Float32Array.of(0.1, NaN), high: Float32Array.of(0.2, 0.3) },
    },
  ],
  sampled: 2000,
};
const lacking: TaskResult = { kind: "perLayer", series: [], lacks: "labels" };

it.each([...Object.values(results), { ...results.perPoint, total: "in all" }, band, lacking])(
  "a result of the kind $kind comes back as it was",
  (result) => {
    expect(decodeResult(encodeResult(result, shape), shape)).toEqual(result);
  },
);

it.each<[string, Uint8Array]>([
  ["nothing", new Uint8Array(0)],
  ["a cut file", encodeResult(results.related, shape).subarray(0, -1)],
  ["a result of other points", encodeResult({ ...results.perPoint }, { ...shape, points: 6, layers: 1 })],
  ["points that are not there", withByte(encodeResult(results.related, shape), -96, 9)],
  ["groups that are not there", replaced(encodeResult(results.groups, shape), 'size\\":2', 'sise\\":2')],
  ["points in no group there is", withByte(encodeResult(results.groups, shape), -32, 7)],
  ["another version", replaced(encodeResult(results.perPoint, shape), '"version":"1"', '"version":"0"')],
  ["another kind", replaced(encodeResult(results.perPoint, shape), '"perPoint"', '"perPaint"')],
  ["labels that are no pairs", replaced(encodeResult(results.perLayer, shape), "[[", "[{")],
])("refuses %s", (_, bytes) => {
  expect(() => decodeResult(bytes, shape)).toThrow(DamagedFile);
});

/** With another byte at a place counted from the end. */
function withByte(bytes: Buffer, at: number, value: number): Buffer {
  bytes[bytes.length + at] = value;
  return bytes;
}

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(0);
  bytes.write(to, at);
  return bytes;
}
