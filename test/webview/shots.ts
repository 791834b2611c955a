/**
 * Pictures of the panel to look at, in out/shots: `node test/webview/shots.ts [NAME…]` draws those whose name begins
 * so, without a name all of them.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import type { Notice } from "../../src/protocol/models.ts";
import type { PageData, PanelState } from "../../src/protocol/panel.ts";
import type { Problem, Reading } from "../../src/protocol/reading.ts";
import { preparationParameters } from "../../src/projection/preparation.ts";
import type { LayerSeries, TaskInfo } from "../../src/protocol/tasks.ts";
import { clusteredPage } from "./clusterData.ts";
import { curvesPage } from "./curvesData.ts";
import { views } from "../../webview/views.ts";
import { drawn, launch, locate, openFile } from "./browser.ts";
import { german } from "./german.ts";
import { standAlonePage, webviewPage, type ThemeName, type WebviewOptions } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

interface Shot {
  readonly width: number;
  readonly height: number;
  readonly data: () => PageData;
  /** A page of its own where there are none. */
  readonly webview?: WebviewOptions;
  readonly noWebgl?: boolean;
  readonly then?: (page: Page) => Promise<void>;
}

const sample = (): PageData => syntheticPage({ records: 300, layers: 7 });
const half = (): PageData => {
  const page = sample();
  const coordinates = page.picture.coordinates.slice();
  for (let i = 0; i < coordinates.length; i++) if (((Math.floor(i / 2) % 300) * 7) % 11 > 4) coordinates[i] = NaN;
  const drawnRecords = Array.from({ length: 300 }, (_, i) => i).filter((i) => (i * 7) % 11 <= 4).length;
  return { ...page, picture: { ...page.picture, coordinates, drawn: drawnRecords } };
};
const longNames = [
  "1 attention output",
  "3 MLP output",
  "6 normalised input of attention",
  "what the second head of the last block reads",
];
const extra =
  (layers = 7, count = 4) =>
  (): PageData =>
    syntheticPage({
      records: 300,
      layers,
      extra: Array.from({ length: count }, (_, i) => (i < 4 ? (longNames[i] ?? "") : `${i} attention output`)),
      notices,
    });
