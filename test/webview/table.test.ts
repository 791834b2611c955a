import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageData, SavedView } from "../../src/protocol/panel.ts";
import { chromiumPath, launch, openFile } from "./browser.ts";
import { webviewPage } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const data = syntheticPage({ records: 300, layers: 4 });
const moved = data.results["moved"];

let browser: Browser;

async function opened(
  name: string,
  page: PageData = data,
  saved: Partial<SavedView> = {},
): Promise<{ page: Page; complaints: readonly string[] }> {
  const file = await webviewPage(name, page, { theme: "dark", saved: { mode: "table", ...saved } });
  const made = await openFile(browser, file, { viewport: { width: 1100, height: 760 } });
  await made.page.locator(".tr[data-record]:not([hidden])").first().waitFor();
  return made;
}

/** Records of the rows in sight, from top to bottom. */
function rows(page: Page): Promise<readonly { readonly record: number; readonly row: number }[]> {
  return page.locator(".table").evaluate((table) => {
    const { top, bottom } = table.getBoundingClientRect();
    return Array.from(table.querySelectorAll<HTMLElement>(".tr[data-record]:not([hidden])"))
      .filter((row) => row.getBoundingClientRect().bottom > top + 28 && row.getBoundingClientRect().top < bottom)
      .map((row) => ({ record: Number(row.dataset["record"]), row: Number(row.getAttribute("aria-rowindex")) - 2 }))
      .sort((a, b) => a.row - b.row);
  });
}

async function firstRecords(page: Page, expected: readonly number[]): Promise<void> {
  await expect
    .poll(async () => (await rows(page)).slice(0, expected.length).map(({ record }) => record))
    .toEqual(expected);
}

function heard(page: Page, method: string): Promise<readonly unknown[]> {
  return page.evaluate(
    (name) => window.fakeHost.heard.flatMap((one) => (one.method === name ? [one.params] : [])),
    method,
  );
}

/** How far each record moves, over all layers. */
function movedOf(point: number): number {
  if (moved?.kind !== "perPoint") throw new Error("nothing moved");
  const points = data.picture.points;
  let sum = 0;
  for (let layer = 0; layer < data.picture.layers.length; layer++) {
    const value = moved.values[layer * points + point] ?? NaN;
    if (!Number.isNaN(value)) sum += value;
  }
  return sum;
}

