import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import type { DrawingChoice } from "../../src/protocol/engine.ts";
import type { PanelInfo, SavedView } from "../../src/protocol/panel.ts";
import {
  PICTURE_SETTINGS,
  pictureSettingsOf,
  readPictureSettings,
  wholeModel,
  type ModelSettings,
  type PictureView,
  writePictureSettings,
} from "../../src/protocol/pictureSettings.ts";
import { pictureSettingsSchema, pictureViewSchema } from "../../src/protocol/pictureSettingsSchema.ts";
import { conforming } from "../../src/protocol/schema.ts";
import { settingsWords } from "../../src/cli/settingsFile.ts";
import { misfitsOf } from "../../src/protocol/pictureMisfits.ts";
import { exportText } from "../../src/strings/exporting.ts";
import { readCamera } from "../../webview/camera.ts";
import { addBookmark } from "../../webview/bookmarks.ts";
import { infoChanged, savedView, type State } from "../../webview/state.ts";
import { select, setLayer, setMode, setSeparation } from "../../webview/view.ts";
import { dataset, picture, shownState } from "./samples.ts";

const root = path.join(import.meta.dirname, "../..");

const info: PanelInfo = {
  ...{ file: "a.jsonl", model: "m", device: "CPU", separation: 8, uri: "file:///w/a.jsonl" },
  ...{ reading: { text: "body", label: null, preferred: { text: "x" } }, bundle: "/w/states.safetensors" },
  modelSettings: { model: "org/name" },
  tasks: [
    {
      id: "pca",
      label: "PCA",
      help: "",
      reference: undefined,
      stage: "projection",
      result: "coordinates",
      parameters: {},
    },
  ],
  drawing: { projection: { id: "pca", values: { k: 3 } }, dimensions: 3 },
};

/** A view in which everything that can be kept is. */
function fullView(): { state: State; saved: SavedView } {
  let state = infoChanged(shownState(dataset([0, 1, 0, 1]), picture(4, 3)), info);
  state = setSeparation(setMode(setLayer(select(state, 2), 1), "pair"), 7);
  state = { ...state, view: { ...state.view, other: 2, hidden: new Set(["a"]), selection: Uint32Array.of(1, 3) } };
  state = {
    ...state,
    view: { ...state.view, colouring: { kind: "field", name: "length" }, values: { near: { k: 4 } } },
  };
  state = addBookmark(state);
  return { state, saved: savedView(state) ?? expect.fail("nothing is kept") };
}