const notices: readonly Notice[] = [
  { code: "quantized", detail: { style: "quantized", dynamic: true, difference: 0.18 } },
  { code: "deviceRefused", detail: { device: "webgpu", reason: "its states differ by 0.3" } },
  { code: "deviceLost", detail: { device: "cuda", reason: "the driver was reset" } },
];
const deep = (): PageData => syntheticPage({ records: 300, layers: 7, dimensions: 3 });
/** Projections with parameters of each kind and group. */
const withForm = (): PageData => {
  const page = sample();
  const others = page.info.tasks.slice(1);
  const parameters: TaskInfo["parameters"] = {
    n_neighbors: { kind: "integer", default: 15, min: 2, max: 200, help: "How many neighbours a point is kept near" },
    min_dist: { kind: "number", default: 0.1, min: 0, max: 1, help: "How near points may lie to each other" },
    metric: { kind: "choice", default: "cosine", options: ["cosine", "euclidean"], help: "By which distance" },
    ...preparationParameters({ reduce: 50 }),
    seed: { kind: "integer", default: 0, min: 0, max: 9999, help: "The same seed draws the same picture" },
    align: { kind: "choice", default: "procrustes", options: ["none", "procrustes"], help: "How", group: "layers" },
  };
  const projection = { reference: undefined, stage: "projection", result: "coordinates" } as const;
  const umap = "McInnes, Healy & Melville 2018, arXiv:1802.03426";
  const near = "Keeps neighbours near, and groups that belong together in one place.";
  const tasks: readonly TaskInfo[] = [
    {
      ...projection,
      id: "pca",
      label: "PCA",
      help: "The directions in which the points lie furthest apart.",
      parameters: {},
    },
    {
      ...{ ...projection, id: "umap", label: "UMAP", help: near, reference: umap, parameters },
      locality: { parameter: "n_neighbors", low: 5, high: 150 },
    },
    { ...projection, id: "tsne", label: "t-SNE", help: "Keeps each point's nearest near it.", parameters: {} },
    {
      ...projection,
      id: "pacmap",
      label: "PaCMAP",
      help: "Keeps near pairs, and those further apart, too.",
      parameters: {},
    },
    ...others,
  ];
  const drawing = { projection: { id: "umap", values: { n_neighbors: 30, reduce: 20 } }, dimensions: 2 } as const;
  return { ...page, info: { ...page.info, tasks, drawing }, result: { ...page.result, drawing } };
};
/** Of a decoder whose sinks are pooled. */
const dominated = (): PageData => {
  const page = curvesPage();
  const series = (id: string, from: number, most: number): LayerSeries => ({
    ...{ id, label: id },
    values: Float32Array.from({ length: 13 }, (_, layer) => (layer < from ? 0.2 : most)),
  });
  const dominance = { kind: "perLayer", series: [series("largest", 5, 0.98), series("length1", 7, 0.95)] } as const;
  const result = { ...page.result, pooling: "mean, without special tokens" };
  return { ...page, result, results: { ...page.results, dominance } };
};
const selected = { selected: 45, layer: 4 };
const scored = (): PageData => syntheticPage({ records: 300, layers: 7, scores: true });
const clustered = (): PageData => clusteredPage({ records: 300, layers: 7 });
const manyClustered = (): PageData => clusteredPage({ records: 3000, layers: 7, labels: 24 });
const byClusters = { colouring: { kind: "task", id: "hdbscan" } } as const;
const hiddenBins = [12, 13, 14, 15].map((bin) => `\0score\0${bin}`);
/** A table that took some guessing to read. */
const read = (): PageData => {
  const page = sample();
  const reading: Reading = {
    encoding: "Western (Windows 1252)",
    dialect: { delimiter: ";", quote: '"', escape: "doubled", header: true },
    array: undefined,
    arrays: [],
    turns: undefined,
    notices: [
      { kind: "encodingGuessed", encoding: "Western (Windows 1252)" },
      { kind: "linesBeforeHeader", lines: 2 },
    ],
  };
  const problems: readonly Problem[] = [
    { line: 8, start: 0, end: 20, kind: "cellCount", reason: "5 cells where the header has 4" },
    { line: 30, start: 0, end: 1, kind: "emptyText", reason: "the text is empty" },
  ];
  const effectCounts = { notRead: 0, leftOut: 0, guessed: 1, asItStands: 1 };
  return { ...page, dataset: { ...page.dataset, reading, problems, problemCount: 2, effectCounts } };
};
/** A file of pictures, of four data sets. */
const given = (): PageData => {
  const page = syntheticPage({ records: 147, layers: 13, labels: 3 });
  const names = ["sentiment_analysis", "academic_subjects", "scientific_domains", "word_categories"];
  const arrays = names.map((path, i) => ({ path, records: i === 3 ? 147 : 24, textFields: ["text"] }));
  const reading = { ...page.dataset.reading, array: "word_categories", arrays };
  const description = "Different classes of words based on sentiment or connotation";
  const info = { title: "word_categories", description, dimensions: 2 } as const;
  return {
    ...page,
    info: { ...page.info, file: "all_layerwise_embeddings.json", device: undefined, model: "coordinates as given" },
    dataset: { ...page.dataset, reading, given: info, labelField: "category" },
    result: { ...page.result, given: true, device: undefined },
  };
};
const working: PanelState = {
  kind: "working",
  cancelling: false,
  progress: {
    run: "synthetic",
    stage: "run",
    done: 137,
    total: 300,
    computed: 137,
    cached: 0,
    kind: "records",
    recordsPerSecond: 41,
    secondsLeft: 4,
  },
};
const stopped: PanelState = {
  kind: "interrupted",
  why: { kind: "engineStopped", reason: "Its process was ended by SIGKILL" },
  done: 137,
  total: 300,
};
const cancelled: PanelState = { kind: "interrupted", why: { kind: "cancelled" }, done: 137, total: 300 };
const failed: PanelState = {
  kind: "failed",
  canRetry: true,
  offers: ["chooseTextField"],
  message: {
    title: 'There is no field "sentence"',
    explanation: "The records of /home/ada/texts/reviews.jsonl have text, stars, product and date.",
    remedy: "Choose one of these fields.",
  },
};

const stack = (theme: ThemeName, width: number, height: number, data = sample, saved: object = selected): Shot => ({
  width,
  height,
  data,
  webview: { theme, saved },
});

const curves = (theme: ThemeName, width: number, height: number, saved: object = {}, data = curvesPage): Shot =>
  stack(theme, width, height, data, { mode: "curves", ...selected, layer: 9, ...saved });