describe.skipIf(chromiumPath === undefined)("the table", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it("has a row for every record, of which those in sight are in the document", async () => {
    const { page, complaints } = await opened("table-rows");
    const table = page.locator(".table");
    expect(await table.getAttribute("role")).toBe("grid");
    expect(await table.getAttribute("aria-rowcount")).toBe("301");
    expect(await page.locator(".tr[data-record]").count()).toBeLessThan(60);
    await firstRecords(page, [0, 1, 2]);
    await page.locator("#row-0 .td.text", { hasText: data.texts[0] ?? "" }).waitFor();
    await table.evaluate((element) => (element.scrollTop = 200 * 24));
    await firstRecords(page, [200, 201, 202]);
    await page.locator("#row-205 .td.text", { hasText: data.texts[205] ?? "" }).waitFor();
    expect(await page.locator("#row-205 .td.line").textContent()).toBe(":206");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("sorts by any column: numbers by size, words by the alphabet, the other way round and not at all", async () => {
    const { page } = await opened("table-sort");
    const byMoved = data.texts.map((_, i) => i).sort((a, b) => movedOf(b) - movedOf(a) || a - b);
    await page.getByRole("button", { name: "Distance moved" }).click();
    await firstRecords(page, byMoved.slice(0, 5));
    await page.locator('.th[aria-sort="descending"][data-column="task moved"]').waitFor();
    await page.getByRole("button", { name: "Distance moved" }).click();
    await firstRecords(page, byMoved.toReversed().slice(0, 5));
    await page.getByRole("button", { name: "Distance moved" }).click();
    await firstRecords(page, [0, 1, 2]);
    const { compare } = new Intl.Collator("en", { numeric: true });
    const byText = data.texts
      .map((_, i) => i)
      .sort((a, b) => compare(data.texts[a] ?? "", data.texts[b] ?? "") || a - b);
    await page.locator('.th[data-column="text"] button').click();
    await firstRecords(page, byText.slice(0, 5));
    await page.waitForFunction(() => window.fakeHost.saved?.table?.sort?.column === "text");
    await page.close();
  });

  it("walks, selects and opens by key, and shows what is selected elsewhere", async () => {
    const { page } = await opened("table-keys");
    await page.locator(".table").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.locator('#row-1[aria-selected="true"]').waitFor();
    expect(await page.locator(".table").getAttribute("aria-activedescendant")).toBe("row-1");
    await page.keyboard.press("End");
    await page.locator("#row-299.active").waitFor();
    await page.keyboard.press("PageUp");
    await page.keyboard.press("Home");
    await page.keyboard.press("PageDown");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await heard(page, "pointRevealed")).length).toBe(1);
    const [opening] = (await heard(page, "pointRevealed")) as { point: number; preserveFocus: boolean }[];
    expect(opening?.preserveFocus).toBe(false);
    expect(opening?.point).toBeGreaterThan(10);
    await page.evaluate(() =>
      window.fakeHost.connection.sendNotification(window.fakeHost.protocol.caretMoved, { point: 250 }),
    );
    await page.locator('#row-250[aria-selected="true"]').waitFor();
    expect((await rows(page)).map(({ record }) => record)).toContain(250);
    await page.locator("#row-248 .td.text").click();
    await page.locator('#row-248[aria-selected="true"]').waitFor();
    await expect
      .poll(async () => (await heard(page, "pointRevealed")).at(-1))
      .toEqual({ point: 248, preserveFocus: true });
    await page.close();
  });

  it("leaves out what is hidden, and tells hits from the rest", async () => {
    const { page } = await opened("table-hidden");
    const label = data.dataset.labels[0] ?? "";
    const rest = data.texts.map((_, i) => i).filter((i) => data.dataset.labelOf[i] !== 0);
    await page.locator(`.legend [data-key="${label}"]`).click();
    await firstRecords(page, rest.slice(0, 8));
    expect(await page.locator(".table").getAttribute("aria-rowcount")).toBe(String(rest.length + 1));
    await page.locator(".option.records", { hasText: `${rest.length} of 300 records` }).waitFor();
    await page.locator(".query").fill(data.texts[rest[2] ?? 0] ?? "");
    await page.locator(".tbody .hit").first().waitFor();
    expect(await page.locator(`.tbody .hit[data-record="${rest[2]}"]`).count()).toBe(1);
    expect(await page.locator(`.tbody .dimmed[data-record="${rest[0]}"]`).count()).toBe(1);
    await page.close();
  });

  it("has columns to choose and to make wider, and keeps them", async () => {
    const { page } = await opened("table-columns");
    const width = (): Promise<number> =>
      page.locator('.th[data-column="label"]').evaluate((cell) => cell.getBoundingClientRect().width);
    const before = await width();
    await page.locator('.th[data-column="label"] button').focus();
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(width).toBe(before + 16);
    const edge = await page.locator('.th[data-column="label"] .edge').boundingBox();
    await page.mouse.move((edge?.x ?? 0) + 4, (edge?.y ?? 0) + 8);
    await page.mouse.down();
    await page.mouse.move((edge?.x ?? 0) + 44, (edge?.y ?? 0) + 8);
    await page.mouse.up();
    await expect.poll(width).toBe(before + 56);
    await page.getByRole("button", { name: /Columns/ }).click();
    await page.getByRole("checkbox", { name: "Tokens" }).uncheck();
    await page.locator('.th[data-column="tokens"]').waitFor({ state: "detached" });
    await page.waitForFunction(() => window.fakeHost.saved?.table?.hidden?.includes("tokens"));
    const saved = await page.evaluate(() => window.fakeHost.saved);
    await page.close();
    const again = await opened("table-columns-again", data, saved ?? {});
    expect(await again.page.locator('.th[data-column="tokens"]').count()).toBe(0);
    expect(
      await again.page.locator('.th[data-column="label"]').evaluate((cell) => cell.getBoundingClientRect().width),
    ).toBe(before + 56);
    await again.page.close();
  });

  it("names every column, the fields as the file writes them, and no cell is cut without a sign", async () => {
    const fields = [
      ...data.dataset.fields,
      { name: "toString", kind: "string", present: 300, distinct: 300, meanLength: 60 },
      { name: "size", kind: "number", present: 300, distinct: 300, meanLength: 3 },
    ] as const;
    const ranges = data.dataset.ranges.map((at, i) => (i % 4 === 0 || i % 4 === 2 ? at + 123_456 : at));
    const { page } = await opened("table-fields", { ...data, dataset: { ...data.dataset, fields, ranges } });
    await page.evaluate(() =>
      document.querySelectorAll(".td.field").forEach((cell) => cell.append("wide ".repeat(40))),
    );
    for (const width of [1600, 700, 320]) {
      await page.setViewportSize({ width, height: 760 });
      const names = await page.locator(".th .name").evaluateAll((all) => all.map((name) => name.textContent));
      expect(names).toEqual(["Line", "text", "topic", "Distance moved", "Tokens", "toString", "size"]);
      const cut = await page
        .locator(".th .name")
        .evaluateAll((all) =>
          all
            .filter((name) => name.clientWidth < Math.min(name.scrollWidth, 80))
            .map((name) => `${name.textContent} ${name.clientWidth} of ${name.scrollWidth}`),
        );
      expect(cut).toEqual([]);
      const lines = await page
        .locator(".td.line:visible")
        .evaluateAll((all) => all.map((cell) => cell.scrollWidth <= cell.clientWidth));
      expect(lines.length).toBeGreaterThan(10);
      expect(lines).not.toContain(false);
      const signs = await page
        .locator(".td:is(.text, .field, .line)")
        .evaluateAll((all) => all.map((cell) => [getComputedStyle(cell).display, getComputedStyle(cell).textOverflow]));
      expect([...new Set(signs.map(String))]).toEqual(["block,ellipsis"]);
    }
    await page.close();
  });

  it("opens and scrolls with 200 000 records", async () => {
    const small = syntheticPage({ records: 200, layers: 1, labels: 4 });
    const many = 200_000;
    const repeat = <A extends Uint32Array | Uint16Array | Float32Array>(values: A, each: number): A => {
      const whole = new (values.constructor as new (length: number) => A)(many * each);
      for (let at = 0; at < whole.length; at += values.length) whole.set(values.subarray(0, whole.length - at), at);
      return whole;
    };
    const page: PageData = {
      ...small,
      info: { ...small.info, tasks: [] },
      dataset: {
        ...small.dataset,
        records: many,
        ranges: repeat(small.dataset.ranges, 4),
        labelOf: repeat(small.dataset.labelOf, 1),
      },
      picture: {
        ...small.picture,
        points: many,
        drawn: many,
        coordinates: repeat(small.picture.coordinates, small.picture.dimensions),
      },
      texts: Array.from({ length: many }, (_, i) => `record ${i}`),
      tokens: new Uint32Array(many).fill(5),
      results: {},
    };
    const { page: tab } = await opened("table-many", page);
    const table = tab.locator(".table");
    expect(await table.getAttribute("aria-rowcount")).toBe("200001");
    const first = Number(await table.getAttribute("data-first"));
    const costs = await table.evaluate(async (element) => {
      const found: number[] = [];
      for (let i = 1; i <= 60; i++) {
        element.scrollTop = i * 70_000;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        found.push(Number(element.getAttribute("data-cost")));
      }
      return found.sort((a, b) => a - b);
    });
    const median = costs[30] ?? NaN;
    if (process.env["STRATA_TIMES"] !== undefined)
      process.stdout.write(`first ${first} ms; frames ${costs[0]} to ${costs.at(-1)} ms, median ${median} ms\n`);
    expect(first).toBeLessThan(3000);
    expect(median).toBeLessThan(80);
    await tab.locator(".table").focus();
    await tab.keyboard.press("End");
    await tab.locator("#row-199999.active").waitFor();
    await tab.locator("#row-199999 .td.text", { hasText: "record 199999" }).waitFor();
    await tab.close();
  });
});
