import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { sheetSteps, toolSteps } from "./clickSteps.ts";
import { commandSteps } from "./commandSteps.ts";
import { take } from "./steps.ts";
import { viewSteps } from "./viewSteps.ts";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 30_000 } } });

const RECORDS = 311;

/** A data set of three layers and three texts each, as the layers-travel page loads them. */
function dataSet(name: string, texts: readonly string[]): object {
  const categories = ["good", "bad"];
  const items = (layer: number): object[] =>
    texts.map((text, at) => ({
      text,
      category: categories[at % 2],
      pca_coordinates: { x: [1 + layer, -1, 0][at], y: [2, layer, -2 - layer][at] },
    }));
  const layers = [0, 1, 2].map((layer) => [layer, { layer_index: layer, items: items(layer) }] as const);
  return { dataset_name: name, num_layers: 3, categories, layers: Object.fromEntries(layers) };
}

const given = JSON.stringify({
  moods: dataSet("moods", ["sun", "rain", "wind"]),
  seasons: dataSet("seasons", ["spring", "autumn", "winter"]),
});

const MANY = 10_500;

/** More records than VS Code has carets by itself, an item on each line. */
function many(): string {
  const layer = (at: number): string => {
    const items = Array.from({ length: MANY }, (_, i) => {
      const place = { x: Math.sin(i + at), y: (i % 97) / 97 };
      return JSON.stringify({ text: `note ${i}`, category: i % 2 === 0 ? "even" : "odd", pca_coordinates: place });
    });
    return `"${at}": { "layer_index": ${at}, "items": [\n${items.join(",\n")}\n] }`;
  };
  return `{ "dataset_name": "many", "num_layers": 2, "categories": ["even", "odd"], "layers": {\n${layer(0)},\n${layer(1)} } }\n`;
}

