import type { Page } from "playwright-core";
import { seededRandom } from "../../src/numeric/random.ts";

/** A pixel, as `[across, down]`. */
export type Place = readonly [number, number];

/** The points that are marked: those the host is asked to copy. */
export async function marked(page: Page): Promise<readonly number[]> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Copy as JSONL" }).click();
  await page.waitForFunction(() => window.fakeHost.heard.some(({ method }) => method === "rowsActed"));
  return page.evaluate(() => {
    const { heard } = window.fakeHost;
    const last = heard.findLast(({ method }) => method === "rowsActed")?.params as { points: Uint32Array };
    window.fakeHost.heard.length = 0;
    return [...last.points];
  });
}

/** Draws with the mouse from the first of some places of the window through all of them, with keys held down. */
export async function drag(page: Page, corners: readonly Place[], ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.down(key);
  const [[x, y] = [0, 0], ...rest] = corners;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const [u, v] of rest) await page.mouse.move(u, v);
  await page.mouse.up();
  for (const key of keys) await page.keyboard.up(key);
}

/** Where the records of a layer are drawn in the window; the lit one unless another is asked for. */
export async function placesOf(page: Page, records: number, layer?: number): Promise<readonly Place[]> {
  const located = await page.locator("#stage").evaluate(
    (stage, [count, at]) => {
      const { left, top } = stage.getBoundingClientRect();
      return Array.from({ length: count }, (_, record): [number, number] => {
        stage.dispatchEvent(new CustomEvent("strata:locate", { detail: { record, layer: at } }));
        const [x = NaN, y = NaN] = (stage.getAttribute("data-located") ?? "").split(" ").map(Number);
        return [x + left, y + top];
      });
    },
    [records, layer] as const,
  );
  const missing = located.findIndex(([x, y]) => Number.isNaN(x) || Number.isNaN(y));
  if (missing >= 0) throw new Error(`Record ${missing} is not drawn`);
  return located;
}

/** A closed line of whole pixels round the middle of some places, which comes near none of them. */
export function lineRound(places: readonly Place[], share: number, seed: number): readonly Place[] {
  const random = seededRandom(seed);
  const middle = (of: 0 | 1): number => places.reduce((sum, place) => sum + place[of], 0) / places.length;
  const [x, y] = [middle(0), middle(1)];
  const far = places.map(([u, v]) => Math.hypot(u - x, v - y)).sort((a, b) => a - b);
  const radius = far[Math.floor(share * (far.length - 1))] ?? 0;
  for (;;) {
    const corners = Array.from({ length: 9 }, (_, i): Place => {
      const angle = (2 * Math.PI * i) / 9;
      const reach = radius * (0.75 + 0.5 * random());
      return [Math.round(x + reach * Math.cos(angle)), Math.round(y + reach * Math.sin(angle))];
    });
    if (places.every((place) => corners.every((from, i) => distance(place, from, corners[(i + 1) % 9] ?? from) > 0.5)))
      return corners;
  }
}

/** From a place to the line between two others. */
function distance([x, y]: Place, [x0, y0]: Place, [x1, y1]: Place): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
  const part = Math.max(0, Math.min(1, along));
  return Math.hypot(x - x0 - part * dx, y - y0 - part * dy);
}

/** Whether a line that does not cross itself goes round a place, by how often a ray from it meets the line. */
export function isRound(corners: readonly Place[], [x, y]: Place): boolean {
  let inside = false;
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length] ?? [0, 0];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) inside = !inside;
  });
  return inside;
}
