import type { Picture } from "../src/protocol/engine.ts";
import { declaredTask } from "../src/strings/declared.ts";
import { announcer } from "./announcer.ts";
import { banner } from "./banner.ts";
import { clustersPane } from "./clustersPane.ts";
import { bookmarksPane } from "./bookmarksPane.ts";
import type { Context, Control } from "./control.ts";
import { dataSetPane } from "./dataSetPane.ts";
import { h } from "./dom.ts";
import { markedInEditor } from "./editorSelection.ts";
import { drawView } from "./export/drawView.ts";
import { moveLayers } from "./motion.ts";
import { heading } from "./heading.ts";
import type { Host } from "./host.ts";
import { infobar } from "./infobar.ts";
import { watchTitles } from "./keyTitles.ts";
import { act } from "./keyActions.ts";
import { taskProgressed } from "./layerWork.ts";
import { legend } from "./legend.ts";
import { marksLayer } from "./marksLayer.ts";
import { likePane } from "./likePane.ts";
import { message } from "./message.ts";
import { moversPane } from "./moversPane.ts";
import { nearest } from "./nearest.ts";
import { Pacer } from "./pacer.ts";
import { picturesPane } from "./picturesPane.ts";
import { pictureNoted } from "./pictures.ts";
import { pinsPane } from "./pinsPane.ts";
import { playLayers } from "./player.ts";
import { recordCard } from "./recordCard.ts";
import { recolour } from "./recolour.ts";
import { requestWhatIsShown } from "./requests.ts";
import { selectionBar } from "./selectionBar.ts";
import { tellLines } from "./lineColours.ts";
import { listenToKeys, reportFocus } from "./shortcuts.ts";
import { Stage } from "./stage.ts";
import {
  datasetChanged,
  infoChanged,
  initialState,
  isBare,
  isReading,
  panelChanged,
  pictureChanged,
  savedView,
  showView,
  type State,
} from "./state.ts";
import { Store } from "./store.ts";
import { strip } from "./strip.ts";
import { hintLine } from "./hintLine.ts";
import { toolbar } from "./toolbar.ts";
import { shownView } from "./shownView.ts";
import { select, setLayerNamed } from "./view.ts";
import { viewbar } from "./viewbar.ts";
import { keepWordsReadable } from "./wordColours.ts";
import { viewOf, views, type PanelView, type ViewParts } from "./views.ts";

/** Builds the panel into the page and connects it to its host. */
export function openPanel(host: Host, switchTheme: (() => void) | undefined): void {
  keepWordsReadable();
  const store = new Store<State>(initialState(host.saved), recolour);
  const context: Context = { host, store };
  const stage = new Stage(context);
  const made = new Map(views.map((view) => [view, view.create(context)]));
  const controls = assemble(context, stage, made, switchTheme);

  const update = (state: State): void => {
    document.body.classList.toggle("bare", isBare(state));
    document.body.classList.toggle("folded", !state.view.sheet || (isBare(state) && !isReading(state)));
    document.body.classList.toggle("paired", state.view.mode === "pair");
    document.body.classList.toggle("unselected", state.view.selected === undefined);
    for (const control of controls) {
      try {
        control.update(state);
      } catch (error) {
        // The others show what is new all the same.
        host.report(error);
      }
    }
  };
  store.subscribe(update);
  update(store.value);

  requestWhatIsShown(context);
  playLayers(context);
  moveLayers(context);
  listenToKeys(context, stage);
  reportFocus(context);
  if (host.hasEditor) watchTitles();
  tellHovered(context);
  tellLines(context);
  keepView(context);
  keepPlaces(context);
  tellSelection(context);
  listenToHost(context, stage, made);
  stage.load();
}

type Made = ReadonlyMap<PanelView, ViewParts>;

function assemble(
  context: Context,
  stage: Stage,
  made: Made,
  switchTheme: (() => void) | undefined,
): readonly Control[] {
  const { host } = context;
  const title = heading(context);
  const top = toolbar(context, host.hasEditor ? undefined : title.element, switchTheme);
  const options = viewbar(context, made, { reset: () => stage.resetCamera(), fit: () => stage.fit() });
  const flat = banner();
  const hint = hintLine(context);
  const instead = message(context);
  const progress = strip(context);
  const strips = [
    dataSetPane(context),
    picturesPane(context),
    bookmarksPane(context),
    clustersPane(context),
    legend(context),
  ];
  const lists = [moversPane(context), pinsPane(context), likePane(context), recordCard(context), nearest(context)];
  const panes = [...strips, ...lists];
  const bottom = infobar(context);
  const voice = announcer();
  const body = viewBodies(stage, made);
  const marks = marksLayer(context);
  const chosen = selectionBar(context);
  const below = viewFeet(made);
  const view = h("div", { class: "view" }, body.element, marks.element, hint.element, chosen.element, instead.element);
  document.body.append(
    top.element,
    h(
      "main",
      {},
      host.hasEditor && title.element,
      h("section", { class: "canvas" }, options.element, flat.element, view, below.element, progress.element),
      h(
        "aside",
        { class: "sheet" },
        h("div", { class: "strips" }, ...strips.map(({ element }) => element)),
        h("div", { class: "lists" }, ...lists.map(({ element }) => element)),
      ),
    ),
    bottom.element,
    voice.element,
  );
  return [title, top, options, flat, hint, instead, progress, below, ...panes, bottom, voice, body, marks, chosen];
}

