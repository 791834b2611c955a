import { describe, expect, it } from "vitest";
import { categoriesOf } from "../../webview/categories.ts";
import { drawnPoints, MAX_POINTS } from "../../webview/drawn.ts";
import { createFigureBuilder, type FigureInput } from "../../webview/figure.ts";
import type { FrontTrace } from "../../webview/trace.ts";
import { dataset, picture, relatedTo, theme } from "./samples.ts";

const data = dataset([0, 1, 0, undefined, 1]);

function input(more: Partial<FigureInput> = {}): FigureInput {
  return {
    picture: picture(5, 3),
    bounds: { half: 2.7, layers: 3 },
    categories: categoriesOf(data),
    visible: drawnPoints(more.picture ?? picture(5, 3)),
    marks: new Uint8Array(5),
    layer: 1,
    selected: undefined,
    related: undefined,
    trajectories: "all",
    theme,
    markerScale: 1,
    ...more,
  };
}

const build = (more: Partial<FigureInput> = {}): ReturnType<ReturnType<typeof createFigureBuilder>> =>
  createFigureBuilder()(input(more));

function find(traces: readonly FrontTrace[], uid: string): FrontTrace {
  const found = traces.find((trace) => trace.uid === uid);
  if (found === undefined) throw new Error(`no trace ${uid} in ${traces.map((trace) => trace.uid).join(", ")}`);
  return found;
}

/** Points of a trace as text, `-` where a line ends. */
function points({ x, y, z }: FrontTrace): string[] {
  return Array.from(x, (value, i) =>
    Number.isNaN(value)
      ? "-"
      : [value, y[i] ?? NaN, z[i] ?? NaN].map((n) => String(Math.round(100 * n) / 100)).join(" "),
  );
}

/** A figure with its arrays as rounded numbers, to be kept as a snapshot. */
function readable(traces: readonly FrontTrace[]): unknown {
  return traces.map((trace) => {
    const { x, y, z, ...rest } = trace;
    expect([y.length, z.length]).toEqual([x.length, x.length]);
    return { ...rest, points: points(trace).join(", ") };
  });
}

