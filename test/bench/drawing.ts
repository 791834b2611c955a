import path from "node:path";
import type { Page } from "playwright-core";
import type { PageData } from "../../src/protocol/panel.ts";
import { drawn, launch, openFile } from "../webview/browser.ts";
import { webviewPage } from "../webview/pages.ts";
import { syntheticPage } from "../webview/syntheticPage.ts";
import { plotlyPage } from "./plotlyScene.ts";
import { inTurn, median, seconds, times, type Bench, type Row } from "./row.ts";

const SIZE = { width: 1200, height: 800 };
const STEPS = [6, 7, 8, 9, 10];
const plotly = path.join(import.meta.dirname, "..", "..", "node_modules", "plotly.js-dist-min", "plotly.min.js");

/** JavaScript time of the panel's drawing, against the page this product grew from: one trace per record, new plots. */
export const drawing: Bench = {
  id: "drawing",
  run: async ({ runs }) => {
    const small = syntheticPage({ records: 1000, layers: 13 });
    const large = syntheticPage({ records: 5000, layers: 13 });
    const first = await inTurn(runs, { ours: () => oursFirst(small), seed: () => seedFirst(small) });
    const step = await inTurn(runs, { ours: () => oursStep(large), seed: () => seedStep(large) });
    return [
      row("first plot, 1 000 records × 13 layers, JavaScript", first, "≥ 20 ×"),
      row("separation slider, one step, 5 000 × 13, JavaScript", step, "≥ 1 000 ×"),
      ...(await orbit(large, runs)),
      ...(await orbit(syntheticPage({ records: 50_000, layers: 13 }), Math.min(runs, 2))),
      await largest(),
    ];
  },
};

function row(what: string, { ours, seed }: Record<"ours" | "seed", number>, goal: string): Row {
  return {
    what,
    ours: fine(ours),
    peer: "one trace per record, redrawn",
    theirs: seconds(seed),
    ratio: times(seed / ours),
    goal,
  };
}

/** Seconds in milliseconds with a digit behind the point where they are few. */
function fine(value: number): string {
  return value < 0.01 ? `${(value * 1000).toFixed(1)} ms` : seconds(value);
}

/** A frame while the picture turns, and what the picture takes of memory. */
async function orbit(data: PageData, runs: number): Promise<readonly Row[]> {
  const points = count(data.picture.points * data.picture.layers.length);
  const scripts: number[] = [];
  const heaps: number[] = [];
  const whole = await inTurn(runs, {
    ours: async () => {
      const measured = await oursOrbit(data);
      scripts.push(measured.script);
      heaps.push(measured.bytes);
      return measured.frame;
    },
    plotly: async () => (await plotlyOrbit(data)).frame,
  });
  return [
    {
      ...{ what: `turning, one frame, ${points} points, JavaScript`, ours: fine(median(scripts)) },
      ...{ peer: "–", theirs: "–", ratio: "–", goal: "≤ 16 ms" },
    },
    {
      ...{ what: `turning, one whole frame, ${points} points, graphics in software`, ours: fine(whole.ours) },
      ...{ peer: "plotly, as it was drawn here before", theirs: seconds(whole.plotly) },
      ...{ ratio: times(whole.plotly / whole.ours), goal: "≥ 15 ×" },
    },
    {
      ...{ what: `memory of the page, ${points} points`, ours: `${Math.round(median(heaps) / 1e6)} MB` },
      ...{ peer: "–", theirs: "–", ratio: "–", goal: "≤ 150 MB" },
    },
  ];
}

/** Twice the points of the largest picture that plotly drew in minutes: it opens, and it turns. */
async function largest(): Promise<Row> {
  const data = syntheticPage({ records: 100_000, layers: 13 });
  const { frame, opened } = await oursOrbit(data);
  const what = `${count(data.picture.points * data.picture.layers.length)} points: opened, and one whole frame of a turn`;
  const ours = `${seconds(opened)}, ${fine(frame)}`;
  return { what, ours, peer: "–", theirs: "–", ratio: "–", goal: "opens and turns" };
}

