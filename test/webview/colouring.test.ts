import { describe, expect, it } from "vitest";
import { NO_LABEL } from "../../src/protocol/engine.ts";
import type { SavedColouring } from "../../src/protocol/panel.ts";
import { OTHER_COLOUR, lookOf } from "../../webview/categories.ts";
import { colourTitle } from "../../webview/colourMenu.ts";
import { ALL_LAYERS, type ColourValues } from "../../webview/colouring.ts";
import { readLooks } from "../../webview/lookChoices.ts";
import { recolour } from "../../webview/recolour.ts";
import { recordLabel } from "../../webview/recordLabel.ts";
import { BINS } from "../../webview/scale.ts";
import { colourValuesLoaded, type State } from "../../webview/state.ts";
import { columnsOf } from "../../webview/tableColumns.ts";
import { setColouring, setLayer, setLook } from "../../webview/view.ts";
import { dataset, picture, shownState } from "./samples.ts";
import { syntheticPage } from "./syntheticPage.ts";

const fields = ["city", "score"].map((name) => {
  return { name, kind: "string" as const, present: 4, distinct: 3, meanLength: 1 };
});
const labelled = { ...dataset([0, 1, 0, undefined]), fields };
const plain = { ...dataset([undefined, undefined, undefined, undefined]), fields };

function stateOf(data = labelled): State {
  return recolour(shownState(data, picture(4, 2)));
}

/** The state coloured by values, as if the host had given them. */
function coloured(colouring: SavedColouring, values: ColourValues["values"], data = labelled): State {
  const chosen = setColouring(stateOf(data), colouring);
  return recolour(colourValuesLoaded(chosen, { key: "k", run: data.run, colouring, values }));
}

function shownOf({ shown }: State) {
  if (shown === undefined) throw new Error("nothing is shown");
  return shown;
}

const groups = (state: State): readonly number[] => [...shownOf(state).categories.of];
const names = (state: State): readonly string[] =>
  shownOf(state).categories.list.map(({ kind, key, name }) => `${kind} ${name ?? key}`);