describe("the panel's tools in the workbench", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({
      files: { "senses.jsonl": { copy: "media/samples/senses.jsonl" }, "moods.json": given, "many.json": many() },
      settings: { "editor.multiCursorLimit": 2 * MANY },
    });
    await workbench.visualize("senses.jsonl");
    await workbench.panel.complete(RECORDS);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(async () => {
    expect(workbench.complaints).toEqual([]);
    await workbench.close();
  });

  const written = (name: string): string => readFileSync(path.join(workbench.folder, name), "utf8");

  /** Answers a step that follows another: what is typed before it is there goes with the one before. */
  async function answer(entry: string): Promise<void> {
    await workbench.rows.filter({ hasText: entry }).first().waitFor();
    await workbench.answer(entry);
  }

  /** Answers the save dialog with the name that it proposes. */
  async function save(name: string): Promise<void> {
    const { page } = workbench;
    await expect.poll(() => workbench.quickInput.inputValue()).toMatch(new RegExp(`${name.replaceAll(".", "\\.")}$`));
    await page.locator(".quick-input-widget .monaco-button", { hasText: /Save|OK/ }).click();
    await expect.poll(() => existsSync(path.join(workbench.folder, name))).toBe(true);
    await workbench.toast(/senses/);
  }

  it("shows every view by its tab", async () => {
    const { panel } = workbench;
    const shown = {
      Layer: "#stage[data-mode=layer]",
      Pair: "#stage[data-mode=pair]",
      Curves: ".chart",
      Table: "[role=grid] [role=row]",
      Stack: "#stage[data-mode=stack]",
    };
    for (const [name, place] of Object.entries(shown)) {
      await panel.frame.getByRole("tab", { name, exact: true }).click();
      await panel.frame.locator(place).first().waitFor();
      await workbench.shoot(`view ${name}`);
    }
  });

  it("does what the picture's commands say, each run from the palette", async () => {
    await workbench.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await take(commandSteps(workbench));
    await workbench.shoot("after the commands");
  });

  it("does what the buttons above and below the picture say", async () => {
    await take(toolSteps(workbench));
    await workbench.shoot("after the buttons");
  });

  it("does what the side sheet says of A and B, and of bookmarks", async () => {
    await take(sheetSteps(workbench));
    await workbench.shoot("after the sheet");
  });

  it("does what the legend, the record and the views' own controls say", async () => {
    await workbench.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await workbench.panel.clickPoint(203);
    await take(viewSteps(workbench));
    await workbench.shoot("after the views");
  });

  it("draws by UMAP and of shuffled states, goes back to the picture before, and colours by clusters", async () => {
    const { panel } = workbench;
    const fit = (): Promise<string | null> => panel.infobar.locator(".method").textContent();
    await panel.frame.getByRole("tab", { name: "Stack", exact: true }).click();
    const before = await fit();
    await panel.frame.getByRole("button", { name: "Project…", exact: true }).click();
    await panel.frame.getByRole("radio", { name: /^UMAP/ }).check();
    await panel.frame.getByRole("button", { name: "Draw", exact: true }).click();
    await expect.poll(fit).toMatch(/^UMAP/);
    await panel.complete(RECORDS);
    const unknown = panel.frame.locator(".bars .unknown");
    await expect.poll(() => unknown.count()).toBe(0);
    await workbench.shoot("umap");
    const pictures = panel.frame.locator(".pane.pictures .name");
    await expect.poll(() => pictures.count()).toBeGreaterThan(1);
    await workbench.type("Strata: Compare with Shuffled States");
    await expect.poll(fit).toMatch(/shuffle/i);
    await workbench.type("Strata: Compare with Shuffled States");
    await expect.poll(fit).toMatch(/^UMAP(?!.*shuffle)/i);
    await pictures
      .filter({ hasText: before?.split(",")[0] ?? "PCA" })
      .first()
      .click();
    await expect.poll(fit).toBe(before);
    await panel.complete(RECORDS);
    await panel.frame.locator(".colour-by").click();
    await panel.frame.getByRole("menuitemradio", { name: "HDBSCAN clusters" }).click();
    await expect.poll(() => panel.frame.locator(".legend .heading").textContent()).toMatch(/HDBSCAN/);
    await expect.poll(() => panel.frame.locator(".legend").textContent()).toMatch(/unclustered/);
    await expect.poll(() => unknown.count()).toBe(0);
    await workbench.shoot("clusters");
  });

  it("finds a word, and takes the hits to the editor, and to a new file", async () => {
    const { page, panel } = workbench;
    const hits = written("senses.jsonl")
      .split("\n")
      .filter((line) => / bank /.test(line));
    await workbench.type("Strata: Find in the Records");
    const box = panel.frame.locator(".finder input").first();
    await box.waitFor();
    await box.fill(" bank ");
    await expect.poll(() => panel.frame.locator(".finder").textContent()).toMatch(new RegExp(`^${hits.length}`));
    await workbench.type("Strata: Select Search Hits");
    await expect.poll(() => panel.frame.locator(".float.selection .count").textContent()).toMatch(`${hits.length} `);
    await workbench.type("Strata: Select in Editor");
    await page.locator("[id='status.editor.selection']", { hasText: `${hits.length} selections` }).waitFor();
    await workbench.type("Strata: Open Selection as New File");
    await workbench.tab("Untitled").first().waitFor();
    await expect
      .poll(async () => (await page.locator(".editor-instance .view-line").allTextContents()).join("\n"))
      .toContain("bank");
    await workbench.shoot("selection as a file");
  });

  it("exports coordinates and numbers, and saves the settings that bring the picture back", async () => {
    const { panel } = workbench;
    await workbench.tab("senses.jsonl · layers").click();
    await workbench.type("Strata: Select All Visible Points");
    await panel.frame.locator(".float.selection").waitFor();
    await workbench.type("Strata: Export…");
    await workbench.answer("Coordinates and numbers as CSV");
    await answer(`All ${RECORDS} records`);
    await answer("With the texts");
    await save("senses-coordinates.csv");
    expect(written("senses-coordinates.csv").trimEnd().split("\n")).toHaveLength(RECORDS + 1);
    await workbench.type("Strata: Save Picture Settings…");
    await save("senses.strata.json");
    expect(JSON.parse(written("senses.strata.json"))).toMatchObject({ version: 1, file: "senses.jsonl" });
    await workbench.visualize("senses.strata.json");
    await panel.complete(RECORDS);
    expect(await panel.data("mode")).toBe("stack");
  });

  it("draws given coordinates without a model", async () => {
    const { panel } = workbench;
    await workbench.visualize("moods.json");
    await workbench.tab("moods.json · layers").waitFor();
    await panel.frame.locator('#stage[data-drawn="3"]').waitFor();
    await panel.clickPoint(1);
    await expect.poll(() => panel.data("selected")).toBe("1");
    await expect.poll(() => workbench.caret()).toMatch(/4 selected|6 selected/);
    await workbench.shoot("given coordinates");
  });

  it("ranks what moved most on given coordinates by what they can tell", async () => {
    const { page, panel } = workbench;
    // What the editor says of the tab below the pointer goes when the pointer does.
    await page.mouse.move(0, 0);
    await page.locator(".workbench-hover:visible").first().waitFor({ state: "hidden" });
    await panel.frame.getByRole("tab", { name: "Pair", exact: true }).click();
    const moved = panel.frame.locator(".movers .row");
    await expect.poll(() => moved.count()).toBe(3);
    expect(await panel.frame.locator(".movers").textContent()).toContain("The file gives coordinates");
    await moved.nth(1).locator(".name").click();
    await expect.poll(() => panel.data("selected")).toBe("0");
    await panel.frame.getByRole("tab", { name: "Stack", exact: true }).click();
  });

  it("draws another data set of the file, by the sheet, the info line and the palette", async () => {
    const { panel } = workbench;
    const text = (): Promise<string | null> => panel.frame.locator(".record .text").textContent();
    const draws = async (word: string): Promise<void> => {
      await panel.frame.locator('#stage[data-drawn="3"]').waitFor();
      await expect
        .poll(async () => {
          await panel.clickPoint(0);
          return text();
        })
        .toBe(word);
    };
    const fact = panel.infobar.locator("button", { hasText: /moods|seasons/ });
    await panel.frame.locator(".pane.data-set select").selectOption("seasons");
    await draws("spring");
    await expect.poll(() => fact.textContent()).toContain("seasons");
    await fact.click();
    await workbench.answer("moods");
    await draws("sun");
    await workbench.type("Strata: Choose Data Set");
    await workbench.answer("seasons");
    await draws("spring");
  });

  it("asks before it puts more than 10,000 carets, and does what is answered", async () => {
    const { page, panel } = workbench;
    await workbench.visualize("many.json");
    await panel.frame.locator(`#stage[data-drawn="${MANY}"]`).waitFor();
    await workbench.type("Strata: Select All Visible Points");
    await expect.poll(() => panel.frame.locator(".float.selection .count").textContent()).toMatch(/^10.500 selected$/);
    const text = page.getByRole("tab", { name: /^many\.json(, preview)?$/ });
    const dialog = page.locator(".monaco-dialog-box");
    await workbench.type("Strata: Select in Editor");
    await expect.poll(() => dialog.textContent()).toMatch(/Select 10.500 places in the editor\?/);
    await workbench.shoot("many carets");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await text.count()).toBe(0);
    await workbench.type("Strata: Select in Editor");
    await dialog.getByRole("button", { name: "Select All" }).click();
    await page.locator("[id='status.editor.selection']", { hasText: `${MANY} selections` }).waitFor();
  });
});