/** With plotly beside the panel. */
const large = (shot: Shot): Shot => ({
  ...shot,
  ...(shot.webview && { webview: { ...shot.webview, plotly: true } }),
  then: async (page) => {
    await page.locator(".by-plotly .main-svg").first().waitFor();
    const box = await page.locator(".plotly-chart").boundingBox();
    if (box !== null) await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
    await page.waitForTimeout(400);
  },
});

/** Every view in every theme at every width: `all` draws them. */
const everything = views.flatMap(({ id: mode }) =>
  (["dark", "light", "hc", "hc-light"] as const).flatMap((theme) =>
    [320, 500, 900, 1600].map((width): [string, Shot] => [
      `all-${mode}-${theme}-${width}`,
      stack(theme, width, width < 600 ? 860 : 760, sample, { ...selected, mode }),
    ]),
  ),
);

/** Every view in German, whose words are longer. */
const inGerman = views.flatMap(({ id: mode }) =>
  [320, 500, 900].map((width): [string, Shot] => {
    const shot = stack("dark", width, width < 600 ? 860 : 760, sample, { ...selected, mode });
    return [`german-${mode}-${width}`, { ...shot, webview: { theme: "dark", ...shot.webview, language: german } }];
  }),
);

const shots: Readonly<Record<string, Shot>> = {
  ...Object.fromEntries([...everything, ...inGerman]),
  "curves-light-900": curves("light", 900, 760),
  "curves-dark-900": curves("dark", 900, 760),
  "curves-light-1600": curves("light", 1600, 940),
  "curves-dark-1600": curves("dark", 1600, 940),
  "curves-hc-900": { ...curves("hc", 900, 760), then: (page) => page.locator(".axes").nth(2).focus() },
  "curves-hclight-900": curves("hc-light", 900, 760),
  "curves-dark-500": curves("dark", 500, 860),
  "curves-light-320": curves("light", 320, 860),
  "curves-about-dark-900": { ...curves("dark", 900, 760), then: (page) => page.locator(".chart h2").nth(4).hover() },
  "curves-nolabel-light-900": curves("light", 900, 760, {}, () => curvesPage({ labels: 0 })),
  "nearest-light-900": curves("light", 900, 760, { mode: "stack" }),
  "nearest-dark-1600": curves("dark", 1600, 940, { mode: "stack" }),
  "nearest-dark-500": curves("dark", 500, 860, { mode: "stack" }),
  "nearest-light-320": curves("light", 320, 860, { mode: "stack" }),
  "curves-large-dark-900": large(curves("dark", 900, 760, { chart: "neighboursKept" })),
  "curves-large-light-1600": large(curves("light", 1600, 940, { chart: "silhouette" })),
  "curves-large-light-900": large(curves("light", 900, 760, { chart: "norms" })),
  "curves-large-hc-900": large(curves("hc", 900, 760, { chart: "nearestLabel" })),
  "curves-svg-dark-900": curves("dark", 900, 760, { chart: "neighboursKept" }),
  "curves-large-light-320": curves("light", 320, 860, { chart: "norms" }),
  "stack-dark-1600": stack("dark", 1600, 940),
  "stack-light-1600": stack("light", 1600, 940),
  "stack-dark-900": stack("dark", 900, 760),
  "stack-light-900": stack("light", 900, 760),
  "stack-hc-900": { ...stack("hc", 900, 760), then: (page) => page.locator(".slots input").focus() },
  "stack-hclight-900": stack("hc-light", 900, 760),
  "stack-dark-500": stack("dark", 500, 860),
  "stack-light-500": stack("light", 500, 860),
  "stack-none-900": stack("dark", 900, 760, sample, {}),
  "stack-none-620": stack("dark", 620, 740, sample, {}),
  "stack-light-620": stack("light", 620, 740),
  "stack-nolabel-620": stack("light", 620, 740, () => syntheticPage({ records: 300, layers: 7, labels: 0 }), {}),
  "stack-nolabel-900": stack("light", 900, 760, () => syntheticPage({ records: 300, layers: 7, labels: 0 })),
  "stack-manylabels-900": stack("dark", 900, 760, () => syntheticPage({ records: 600, layers: 7, labels: 30 })),
  "given-dark-900": stack("dark", 900, 760, given),
  "given-light-500": stack("light", 500, 860, given),
  "scale-dark-900": { ...stack("dark", 900, 760, scored), then: hoverSomewhere },
  "scale-light-900": stack("light", 900, 760, scored),
  "scale-none-dark-1600": stack("dark", 1600, 940, scored, {}),
  "scale-hc-900": { ...stack("hc", 900, 760, scored), then: (page) => page.locator(".bin").nth(3).focus() },
  "scale-hclight-900": stack("hc-light", 900, 760, scored, { ...selected, hiddenLabels: hiddenBins }),
  "scale-light-500": stack("light", 500, 860, scored),
  "scale-5000-900": stack("dark", 900, 760, () => syntheticPage({ records: 5000, layers: 7, scores: true })),
  "reading-dark-1600": stack("dark", 1600, 940, read),
  "reading-light-1200": stack("light", 1200, 760, read),
  "reading-dark-900": stack("dark", 900, 760, read),
  "reading-light-500": stack("light", 500, 860, read),
  "stack-13layers-900": stack("dark", 900, 760, () => syntheticPage({ records: 1000, layers: 13 })),
  "stack-5000-900": stack("dark", 900, 760, () => syntheticPage({ records: 5000, layers: 7 })),
  "stack-5000light-900": stack("light", 900, 760, () => syntheticPage({ records: 5000, layers: 7 })),
  "stack-65000-900": stack("dark", 900, 760, () => syntheticPage({ records: 65_000, layers: 7 })),
  "separation-20-900": stack("dark", 900, 760, sample, { ...selected, separation: 20 }),
  "separation-1-900": stack("dark", 900, 760, sample, { ...selected, separation: 1 }),
  "extra-dark-1600": stack("dark", 1600, 940, extra(), { selected: 45, layer: 10 }),
  "extra-light-900": stack("light", 900, 760, extra(), { selected: 45, layer: 7 }),
  "extra-dark-900": stack("dark", 900, 760, extra(), { selected: 45, layer: 9 }),
  "extra-light-660": stack("light", 660, 760, extra(), { selected: 45, layer: 8 }),
  "extra-light-500": stack("light", 500, 860, extra(), { selected: 45, layer: 8 }),
  "extra-dark-500": stack("dark", 500, 860, extra(), { layer: 10 }),
  "extra-40-900": stack("dark", 900, 760, extra(29, 11), { selected: 45, layer: 31 }),
  "extra-40-1600": stack("light", 1600, 940, extra(29, 11), { selected: 45, layer: 32 }),
  "extra-3-900": stack("light", 900, 760, extra(1, 2), { selected: 45, layer: 1 }),
  "hover-light-900": { ...stack("light", 900, 760), then: hoverSomewhere },
  "hidden-dark-900": stack("dark", 900, 760, sample, { ...selected, hiddenLabels: ["cooking", "rivers", "finance"] }),
  "working-dark-900": {
    width: 900,
    height: 760,
    data: half,
    webview: { theme: "dark", saved: selected, state: working },
  },
  "working-first-dark-900": {
    width: 900,
    height: 760,
    data: sample,
    webview: { theme: "dark", state: working, noPicture: true },
  },
  "working-dark-500": {
    width: 500,
    height: 860,
    data: half,
    webview: { theme: "dark", saved: selected, state: working },
  },
  "interrupted-light-900": {
    width: 900,
    height: 760,
    data: half,
    webview: { theme: "light", saved: selected, state: stopped },
  },
  "cancelled-hc-900": {
    width: 900,
    height: 760,
    data: half,
    webview: { theme: "hc", saved: selected, state: cancelled },
  },
  "failed-light-900": { width: 900, height: 640, data: sample, webview: { theme: "light", state: failed } },
  "failed-dark-500": { width: 500, height: 640, data: sample, webview: { theme: "dark", state: failed } },
  "empty-dark-900": { width: 900, height: 640, data: sample, webview: { theme: "dark", state: { kind: "idle" } } },
  "empty-hclight-500": {
    width: 500,
    height: 640,
    data: sample,
    webview: { theme: "hc-light", state: { kind: "idle" } },
  },
  "nowebgl-dark-900": { ...stack("dark", 900, 760), noWebgl: true },
  "nowebgl-light-500": { ...stack("light", 500, 860), noWebgl: true },
  "deep-dark-900": stack("dark", 900, 760, deep),
  "deep-light-620": stack("light", 620, 740, deep),
  "deep-none-light-1600": stack("light", 1600, 940, deep, { layer: 4 }),
  "tokens-dark-900": stack("dark", 900, 760, () => syntheticPage({ records: 300, layers: 7, tokens: true })),
  "form-dark-900": { ...stack("dark", 900, 760, withForm), then: openForm },
  "form-light-620": { ...stack("light", 620, 740, withForm), then: openForm },
  "form-light-320": { ...stack("light", 320, 700, withForm), then: openForm },
  "form-open-light-900": { ...stack("light", 900, 900, withForm), then: openGroups },
  "form-hc-900": { ...stack("hc", 900, 760, withForm), then: openForm },
  "form-open-light-620": { ...stack("light", 620, 740, withForm), then: openPreparation },
  "form-open-dark-320": { ...stack("dark", 320, 740, withForm), then: openPreparation },
  "dominated-dark-900": stack("dark", 900, 760, dominated),
  "dominated-light-500": stack("light", 500, 760, dominated),
  "options-dark-900": { ...stack("dark", 900, 760), then: openOptions },
  "options-light-620": { ...stack("light", 620, 740), then: openOptions },
  "manylabels-dense-900": stack("light", 900, 760, () => syntheticPage({ records: 3000, layers: 7, labels: 30 })),
  "table-dark-1600": stack("dark", 1600, 940, sample, { ...selected, mode: "table" }),
  "table-dark-900": stack("dark", 900, 760, sample, {
    ...selected,
    mode: "table",
    table: { sort: { column: "task moved", descending: true } },
  }),
  "table-light-900": { ...stack("light", 900, 760, sample, { ...selected, mode: "table" }), then: findInTable },
  "table-hc-900": { ...stack("hc", 900, 760, sample, { mode: "table" }), then: (page) => page.keyboard.press("Tab") },
  "table-light-500": stack("light", 500, 860, sample, { ...selected, mode: "table" }),
  "table-dark-320": stack("dark", 320, 700, sample, { ...selected, mode: "table" }),
  "find-dark-1600": { ...stack("dark", 1600, 940, sample, {}), then: findSomething },
  "find-light-900": { ...stack("light", 900, 760), then: findSomething },
  "find-wrong-dark-900": { ...stack("dark", 900, 760), then: findWrong },
  "find-light-500": { ...stack("light", 500, 860), then: findSomething },
  "find-dark-320": { ...stack("dark", 320, 700), then: findWrong },
  "like-dark-1600": { ...stack("dark", 1600, 940, sample, { layer: 4 }), then: likeSomething },
  "like-light-900": { ...stack("light", 900, 760, sample, { layer: 4 }), then: likeSomething },
  "like-light-500": { ...stack("light", 500, 860, sample, { layer: 4 }), then: likeSomething },
  "clusters-dark-1600": stack("dark", 1600, 940, clustered, byClusters),
  "clusters-light-1200": stack("light", 1200, 900, clustered, byClusters),
  "clusters-light-900": stack("light", 900, 760, clustered, { ...byClusters, ...selected }),
  "clusters-hc-900": stack("hc", 900, 760, clustered, byClusters),
  "clusters-dark-500": stack("dark", 500, 860, clustered, byClusters),
  "clusters-light-320": stack("light", 320, 860, clustered, byClusters),
  "clusters-layer-dark-1200": stack("dark", 1200, 900, manyClustered, { ...byClusters, mode: "layer" }),
  "clusters-layer-light-1200": stack("light", 1200, 900, clustered, { ...byClusters, mode: "layer", layer: 1 }),
  "clusters-form-dark-1200": { ...stack("dark", 1200, 900, clustered, byClusters), then: openClusterForm },
  "clusters-form-light-320": { ...stack("light", 320, 860, clustered, byClusters), then: openClusterForm },
  "clusters-working-light-1200": { ...stack("light", 1200, 900, clustered, {}), then: waitForClusters },
  "clusters-curves-dark-1200": stack("dark", 1200, 900, clustered, { ...byClusters, mode: "curves" }),
  "page-900": { width: 900, height: 760, data: sample, then: selectSomething },
};

