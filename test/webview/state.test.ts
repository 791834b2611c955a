import { describe, expect, it } from "vitest";
import { layerResultLoaded } from "../../webview/layerWork.ts";
import * as state from "../../webview/state.ts";
import { defaultCamera } from "../../webview/camera.ts";
import { select, setLayer } from "../../webview/view.ts";
import type { PanelInfo } from "../../src/protocol/panel.ts";
import { pictureSettingsOf } from "../../src/protocol/pictureSettings.ts";
import { keptView } from "../../webview/savedView.ts";
import { setLike } from "../../webview/searchState.ts";
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
    expect(state.pictureChanged(read, picture(3, 2)).shown?.dataset).toBe(before.shown?.dataset);
    expect(state.pictureChanged(read, picture(3, 2, [], "q"))).toBe(read);
    const after = state.pictureChanged(read, picture(3, 2, [], "s"));
    expect(after.shown?.dataset.run).toBe("s");
    expect(after.shown?.picture.run).toBe("s");
  });

  it("keep everything one knows while the same data set's picture grows", () => {
    const data = dataset([0, 1, 0]);
    let now = shownState(data, picture(3, 2, [2]));
    now = state.excerptsLoaded(select(now, 1), "r", [1], ["one"]);
    now = state.detailsLoaded(now, details(1, [[0], [2]]));
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

  it("drop answers of another run, and about other points", () => {
    const old = select(shownState(dataset([0, 1]), picture(2, 2)), 0);
    const read = state.datasetChanged(old, dataset([0, 1], { run: "s" }));
    // Until its picture comes, the run before is what one looks at and asks about.
    expect(state.selectedDetails(state.detailsLoaded(read, details(0, [[1], [1]])))?.run).toBe("r");
    expect(state.detailsLoaded(read, details(0, [[1], [1]], "s"))).toBe(read);
    const after = state.pictureChanged(read, picture(2, 2, [], "s"));
    expect(after.view.selected).toBe(0);
    expect(state.excerptsLoaded(after, "r", [0], ["old"])).toBe(after);
    expect(state.detailsLoaded(after, details(0, [[1], [1]]))).toBe(after);
    expect(state.detailsLoaded(after, details(1, [[0], [0]], "s"))).toBe(after);
    const failure = { title: "t", explanation: "e", remedy: "r" };
    expect(state.detailsFailed(after, "r", 0, failure)).toBe(after);
    expect(state.detailsFailed(after, "s", 0, failure).details.kind).toBe("failed");
  });

  it("never leave the numbers of one run beside the picture of another, though all counts are equal", () => {
    const before = state.detailsLoaded(select(shownState(dataset([0, 1]), picture(2, 2)), 1), details(1, [[0], [0]]));
    const read = state.datasetChanged(before, dataset([0, 1], { run: "s" }));
    expect(state.selectedDetails(read)?.run).toBe("r");
    const after = state.pictureChanged(read, picture(2, 2, [], "s"));
    expect(state.selectedDetails(after)).toBeUndefined();
    expect(after.excerpts.size).toBe(0);
  });

  it("are told apart by run also in what the layers' analyses say", () => {
    const now = shownState(dataset([0, 1]), picture(2, 2));
    const result = { kind: "perLayer", series: [] } as const;
    expect(layerResultLoaded(now, picture(2, 2), "t", result)).toBe(now);
    const known = layerResultLoaded(now, now.shown?.picture ?? picture(2, 2), "t", result);
    expect(known.layerResults).toEqual({ t: result });
    expect(state.pictureChanged(known, picture(2, 2)).layerResults).toEqual({});
  });

  it("keep the texts that came last, of very many", () => {
    const now = shownState(dataset([0, 1]), picture(2, 2));
    const all = Array.from({ length: state.MOST_EXCERPTS + 10 }, (_, point) => point);
    const { excerpts } = state.excerptsLoaded(now, "r", all, all.map(String));
    expect([excerpts.size, excerpts.get(9), excerpts.get(10)]).toEqual([state.MOST_EXCERPTS, undefined, "10"]);
  });

  it("keep what is known of the file while its first picture is waited for", () => {
    const read = select(state.datasetChanged(state.initialState({}), dataset([0, 1])), 1);
    const known = state.excerptsLoaded(read, "r", [1], ["one"]);
    expect(state.selectedText(known)).toBe("one");
    const shown = state.pictureChanged(known, picture(2, 2));
    expect(state.selectedText(shown)).toBe("one");
    expect(shown.view.selected).toBe(1);
    expect(select(read, 2)).toBe(read);
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

  it("holds the typed sentence, which is no part of what others get", () => {
    const typed = setLike(state.infoChanged(shownState(dataset([0, 1]), picture(2, 3)), info), "like this");
    const kept = state.savedView(typed);
    expect(state.initialState(kept ?? {}).like).toEqual({ text: "like this", probe: undefined, failure: undefined });
    const settings = kept && pictureSettingsOf(kept, { file: "a", states: undefined, model: {} });
    expect([JSON.stringify(settings?.view), JSON.stringify(keptView(typed))].join()).not.toContain("like this");
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