describe("picture settings", () => {
  it("describe every part that a view keeps", () => {
    const { saved } = fullView();
    const ofFile = ["uri", "reading", "drawing", "bundle", "model"];
    const kept = Object.keys(saved).filter((key) => !ofFile.includes(key));
    expect(kept.length).toBeGreaterThan(10);
    expect(Object.keys(pictureViewSchema.properties ?? {})).toEqual(expect.arrayContaining(kept));
    const bookmark = pictureViewSchema.properties?.["bookmarks"]?.items?.properties?.["view"]?.properties ?? {};
    expect(Object.keys(bookmark)).toEqual(expect.arrayContaining(Object.keys(saved.bookmarks?.[0]?.view ?? {})));
    for (const [key, { description = "" }] of Object.entries(pictureViewSchema.properties ?? {}))
      expect(description, key).toMatch(/\.$/);
  });

  it("come back as they were written, with all that was chosen", () => {
    const { saved } = fullView();
    const settings = pictureSettingsOf(saved, {
      file: "texts/a.jsonl",
      states: undefined,
      model: { model: "org/name" },
    });
    const { settings: read, faults } = readPictureSettings(writePictureSettings(settings));
    expect(faults).toEqual([]);
    expect(read).toEqual(JSON.parse(JSON.stringify(settings)));
    expect(read).toMatchObject({
      ...{ version: 1, file: "texts/a.jsonl", reading: { text: "body", label: null }, model: { model: "org/name" } },
      drawing: info.drawing,
      view: { mode: "pair", layer: 1, other: 2, selected: 2, separation: 7, hiddenLabels: ["a"] },
    });
    expect(read?.view?.bookmarks).toMatchObject([{ name: "Pair, layer 1", view: { layer: 1, selection: [1, 3] } }]);
    // Nothing names a place on this machine.
    expect(JSON.stringify(read)).not.toMatch(/file:|\/w\/|preferred/);
  });

  it("name all that makes the picture, also where it is the default", () => {
    const own = {
      ...{ model: "", pooling: "auto", specialTokens: "auto", maxTokens: 0, prompt: "", layers: "" },
      ...{ extraLayers: [], layerPooling: {} },
    };
    const { saved } = fullView();
    const written = (chosen: ModelSettings, isTrusted: boolean, mine = own) => {
      const model = wholeModel(chosen, mine, isTrusted);
      const text = writePictureSettings(pictureSettingsOf(saved, { file: "a", states: undefined, model }));
      const { settings, faults } = readPictureSettings(text);
      expect(faults).toEqual([]);
      return settings?.model;
    };
    expect(written({}, true)).toEqual(own);
    expect(written({ pooling: "cls" }, true, { ...own, pooling: "max", layers: "0-2" })).toEqual({
      ...{ ...own, pooling: "cls", layers: "0-2" },
    });
    // A folder that is not trusted was drawn by the bundled model.
    expect(written({ model: "org/name" }, false, { ...own, pooling: "max", prompt: "query" })).toEqual({
      ...{ ...own, pooling: "max" },
    });
    // On the command line these are no words.
    expect(settingsWords({ version: 1, file: "a", model: own }, [])).toEqual({ pooling: "auto" });
  });

  it("name a camera through which nothing can be seen", () => {
    const camera = { azimuth: -1, elevation: 0.3, zoom: 1, shift: [0, 0] };
    const faultsOf = (changed: object) =>
      conforming(pictureViewSchema, { camera: { ...camera, ...changed } }).faults.map(exportText.fault);
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ zoom: 0 })).toEqual(["camera.zoom should be a number from 0.2 to 40"]);
    expect(faultsOf({ azimuth: "x" })).toEqual(["camera.azimuth should be a number"]);
    expect(faultsOf({ shift: [1] })).toEqual(["camera.shift should be a list of 2"]);
    const bookmarks = [{ name: "a", view: { camera: { ...camera, zoom: -3 } } }];
    expect(conforming(pictureViewSchema, { bookmarks }).faults).toMatchObject([
      { path: "bookmarks[0].view.camera.zoom" },
    ]);
    expect(readCamera({ ...camera, zoom: 0 })).toBeUndefined();
    expect(readCamera(camera)).toEqual(camera);
  });

  it("say what of them the picture does not have, once it is there", () => {
    const said = (drawing: DrawingChoice, view: PictureView) =>
      misfitsOf({ drawing, view }, { tasks: info.tasks, layers: 7 }).map((each) => exportText.misfit("a", each));
    const evil = { projection: { id: "evil", values: {} }, dimensions: 2 } as const;
    const pca = { projection: { id: "pca", values: {} }, dimensions: 2 } as const;
    expect(said(evil, { layer: 99, other: 7 })).toEqual([
      'a: drawing.projection.id is "evil", but here it may be pca: the usual one is taken.',
      "a: view.layer is 99, but the last layer is 6: that one is shown.",
      "a: view.other is 7, but the last layer is 6: that one is shown.",
    ]);
    expect(said({ ...pca, projection: { id: "pca", values: { k: 1 } } }, { layer: 6 })).toEqual([
      "a: there is no drawing.projection.values.k; the projection has none. The usual values are taken.",
    ]);
    const distance = { kind: "number", default: 0.1, min: 0, max: 1, help: "How near" } as const;
    const near = { kind: "integer", default: 15, min: 2, max: 200, help: "How many" } as const;
    const parameters = { min_dist: distance, n_neighbors: near };
    const [first, ...others] = info.tasks;
    const tasks = first === undefined ? [] : [{ ...first, parameters }, ...others];
    const values = { n_neighbors: 1, min_dist: 0.5, spread: "wide" };
    expect(
      misfitsOf({ drawing: { ...pca, projection: { id: "pca", values } } }, { tasks, layers: 7 }).map((each) =>
        exportText.misfit("a", each),
      ),
    ).toEqual([
      "a: drawing.projection.values.n_neighbors is 1, but it may be a whole number from 2 to 200: the usual values are taken.",
      "a: there is no drawing.projection.values.spread; the projection has min_dist, n_neighbors. The usual values are taken.",
    ]);
    expect(said(pca, { layer: 6, other: 0 })).toEqual([]);
  });

  it("name what they do not know, and what is not as it should be, and keep the rest", () => {
    const text = JSON.stringify({
      ...{ version: 9, file: "a.txt", colour: "red", reading: { text: 3, turns: "each" } },
      view: { layer: -1, separation: 50, hiddenLabels: ["a", 7], mode: "stack", bookmarks: [{ name: "b" }, 4] },
      drawing: { projection: { id: "pca", values: {} }, dimensions: 4 },
    });
    const { settings, faults } = readPictureSettings(text);
    expect(settings).toEqual({
      ...{ version: 9, file: "a.txt", reading: { turns: "each" } },
      view: { hiddenLabels: ["a"], mode: "stack", bookmarks: [] },
    });
    expect(faults.map(exportText.fault)).toEqual([
      "colour is not known",
      "reading.text should be a text",
      "view.layer should be a whole number from 0 on",
      "view.separation should be a number from 1 to 20",
      "view.hiddenLabels[1] should be a text",
      "view.bookmarks[0].view is missing",
      "view.bookmarks[1] should be an object",
      "drawing.dimensions should be 2, 3",
    ]);
  });

  it.each(['{"version":1}', "[]", "3", '{"version":"1","file":"a"}'])(
    "are none where they name no file: %s",
    (text) => {
      const { settings, faults } = readPictureSettings(text);
      expect(settings).toBeUndefined();
      expect(faults.length).toBeGreaterThan(0);
    },
  );

  it("are described to VS Code by the very schema they are read by", () => {
    const [validation] = manifest.contributes.jsonValidation;
    expect(validation?.fileMatch).toBe(`*${PICTURE_SETTINGS}`);
    const written: unknown = JSON.parse(readFileSync(path.join(root, validation?.url ?? ""), "utf8"));
    expect(written).toMatchObject({ ...pictureSettingsSchema });
  });

  it("take one of several forms whole", () => {
    const colour = (colouring: unknown) => conforming(pictureViewSchema, { colouring });
    expect(colour({ kind: "task", id: "moved", series: "a" }).faults).toEqual([]);
    expect(colour({ kind: "field" }).faults).toMatchObject([{ path: "colouring.name", kind: "missing" }]);
    expect(colour({ kind: "line", of: 1 }).faults).toMatchObject([{ path: "colouring.of", kind: "unknown" }]);
    expect(colour({ kind: "evil" }).faults).toMatchObject([{ path: "colouring", kind: "invalid" }]);
    expect(colour("label").faults).toMatchObject([{ path: "colouring", kind: "invalid" }]);
  });
});