async function openClusterForm(page: Page): Promise<void> {
  await page.getByRole("button", { name: "How clusters are made: method, level, where" }).click();
}

async function waitForClusters(page: Page): Promise<void> {
  await page.evaluate(() => void (window.fakeHost.hold = new Promise(() => undefined)));
  await page.keyboard.press("c");
  await page.getByRole("menuitemradio", { name: "HDBSCAN clusters" }).click();
  await page.evaluate(() => {
    const { connection, protocol, page: data } = window.fakeHost;
    const progress = { run: data.dataset.run, task: "hdbscan", done: 0.37 };
    return connection.sendNotification(protocol.taskProgressed, progress);
  });
}

async function openPreparation(page: Page): Promise<void> {
  await openForm(page);
  await page.getByText("Before the method").click();
}

async function openForm(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Project…" }).click();
}

/** A value that is not allowed among them. */
async function openGroups(page: Page): Promise<void> {
  await openForm(page);
  for (const heading of await page.locator(".popover summary").all()) await heading.click();
  await page.getByLabel("n_neighbors", { exact: true }).fill("1");
  await page.getByRole("button", { name: "Draw", exact: true }).click();
}

async function openOptions(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Options of what is said of a point" }).click();
}

async function find(page: Page, query: string): Promise<void> {
  if (!(await page.locator(".query").isVisible()))
    await page.getByRole("button", { name: "Find in the records" }).click();
  await page.locator(".query").fill(query);
}