/** The stage, or what the current view shows in its place. */
function viewBodies(stage: Stage, made: Made): Control {
  const bodies = [...made.values()].flatMap(({ body }) => body ?? []);
  return {
    element: h("div", { class: "bodies" }, stage.element, ...bodies.map(({ element }) => element)),
    update: (state) => {
      const current: Control = (isBare(state) ? undefined : made.get(viewOf(state))?.body) ?? stage;
      for (const each of [stage, ...bodies]) each.element.hidden = each !== current;
      current.update(state);
    },
  };
}

/** What the current view has below the stage. */
function viewFeet(made: Made): Control {
  const feet = [...made].flatMap(([view, { below }]) => (below === undefined ? [] : [{ view, below }]));
  const element = h("div", { class: "feet" }, ...feet.map(({ below }) => below.element));
  return {
    element,
    update: (state) => {
      const current = isBare(state) ? undefined : viewOf(state);
      element.hidden = feet.every(({ view }) => view !== current);
      for (const { view, below } of feet) {
        if (view === current) below.update(state);
        else below.element.hidden = true;
      }
    },
  };
}

function listenToHost(context: Context, stage: Stage, made: Made): void {
  const { host, store } = context;
  const pictures = new Pacer<Picture>(
    (picture) => store.change((state) => pictureChanged(state, picture)),
    () => stage.lastCost,
  );
  let newest: string | undefined;
  let marked: Uint32Array | undefined;
  host.start({
    stateChanged: (panel) => {
      if (panel.kind !== "working") pictures.flush();
      store.change((state) => pictureNoted(panelChanged(state, panel)));
    },
    infoChanged: (info) =>
      store.change((state) => infoChanged(state, { ...info, tasks: info.tasks.map(declaredTask) })),
    datasetChanged: (dataset) => {
      pictures.flush();
      store.change((state) => datasetChanged(state, dataset));
    },
    pictureChanged: (picture) => {
      newest = picture.run;
      pictures.push(picture);
    },
    caretMoved: (point) => {
      // The point is one of the newest picture.
      if (newest !== store.value.shown?.picture.run) pictures.flush();
      if (point !== undefined) store.change((state) => select(state, point));
    },
    selectionMoved: (points) => {
      if (newest !== store.value.shown?.picture.run) pictures.flush();
      const before = marked;
      marked = points;
      store.change((state) => ({ ...markedInEditor(state, points, before), editorSelection: points }));
    },
    keyInvoked: (action) => act(action, context, stage),
    viewWanted: () => {
      const { element } = stage;
      return shownView(store.value, element.parentElement ?? element, made.get(viewOf(store.value))?.rows?.());
    },
    drawingWanted: (params) => drawView(stage, store.value, params),
    viewGiven: (view) => store.change((state) => showView(state, view)),
    layerPointed: (layer) => store.change((state) => setLayerNamed(state, layer)),
    taskProgressed: (progress) => store.change((state) => taskProgressed(state, progress)),
  });
}

/** Tells the host over which record the pointer is, once a frame. */
function tellHovered({ host, store }: Context): void {
  let asked = false;
  let told: number | undefined;
  const tell = (): void => {
    asked = false;
    const point = store.value.hovered?.point;
    if (point !== told) host.pointHovered(point);
    told = point;
  };
  store.subscribe(({ hovered }, before) => {
    if (hovered?.point === before.hovered?.point || asked) return;
    asked = true;
    requestAnimationFrame(tell);
  });
}

/** Tells the host of the labels' places, so that they hold in other files too. */
function keepPlaces({ host, store }: Context): void {
  store.subscribe(({ view }, before) => {
    if (view.places !== before.view.places) host.placeLabels([...view.places], false);
  });
}

/** Tells the host how many points are marked: its commands need some. */
function tellSelection({ host, store }: Context): void {
  store.subscribe(({ view }, before) => {
    const points = view.selection.length;
    if (points !== before.view.selection.length) host.selectionCounted(points);
  });
}

const SAVE_DELAY = 200;

/** Keeps the view a moment after it changed, and at the latest when the panel goes. */
function keepView({ host, store }: Context): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const view = savedView(store.value);
    if (view !== undefined) host.save(view);
  };
  store.subscribe((state, before) => {
    const parts = ["view", "info", "search", "like", "pictures"] as const;
    if (parts.every((part) => state[part] === before[part])) return;
    timer ??= setTimeout(save, SAVE_DELAY);
  });
  addEventListener("pagehide", save);
}