function count(value: number): string {
  return value.toLocaleString("en").replaceAll(",", " ");
}

/** The panel before its host has spoken; `send` makes it draw. */
async function panelPage(data: PageData) {
  const browser = await launch();
  const file = await webviewPage(`bench-${data.dataset.records}`, data, { theme: "dark", state: { kind: "idle" } });
  const { page } = await openFile(browser, file, { viewport: SIZE });
  page.setDefaultTimeout(300_000);
  await page.locator("#stage").waitFor({ state: "attached" });
  const send = (): Promise<void> =>
    page.evaluate(async () => {
      const { connection, protocol, page } = window.fakeHost;
      await connection.sendNotification(protocol.datasetChanged, page.dataset);
      await connection.sendNotification(protocol.pictureChanged, page.picture);
      await connection.sendNotification(protocol.stateChanged, { kind: "ready", result: page.result });
    });
  return { browser, page, send };
}

/** Seconds of JavaScript of the first picture, from the host's messages on. */
async function oursFirst(data: PageData): Promise<number> {
  const { browser, page, send } = await panelPage(data);
  const clock = await javascriptTime(page);
  do await page.waitForTimeout(500);
  while ((await clock()) > 0.005);
  await send();
  await drawn(page);
  await settled(page);
  const first = await clock();
  await browser.close();
  return first;
}

/** Seconds of JavaScript of one step of the separation slider. */
async function oursStep(data: PageData): Promise<number> {
  const { browser, page, send } = await panelPage(data);
  await send();
  await drawn(page);
  await complete(page);
  const slider = page.getByRole("slider", { name: "Separation" });
  await slider.focus();
  await settled(page);
  const clock = await javascriptTime(page);
  await clock();
  for (let step = 0; step < STEPS.length; step++) {
    await page.keyboard.press("ArrowRight");
    await settled(page);
  }
  const step = (await clock()) / STEPS.length;
  await browser.close();
  return step;
}

const TURN_TIME = 4000;