describe("points are coloured", () => {
  it("by their label, and by line where there is none", () => {
    expect(names(stateOf())).toEqual(["label a", "label b", "unlabelled \0none"]);
    const { categories } = shownOf(stateOf(plain));
    expect(categories.title).toBe("line");
    expect([...(categories.numbers ?? [])]).toEqual([1, 2, 3, 4]);
    expect(groups(stateOf(plain))).toEqual([0, Math.floor(BINS / 3), Math.floor((2 * BINS) / 3), BINS - 1]);
    expect(recordLabel(shownOf(stateOf(plain)), 2)).toBeUndefined();
  });

  it("by their place where all stand on one line", () => {
    const oneLine = { ...plain, ranges: Uint32Array.from([0, 0, 0, 4, 0, 6, 0, 9, 0, 10, 0, 12, 0, 15, 0, 16]) };
    const { categories } = shownOf(stateOf(oneLine));
    expect([categories.title, ...(categories.numbers ?? [])]).toEqual(["place in the file", 1, 2, 3, 4]);
  });

  it("by a field of words: the frequent ones, all others and none", () => {
    const of = Uint16Array.from([1, 0, 2, NO_LABEL]);
    const state = coloured({ kind: "field", name: "city" }, { kind: "categories", names: ["x", "y"], of, others: 7 });
    expect(names(state)).toEqual(["label x", "label y", "rest \0city\0rest", "unlabelled \0none"]);
    expect(groups(state)).toEqual([1, 0, 2, 3]);
    expect(shownOf(state).categories).toMatchObject({ merged: 7, title: "city" });
    expect([0, 1, 2, 3].map((point) => recordLabel(shownOf(state), point))).toEqual([
      "y",
      "x",
      "another value",
      "no value",
    ]);
  });

  it("by the label where the file lacks the field or nothing tells the number, and the button says so", () => {
    const { info } = syntheticPage({ records: 4, layers: 2 });
    const page = { fields: ["score"], hasTexts: false, hasTokens: true };
    for (const [colouring, held] of [
      [{ kind: "field", name: "hasOwnProperty" }, undefined],
      [{ kind: "task", id: "density" }, undefined],
      [{ kind: "field", name: "city" }, page],
      [{ kind: "similarity" }, page],
      [{ kind: "length" }, page],
    ] as const) {
      const chosen = { ...setColouring(stateOf(), colouring), info: { ...info, ...(held && { page: held }) } };
      const state = recolour(chosen);
      expect(names(state), JSON.stringify(colouring)).toEqual(names(stateOf()));
      expect(colourTitle(state)).toBe(labelled.labelField ?? colourTitle(stateOf()));
    }
  });

  it("by a field without a name, which is called so in words", () => {
    const [field] = fields;
    const nameless = { ...labelled, fields: field === undefined ? [] : [{ ...field, name: "" }] };
    const of = Uint16Array.from([1, 0, 0, 1]);
    const colouring = { kind: "field", name: "" } as const;
    const state = coloured(colouring, { kind: "categories", names: ["x", "y"], of, others: 0 }, nameless);
    expect([shownOf(state).categories.title, colourTitle(state)]).toEqual(["(no name)", "(no name)"]);
    expect(columnsOf(state).map(({ title }) => title)).toContain("(no name)");
  });

  it("by a field of words where tokens are the points", () => {
    const tokens = { areRecords: false, recordOf: Uint32Array.of(0, 0, 1, 3), ranges: new Uint32Array(16) };
    const of = Uint16Array.from([1, 0, 0, NO_LABEL]);
    const state = coloured(
      { kind: "field", name: "city" },
      { kind: "categories", names: ["x", "y"], of, others: 0 },
      { ...labelled, tokens },
    );
    expect(groups(state)).toEqual([1, 1, 0, 2]);
  });

  it("by numbers of a field, their length or their tokens", () => {
    for (const colouring of [
      { kind: "field", name: "score" },
      { kind: "length" },
      { kind: "tokens" },
      { kind: "similarity" },
    ] as const) {
      const state = coloured(colouring, { kind: "numbers", values: Float64Array.of(0, 10, NaN, 5) });
      expect(groups(state)).toEqual([0, BINS - 1, BINS, BINS / 2]);
      expect(recordLabel(shownOf(state), 1)).toBe("10");
      expect(shownOf(state).categories.scale).toMatchObject({ low: 0, high: 10, missing: 1 });
    }
  });

  it("by a task's numbers at the lit layer, on one scale for all layers, or over all", () => {
    const values = Float32Array.of(0, 0, 0, NaN, 1, 2, 4, NaN);
    const result = { kind: "perPoint", values, total: "in all" } as const;
    const last = coloured({ kind: "task", id: "moved" }, result);
    expect(groups(last)).toEqual([BINS / 4, BINS / 2, BINS - 1, BINS]);
    expect(groups(recolour(setLayer(last, 0)))).toEqual([0, 0, 0, BINS]);
    const all = coloured({ kind: "task", id: "moved", series: ALL_LAYERS }, result);
    expect([...(shownOf(all).categories.numbers ?? [])]).toEqual([1, 2, 4, NaN]);
    const means = coloured({ kind: "task", id: "moved", series: ALL_LAYERS }, { kind: "perPoint", values });
    expect([...(shownOf(means).categories.numbers ?? [])]).toEqual([0.5, 1, 2, NaN]);
  });

  it("by one of the numbers of a task that gives several", () => {
    const series = [
      { id: "lost", label: "Neighbours lost", values: Float32Array.of(0, 4, NaN, 2) },
      { id: "residual", label: "Residual", values: Float32Array.of(4, 0, 2, 2) },
    ];
    const lost = coloured({ kind: "task", id: "between" }, { kind: "numbers", series });
    expect(groups(lost)).toEqual([0, BINS - 1, BINS, BINS / 2]);
    const residual = coloured({ kind: "task", id: "between", series: "residual" }, { kind: "numbers", series });
    expect(shownOf(residual).categories.title).toBe("Residual");
    expect(groups(residual)).toEqual([BINS - 1, 0, BINS / 2, BINS / 2]);
  });

  it("by search hits and by A and B, what is neither grey", () => {
    const found = recolour({
      ...setColouring(stateOf(), { kind: "hits" }),
      search: { ...stateOf().search, query: "x", hits: Uint32Array.of(1, 3) },
    });
    expect(groups(found)).toEqual([1, 0, 1, 0]);
    expect(names(found)).toEqual(["label found", "unlabelled not found"]);
    const state = setColouring(stateOf(), { kind: "pins" });
    const pins = { a: Uint32Array.of(0, 1), b: Uint32Array.of(1) };
    const pinned = recolour({ ...state, view: { ...state.view, pins } });
    expect(names(pinned)).toEqual(["label A", "label A and B", "unlabelled neither"]);
    expect(groups(pinned)).toEqual([0, 1, 2, 2]);
    const [, , neither] = shownOf(pinned).categories.list;
    expect(neither && lookOf(neither).colour).toBe(OTHER_COLOUR);
  });

  it("as before while what was chosen is not known, and what was never pinned is no colour", () => {
    const before = stateOf();
    expect(recolour(setColouring(before, { kind: "length" })).shown).toBe(before.shown);
    for (const kind of ["hits", "pins"] as const)
      expect(recolour(setColouring(before, { kind })).shown).toBe(before.shown);
    expect(recolour(setColouring(before, { kind: "field", name: "label" })).shown).toBe(before.shown);
  });

  it("never by values of another run", () => {
    const values = { kind: "numbers", values: Float64Array.of(9, 9, 9, 9) } as const;
    const state = setColouring(stateOf(), { kind: "length" });
    const other = colourValuesLoaded(state, { key: "k", run: "other", colouring: { kind: "length" }, values });
    expect(recolour(other).shown).toBe(state.shown);
  });
});

describe("a look that the user chose", () => {
  it("takes the place of the category's own, in part or whole, until it is reset", () => {
    const chosen = recolour(setLook(stateOf(), "b", { colour: 7 }));
    const [a, b] = shownOf(chosen).categories.list;
    const [, before] = shownOf(stateOf()).categories.list;
    if (a === undefined || b === undefined || before === undefined) throw new Error("two labels");
    expect(lookOf(b)).toEqual({ ...lookOf(before), colour: 7 });
    expect(a.look).toBeUndefined();
    const both = recolour(setLook(chosen, "b", { symbol: "cross" }));
    expect(shownOf(both).categories.list[1]?.look).toEqual({ colour: 7, symbol: "cross" });
    expect(shownOf(recolour(setLook(both, "b", undefined))).categories.list).toEqual(
      shownOf(stateOf()).categories.list,
    );
  });

  it("is read where it was kept, and nothing else", () => {
    const kept: unknown = [
      ["a", { colour: 3, symbol: "cross" }],
      ["b", { colour: 12 }],
      ["c", { symbol: "star", colour: 0 }],
      ["d", null],
      [1, { colour: 1 }],
      "e",
    ];
    expect([...readLooks(kept)]).toEqual([
      ["a", { colour: 3, symbol: "cross" }],
      ["c", { colour: 0 }],
    ]);
    expect(readLooks(undefined).size).toBe(0);
  });
});
