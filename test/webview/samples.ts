import { NO_LABEL, type DatasetInfo, type Picture, type PointDetails } from "../../src/protocol/engine.ts";
import type { Related } from "../../src/protocol/tasks.ts";
import { COLOURS } from "../../webview/categories.ts";
import { BINS } from "../../webview/scale.ts";
import { initialState, datasetChanged, pictureChanged, type State } from "../../webview/state.ts";
import type { Theme } from "../../webview/theme.ts";

/** A data set of one-line records; each label is an index into a, b, c … or none. */
export function dataset(labels: readonly (number | undefined)[], more: Partial<DatasetInfo> = {}): DatasetInfo {
  const names = [...new Set(labels.filter((label) => label !== undefined))].sort((a, b) => a - b);
  return {
    run: "r",
    path: "/a.jsonl",
    format: "jsonl",
    reading: { encoding: "UTF-8", dialect: undefined, array: undefined, arrays: [], turns: undefined, notices: [] },
    labelValues: undefined,
    records: labels.length,
    ranges: Uint32Array.from(labels.flatMap((_, record) => [record, 0, record, 10 + record])),
    textKeys: Uint32Array.from(labels.keys()),
    tokens: undefined,
    fields: [],
    textField: "text",
    labelField: names.length === 0 ? undefined : "label",
    labels: names.map((name) => String.fromCharCode(97 + name)),
    labelOf: Uint16Array.from(labels, (label) => label ?? NO_LABEL),
    problems: [],
    problemCount: 0,
    effectCounts: { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 },
    ...more,
  };
}

/** A picture whose points are told apart by their numbers: x is record.layer, y its negative. */
export function picture(records: number, layers: number, missing: readonly number[] = [], run = "r"): Picture {
  const coordinates = new Float32Array(layers * records * 2);
  for (let layer = 0; layer < layers; layer++) {
    for (let record = 0; record < records; record++) {
      const x = missing.includes(record) ? NaN : record / 10 + layer / 100;
      coordinates.set([x, -x], 2 * (layer * records + record));
    }
  }
  return {
    run,
    layers: Array.from({ length: layers }, (_, layer) => (layer === 0 ? "embedding" : String(layer))),
    points: records,
    drawn: records - missing.length,
    dimensions: 2,
    coordinates,
    explained: Float32Array.from({ length: 2 * layers }, (_, i) => 0.4 / (i + 1)),
  };
}

/** Related points at each layer, at distances 0.1, 0.2 … */
export function relatedTo(neighbours: readonly (readonly number[])[]): Related {
  return {
    kind: "related",
    count: neighbours[0]?.length ?? 0,
    points: Uint32Array.from(neighbours.flat()),
    distances: Float32Array.from(neighbours.flatMap((row) => row.map((_, i) => (i + 1) / 10))),
  };
}

/** Details whose neighbours at a layer are the given records, at distances 0.1, 0.2 … */
export function details(record: number, neighbours: readonly (readonly number[])[], run = "r"): PointDetails {
  return {
    run,
    point: record,
    text: `text ${record}`,
    tokens: 5,
    truncated: false,
    results: {
      neighbours: relatedTo(neighbours),
      moved: { kind: "perPoint", values: Float32Array.from(neighbours, (_, layer) => layer / 10) },
    },
  };
}

/** A state in which a picture is shown. */
export function shownState(data: DatasetInfo, drawn: Picture): State {
  return pictureChanged(datasetChanged(initialState({}), data), drawn);
}

export const theme: Theme = {
  dark: true,
  contrast: false,
  foreground: "fore",
  background: "back",
  accent: "accent",
  palette: [
    ...Array.from({ length: COLOURS }, (_, colour) => `c${colour + 1}`),
    "other",
    ...Array.from({ length: BINS }, (_, bin) => `s${bin}`),
  ],
};
