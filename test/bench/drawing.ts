import path from "node:path";
import type { Page } from "playwright-core";
import type { PageData } from "../../src/protocol/panel.ts";
import { drawn, launch, openFile } from "../webview/browser.ts";
import { webviewPage } from "../webview/pages.ts";
import { syntheticPage } from "../webview/syntheticPage.ts";
import { inTurn, seconds, times, type Bench, type Row } from "./row.ts";

const SIZE = { width: 1200, height: 800 };
const STEPS = [6, 7, 8, 9, 10];
const plotly = path.join(import.meta.dirname, "..", "..", "node_modules", "plotly.js-dist-min", "plotly.min.js");

/** JavaScript time of the panel's drawing, against the page this product grew from: one trace per record, new plots. */
export const drawing: Bench = {
  id: "drawing",
  run: async ({ runs }) => {
    const small = syntheticPage({ records: 1000, layers: 13 });
    const large = syntheticPage({ records: 5000, layers: 13 });
    const first = await inTurn(runs, {
      ours: () => ours(small).then(({ first }) => first),
      seed: () => seedFirst(small),
    });
    const step = await inTurn(runs, { ours: () => ours(large).then(({ step }) => step), seed: () => seedStep(large) });
    return [
      row("first plot, 1 000 records × 13 layers, JavaScript", first, "≥ 10 ×"),
      row("separation slider, one step, 5 000 × 13, JavaScript", step, "≥ 50 ×"),
    ];
  },
};

function row(what: string, { ours, seed }: Record<"ours" | "seed", number>, goal: string): Row {
  return {
    what,
    ours: seconds(ours),
    peer: "one trace per record, redrawn",
    theirs: seconds(seed),
    ratio: times(seed / ours),
    goal,
  };
}

/** Seconds of the first picture, from the host's messages on, and of one step of the separation slider. */
async function ours(data: PageData): Promise<{ first: number; step: number }> {
  const browser = await launch();
  const file = await webviewPage(`bench-${data.dataset.records}`, data, { theme: "dark", state: { kind: "idle" } });
  const { page } = await openFile(browser, file, { viewport: SIZE });
  await page.locator("#stage").waitFor({ state: "attached" });
  const clock = await javascriptTime(page);
  // Both sides start with plotly evaluated.
  do await page.waitForTimeout(500);
  while ((await clock()) > 0.005);
  await page.evaluate(async () => {
    const { connection, protocol, page } = window.fakeHost;
    await connection.sendNotification(protocol.datasetChanged, page.dataset);
    await connection.sendNotification(protocol.pictureChanged, page.picture);
    await connection.sendNotification(protocol.stateChanged, { kind: "ready", result: page.result });
  });
  await drawn(page);
  await settled(page);
  const first = await clock();

  const slider = page.getByRole("slider", { name: "Separation" });
  await slider.focus();
  await settled(page);
  await clock();
  for (let step = 0; step < STEPS.length; step++) {
    await page.keyboard.press("ArrowRight");
    await settled(page);
  }
  const step = (await clock()) / STEPS.length;
  await browser.close();
  return { first, step };
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
