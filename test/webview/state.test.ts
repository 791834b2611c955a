import { describe, expect, it } from "vitest";
import * as state from "../../webview/state.ts";
import { defaultCamera } from "../../webview/camera.ts";
import { select, setLayer } from "../../webview/view.ts";
import type { PanelInfo } from "../../src/protocol/panel.ts";
import { dataset, details, picture, shownState } from "./samples.ts";

const info: PanelInfo = {
  ...{ file: "a.jsonl", model: "m", device: "CPU", separation: 8, uri: "file:///a.jsonl", tasks: [] },
  drawing: { projection: { id: "pca", values: {} }, dimensions: 2 },
};

describe("a picture and its data set", () => {
  it("are shown together, and the old pair stays until the new picture comes", () => {
    const before = shownState(dataset([0, 1, 0]), picture(3, 2));
    const read = state.datasetChanged(before, dataset([1, 0, 0], { run: "s" }));
    expect(read.shown).toBe(before.shown);
    expect(state.pictureChanged(read, picture(3, 2)).shown).toBe(before.shown);
    const after = state.pictureChanged(read, picture(3, 2, [], "s"));
    expect(after.shown?.dataset.run).toBe("s");
    expect(after.shown?.picture.run).toBe("s");
  });

  it("keep everything one knows while the same data set's picture grows", () => {
    const data = dataset([0, 1, 0]);
    let now = shownState(data, picture(3, 2, [2]));
    now = state.excerptsLoaded(select(now, 1), data, [1], ["one"]);
    now = state.detailsLoaded(now, data, details(1, [[0], [2]]));
    const grown = state.pictureChanged(now, picture(3, 2));
    expect(grown.excerpts.get(1)).toBe("one");
    expect(state.selectedDetails(grown)?.point).toBe(1);
    expect(grown.view).toBe(now.view);
    expect(grown.shown?.categories).toBe(now.shown?.categories);
  });

  it("carry the selection to where its record went, and keep the camera", () => {
    const before = setLayer(select(shownState(dataset([0, 1, 0, 1]), picture(4, 3)), 2), 1);
    const longer = dataset([0, 0, 1, 0, 1], {
      run: "s",
      textKeys: Uint32Array.of(9, 0, 1, 2, 3),
    });
    const after = state.pictureChanged(state.datasetChanged(before, longer), picture(5, 3, [], "s"));
    expect(after.view.selected).toBe(3);
    expect(after.view.camera).toBe(before.view.camera);
    expect(state.litLayer(after)).toBe(1);
  });

  it("drop answers about records of another data set", () => {
    const old = dataset([0, 1]);
    const after = state.pictureChanged(
      state.datasetChanged(shownState(old, picture(2, 2)), dataset([1, 0], { run: "s" })),
      picture(2, 2, [], "s"),
    );
    expect(state.excerptsLoaded(after, old, [0], ["old"])).toBe(after);
    const chosen = select(after, 0);
    expect(state.detailsLoaded(chosen, old, details(0, [[1], [1]]))).toBe(chosen);
    expect(state.detailsLoaded(chosen, chosen.shown?.dataset ?? old, details(1, [[0], [0]]))).toBe(chosen);
  });
});

describe("what is lit and how far apart", () => {
  it("is the last layer and the settings' separation until something else is chosen", () => {
    const now = state.infoChanged(shownState(dataset([0]), picture(1, 4)), info);
    expect(state.litLayer(now)).toBe(3);
    expect(state.separationOf(now)).toBe(8);
    expect(state.litLayer(setLayer(now, 1))).toBe(1);
  });

  it("is never a layer the picture does not have", () => {
    const saved = state.initialState({ layer: 24 });
    const now = state.pictureChanged(state.datasetChanged(saved, dataset([0])), picture(1, 4));
    expect(state.litLayer(now)).toBe(3);
  });
});

describe("the saved view", () => {
  it("comes back as it was kept, with the fields the user chose", () => {
    const chosen = { ...info, reading: { text: "body", label: null } };
    const kept = state.savedView(
      setLayer(select(state.infoChanged(shownState(dataset([0, 1]), picture(2, 3)), chosen), 1), 2),
    );
    expect(kept).toMatchObject({ uri: info.uri, reading: { text: "body", label: null }, layer: 2, selected: 1 });
    const again = state.initialState(JSON.parse(JSON.stringify(kept)) as object);
    expect(again.view).toMatchObject({
      layer: 2,
      selected: 1,
      camera: defaultCamera,
      trajectories: "all",
      sheet: true,
    });
  });

  it("is not kept while nobody says of which document, and a damaged camera is no camera", () => {
    expect(state.savedView(state.initialState({}))).toBeUndefined();
    for (const camera of [null, {}, { azimuth: "x" }, { azimuth: 1, elevation: 1, zoom: NaN, shift: [0, 0] }]) {
      expect(state.initialState({ camera }).view.camera).toBe(defaultCamera);
    }
  });

  it("forgets a selection the file no longer has", () => {
    const now = state.datasetChanged(state.initialState({ selected: 9 }), dataset([0, 1]));
    expect(state.pictureChanged(now, picture(2, 2)).view.selected).toBeUndefined();
  });
});