/** Per frame of a turn: seconds until it is on the canvas and of JavaScript; the page's bytes, and seconds to open. */
async function oursOrbit(data: PageData): Promise<{ frame: number; script: number; bytes: number; opened: number }> {
  const { browser, page, send } = await panelPage(data);
  const heap = await heapOf(page);
  const start = performance.now();
  await send();
  await drawn(page);
  const opened = (performance.now() - start) / 1000;
  await complete(page);
  const bytes = await heap();
  const clock = await javascriptTime(page);
  await clock();
  const frames = await page.evaluate(async (time) => {
    const stage = document.getElementById("stage");
    const { prototype } = WebGL2RenderingContext;
    const bind: (target: GLenum, buffer: WebGLFramebuffer | null) => void = Reflect.get(prototype, "bindFramebuffer");
    let composed = 0;
    // Every frame that reaches the canvas begins so.
    prototype.bindFramebuffer = function (target, buffer) {
      if (buffer === null) composed++;
      bind.call(this, target, buffer);
    };
    const end = performance.now() + time;
    while (performance.now() < end) {
      stage?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", shiftKey: true, bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
    prototype.bindFramebuffer = bind;
    return composed;
  }, TURN_TIME);
  const script = (await clock()) / frames;
  await browser.close();
  return { frame: TURN_TIME / 1000 / frames, script, bytes, opened };
}

async function plotlyOrbit(data: PageData): Promise<{ frame: number }> {
  const { page, close } = await plotlyPage(data, SIZE);
  const frame = await page.evaluate(async (steps) => {
    await window.drawPlotly();
    window.turnPlotly(0.05);
    const start = performance.now();
    for (let step = 0; step < steps; step++) window.turnPlotly(0.05);
    return (performance.now() - start) / steps / 1000;
  }, 3);
  await close();
  return { frame };
}

/** Bytes the page holds of objects and arrays, after it has thrown away what it can. */
async function heapOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  return async () => {
    await session.send("HeapProfiler.collectGarbage");
    const usage = (await session.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
    return usage.usedSize + (usage.backingStorageSize ?? 0);
  };
}

/** Nothing waits to be drawn. */
async function complete(page: Page): Promise<void> {
  await page.locator('#stage[data-settled="1"]').waitFor({ state: "attached", timeout: 300_000 });
}

async function seedFirst(data: PageData): Promise<number> {
  const { page, clock, close } = await seedPage(data);
  await page.evaluate(() => window.drawSeed(5));
  await settled(page);
  const spent = await clock();
  await close();
  return spent;
}

async function seedStep(data: PageData): Promise<number> {
  const { page, clock, close } = await seedPage(data);
  await page.evaluate(() => window.drawSeed(5));
  await settled(page);
  await clock();
  await page.evaluate(() => window.drawSeed(6));
  await settled(page);
  const spent = await clock();
  await close();
  return spent;
}

declare global {
  interface Window {
    drawSeed: (separation: number) => Promise<unknown>;
    Plotly: { newPlot: (...args: unknown[]) => Promise<unknown> };
  }
}

/** A page that draws as the seed does: markers per category with texts, one line trace per record, `newPlot` each time. */
async function seedPage(data: PageData) {
  const browser = await launch();
  const page = await browser.newPage({ viewport: SIZE });
  page.setDefaultTimeout(300_000);
  await page.setContent('<div id="plot" style="width:1100px;height:700px"></div>');
  await page.addScriptTag({ path: plotly });
  const { picture, dataset, texts } = data;
  const plain = {
    coordinates: [...picture.coordinates],
    layers: picture.layers.length,
    records: picture.points,
    labelOf: [...dataset.labelOf],
    labels: dataset.labels,
    texts,
  };
  await page.evaluate(({ coordinates, layers, records, labelOf, labels, texts }) => {
    const at = (layer: number, record: number, axis: number) => coordinates[(layer * records + record) * 2 + axis];
    const all = Array.from({ length: layers }, (_, layer) => layer);
    window.drawSeed = (separation) => {
      const traces: object[] = labels.map((label, code) => {
        const mine = [...labelOf.keys()].filter((record) => labelOf[record] === code);
        const points = all.flatMap((layer) => mine.map((record) => [layer, record] as const));
        return {
          type: "scatter3d",
          mode: "markers",
          name: label,
          x: points.map(([layer, record]) => at(layer, record, 0)),
          y: points.map(([layer, record]) => at(layer, record, 1)),
          z: points.map(([layer]) => layer * separation),
          text: points.map(([layer, record]) => `${texts[record] ?? ""}<br>Category: ${label}<br>Layer: ${layer}`),
          marker: { size: 6, opacity: 0.8, line: { color: "black", width: 0.5 } },
          hovertemplate: "%{text}<extra></extra>",
        };
      });
      for (let record = 0; record < records; record++) {
        traces.push({
          type: "scatter3d",
          mode: "lines",
          x: all.map((layer) => at(layer, record, 0)),
          y: all.map((layer) => at(layer, record, 1)),
          z: all.map((layer) => layer * separation),
          line: { width: 2 },
          showlegend: false,
          hoverinfo: "skip",
        });
      }
      return window.Plotly.newPlot("plot", traces, { margin: { l: 0, r: 0, b: 0, t: 40 } }, { responsive: true });
    };
  }, plain);
  return { page, clock: await javascriptTime(page), close: () => browser.close() };
}

/**
 * Seconds the page's own JavaScript ran since the last call, from a sampling profile. What the browser's WebGL calls
 * wait for the graphics process does not count: here that is a processor playing a graphics card.
 */
async function javascriptTime(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: 500 });
  await session.send("Profiler.start");
  return async () => {
    const { profile } = await session.send("Profiler.stop");
    await session.send("Profiler.start");
    const scripted = new Set(profile.nodes.filter(({ callFrame }) => callFrame.url !== "").map(({ id }) => id));
    const { samples = [], timeDeltas = [] } = profile;
    const spent = samples.reduce((sum, node, i) => sum + (scripted.has(node) ? (timeDeltas[i] ?? 0) : 0), 0);
    return spent / 1e6;
  };
}

/** Two frames later: what was asked for is on the screen. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