async function findSomething(page: Page): Promise<void> {
  await find(page, "river");
  await page.locator(".found:not([hidden])").waitFor();
  await page.locator(".query").press("Enter");
}

async function findInTable(page: Page): Promise<void> {
  await find(page, "the");
  await page.locator(".found:not([hidden])").waitFor();
}

async function findWrong(page: Page): Promise<void> {
  await find(page, "(river|");
  await page.getByRole("button", { name: "Use a regular expression" }).click();
  await page.locator(".failure:not([hidden])").waitFor();
}

async function likeSomething(page: Page): Promise<void> {
  await find(page, "");
  await page.getByRole("button", { name: "Draw a sentence of your own" }).click();
  await page.locator(".query").fill("Sentence 120: a boat goes down the river at night");
  await page.locator(".query").press("Enter");
  await page.locator(".like-mark").waitFor({ state: "attached" });
}

async function hoverSomewhere(page: Page): Promise<void> {
  const { x, y } = await locate(page, 120);
  const box = await page.locator("#stage").boundingBox();
  await page.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + y);
  await page.waitForTimeout(500);
}

async function selectSomething(page: Page): Promise<void> {
  await page.locator("#stage").click({ position: await locate(page, 120) });
}

async function shoot(browser: Browser, name: string, shot: Shot): Promise<void> {
  const { width, height, webview, data, then } = shot;
  const file = webview === undefined ? await standAlonePage(name, data()) : await webviewPage(name, data(), webview);
  const scale = width > 1000 ? 1.5 : 2;
  const { page, complaints } = await openFile(browser, file, { viewport: { width, height }, deviceScaleFactor: scale });
  const waits = webview?.noPicture === true || webview?.state?.kind === "failed" || webview?.state?.kind === "idle";
  if (waits) await page.locator(".message:not([hidden])").waitFor();
  else if (webview?.saved?.mode === "curves") await page.locator(".axes:visible").first().waitFor();
  else await drawn(page);
  await page.waitForTimeout(700);
  await then?.(page);
  await page.waitForTimeout(300);
  const cut = await page.evaluate(() =>
    Array.from(document.querySelectorAll(".toolbar > *, .viewbar > *, .infobar > *, .strip > *"))
      .filter((part) => part.getBoundingClientRect().right > innerWidth + 0.5)
      .map((part) => part.className),
  );
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  const cost = await page.locator("#stage").getAttribute("data-cost");
  const said = [...complaints, ...cut.map((part) => `runs out of the window: ${part}`)];
  process.stdout.write(`${name} ${cost ?? ""} ${said.join("; ")}\n`);
  await page.close();
}

const folder = path.join(import.meta.dirname, "../../out/shots");
mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const withWebgl = await launch();
const without = await launch(false);
for (const [name, shot] of Object.entries(shots)) {
  if (wanted.length === 0 ? name.includes("65000") : !wanted.some((each) => name.startsWith(each))) continue;
  await shoot(shot.noWebgl === true ? without : withWebgl, name, shot);
}
await withWebgl.close();
await without.close();