describe("the figure", () => {
  it("of a small picture is this", () => {
    const known = relatedTo([
      [1, 2],
      [2, 4],
      [4, 2],
    ]);
    const { traces, front } = build({ selected: 0, related: known });
    expect(readable(traces)).toMatchSnapshot("plotly");
    expect(readable(front)).toMatchSnapshot("in front");
  });

  it("has one trace for the trajectories and one for the points of each category, whatever the number of records", () => {
    const many = dataset(Array.from({ length: 400 }, (_, i) => i % 4));
    const { traces } = build({ picture: picture(400, 3), categories: categoriesOf(many) });
    expect(traces.map(({ uid }) => uid)).toEqual([
      "planes",
      ...["path-0", "path-1", "path-2", "path-3"],
      ...["dots-0", "dots-1", "dots-2", "dots-3"],
    ]);
  });

  it("draws numbers in the colours of their scale, by as many traces whatever the number of records", () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => (i === 5 ? NaN : i));
    const scored = dataset(new Array<undefined>(200).fill(undefined), { labelField: "score", labelValues: values });
    const { traces, front } = build({ picture: picture(200, 3), categories: categoriesOf(scored) });
    expect(traces).toHaveLength(1 + 2 * 17);
    const path = find(traces, "path-0");
    expect(path.type === "scatter3d" && path.mode === "lines" && path.line.color).toBe("s0");
    const last = find(front, "lit-15");
    expect(last.type === "scatter3d" && last.mode === "markers" && last.marker.color).toBe("s15");
    expect(points(last).at(-1)).toBe("19.91 -19.91 1");
    const grey = find(front, "lit-16");
    expect(grey.type === "scatter3d" && grey.mode === "markers" && grey.marker.color).toBe("other");
    expect(points(grey)).toEqual(["0.51 -0.51 1"]);
  });

  it("draws each record once per layer, as one line with a gap after it", () => {
    const { traces } = build();
    expect(points(find(traces, "path-0"))).toEqual([
      "0 0 0",
      "0.01 -0.01 1",
      "0.02 -0.02 2",
      "-",
      "0.2 -0.2 0",
      "0.21 -0.21 1",
      "0.22 -0.22 2",
      "-",
    ]);
    expect(points(find(traces, "dots-1"))).toHaveLength(2 * 3);
    expect(points(find(traces, "dots-2"))).toEqual(["0.3 -0.3 0", "0.31 -0.31 1", "0.32 -0.32 2"]);
  });

  it("leaves out records that are not computed yet", () => {
    const { traces, front } = build({ picture: picture(5, 3, [0, 3]) });
    expect(points(find(traces, "path-0"))).toEqual(["0.2 -0.2 0", "0.21 -0.21 1", "0.22 -0.22 2", "-"]);
    expect(points(find(traces, "dots-2"))).toEqual(["-"]);
    expect(points(find(front, "lit-0"))).toEqual(["0.21 -0.21 1"]);
  });

  it("empties the traces of a hidden category and keeps them, so that hiding is an update", () => {
    const all = build();
    const { traces, front } = build({ visible: Uint32Array.of(0, 2, 3) });
    expect(traces.map(({ uid }) => uid)).toEqual(all.traces.map(({ uid }) => uid));
    for (const trace of [find(traces, "path-1"), find(traces, "dots-1"), find(front, "lit-1")]) {
      expect(points(trace)).toEqual(["-"]);
    }
    expect(points(find(traces, "path-0"))).toEqual(points(find(all.traces, "path-0")));
  });

  it("draws lines for all records, for the selected one and its neighbours, or for the selected one alone", () => {
    const known = relatedTo([[1], [2], [4]]);
    const lines = (trajectories: FigureInput["trajectories"]): number[] => {
      const { traces, front } = build({ selected: 0, related: known, trajectories });
      return [find(traces, "path-0"), find(front, "near"), find(front, "own")].map((trace) => points(trace).length);
    };
    expect(lines("all")).toEqual([8, 4, 4]);
    expect(lines("selected")).toEqual([1, 4, 4]);
    expect(lines("none")).toEqual([1, 1, 4]);
  });

  it("draws neighbours of the lit layer, in their colours, unless they are hidden", () => {
    const known = relatedTo([[1], [2, 4].slice(0, 1), [4]]);
    const near = find(build({ selected: 0, related: known, layer: 2 }).front, "near");
    expect(points(near)[0]).toBe("0.4 -0.4 0");
    expect(near.type === "scatter3d" && near.mode === "lines" && near.line.color).toEqual(["c2", "c2", "c2", "c2"]);
    const without = find(
      build({ selected: 0, related: known, layer: 2, marks: Uint8Array.of(0, 1, 0, 0, 1) }).front,
      "near",
    );
    expect(points(without)).toEqual(["-"]);
  });

  it("keeps every object that did not change, so that scrubbing and selecting leave plotly alone", () => {
    const builder = createFigureBuilder();
    const base = input();
    const first = builder(base);
    expect(builder({ ...base, layer: 2, selected: 3 }).traces).toBe(first.traces);
    expect(builder({ ...base, visible: Uint32Array.of(1, 3, 4) }).traces).not.toBe(first.traces);
  });

  it("above its limit draws an even part of the trajectories, always the same one", () => {
    const records = 30_000;
    const many = {
      picture: picture(records, 7),
      categories: categoriesOf(dataset(new Array<undefined>(records).fill(undefined))),
    };
    const { traces, front } = build({ ...many, bounds: { half: 2.7, layers: 7 } });
    const path = find(traces, "path-0");
    const lines = path.x.length / 8;
    expect(lines).toBe(Math.floor(MAX_POINTS / 7));
    expect(points(find(front, "lit-0"))).toHaveLength(records);
    const starts = Array.from({ length: lines }, (_, line) => (path.x[8 * line] ?? NaN) * 10);
    const steps = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
    expect(Math.max(...steps)).toBeLessThan(2.01);
    expect(Math.min(...steps)).toBeGreaterThan(0.99);
    expect(build({ ...many, bounds: { half: 2.7, layers: 7 } }).traces).toEqual(traces);
  });

  it("uses cheap markers and fainter lines for many points", () => {
    const many = {
      picture: picture(6000, 3),
      categories: categoriesOf(dataset(Array.from({ length: 6000 }, (_, i) => i % 2))),
    };
    const symbolOf = (trace: FrontTrace): string | false =>
      trace.type === "scatter3d" && trace.mode === "markers" && trace.marker.symbol;
    const dense = build(many);
    expect(["dots-0", "dots-1"].map((uid) => symbolOf(find(dense.traces, uid)))).toEqual(["diamond", "square"]);
    expect(symbolOf(find(build().traces, "dots-0"))).toBe("circle");
    expect(find(dense.traces, "path-0")).toHaveProperty("opacity");
    const opacity = (trace: FrontTrace): number => (trace.type === "scatter3d" ? trace.opacity : 1);
    expect(opacity(find(dense.traces, "path-0"))).toBeLessThan(opacity(find(build().traces, "path-0")) / 3);
  });
});
