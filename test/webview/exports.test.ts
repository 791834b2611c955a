import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { decodePage } from "../../src/protocol/pageData.ts";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { chromiumPath, drawn, launch, openFile, stageHas } from "./browser.ts";
import { strata } from "../cli/strata.ts";
import { standAlonePage } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const texts = Array.from({ length: 30 }, (_, i) => `w${i} w${(i * 7 + 3) % 30} w${(i * 11 + 1) % 30}`);
const lines = texts.map((text, i) => JSON.stringify({ body: text, kind: i % 2 === 0 ? "even" : "odd" })).join("\n");
/** Of a page without its data. */
const LARGEST_PAGE = 2e6;

function pageData(folder: string) {
  const html = readFileSync(path.join(folder, "index.html"), "utf8");
  return { html, ...decodePage(/id="strata-data">(.*?)<\/script>/s.exec(html)?.[1] ?? "") };
}

describe("exports on the command line", { timeout: 120_000 }, () => {
  let folder = "";
  let file = "";
  let model: string[] = [];

  beforeAll(() => {
    folder = tempFolder();
    file = write(folder, "a.jsonl", lines);
    for (const name of ["texts", "home"]) mkdirSync(path.join(folder, name));
    model = ["--model", toyFolder(path.join(folder, "toy")), "--device", "cpu"];
  });

  it("are those of the table, beside the page, and one of them opens without a model", async () => {
    const out = path.join(folder, "out");
    const done = await strata(["visualize", file, ...model, "--export", "rows, table,layerwise", "--out", out]);
    expect(done).toMatchObject({ status: 0 });
    const files = readdirSync(out).filter((name) => name !== "cache");
    expect(files.toSorted()).toEqual([
      "coordinates.csv",
      "coordinates.jsonl",
      "index.html",
      "layerwise_embeddings.json",
    ]);
    expect(readFileSync(path.join(out, "coordinates.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(30);

    const again = path.join(folder, "again");
    const given = await strata(["visualize", path.join(out, "layerwise_embeddings.json"), "--out", again]);
    expect(given).toMatchObject({ status: 0 });
    expect(given.out).toMatch(/^layers +\d+ layers, coordinates as given$/m);
    expect(given.out).not.toMatch(/^(model|device|computed)/m);
    const [first, second] = [pageData(out), pageData(again)];
    expect(second.texts).toEqual(texts);
    for (const [i, value] of first.picture.coordinates.entries())
      expect(Math.abs((second.picture.coordinates[i] ?? NaN) - value)).toBeLessThan(1e-6);
    const refused = await strata([
      "visualize",
      path.join(out, "layerwise_embeddings.json"),
      "--pooling",
      "cls",
      "--out",
      again,
    ]);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.errors).toContain('--pooling cannot be "cls"');
  });

  it("that there are not are refused before any work", async () => {
    const out = path.join(folder, "refused");
    const { status, errors } = await strata(["visualize", file, ...model, "--export", "rows,excel", "--out", out]);
    expect([status, existsSync(out)]).toEqual([1, false]);
    expect(errors).toMatch(/--export cannot be "excel".*page, rows, table/s);
  });

  it("hold no text where that is wished", async () => {
    const out = path.join(folder, "bare");
    const words = [
      "visualize",
      file,
      ...model,
      "--no-texts",
      "--states",
      "--export",
      "rows,table,layerwise",
      "--out",
      out,
    ];
    expect(await strata(words)).toMatchObject({ status: 0 });
    const files = readdirSync(out).filter((name) => name !== "cache");
    expect(files).toHaveLength(6);
    for (const name of files) {
      const bytes = readFileSync(path.join(out, name)).toString("latin1");
      expect(
        texts.filter((text) => bytes.includes(text)),
        name,
      ).toEqual([]);
    }
    expect(pageData(out).html).toContain("even");
  });

  it("are as a file of settings says, unless the words say otherwise", async () => {
    const settings = {
      ...{ version: 1, file: "texts/b.jsonl", reading: { text: "body", label: null }, oops: 1 },
      model: { model: model[1], pooling: "cls" },
      drawing: { projection: { id: "pca", values: {} }, dimensions: 3 },
      view: { layer: 99, separation: 9, bookmarks: [{ name: "the first", view: { layer: 0, selected: 3 } }] },
    };
    write(path.join(folder, "texts"), "b.jsonl", lines);
    const named = write(folder, "b.strata.json", JSON.stringify(settings));
    const out = path.join(folder, "b");
    const done = await strata(["visualize", named, "--device", "cpu", "--out", out]);
    expect(done).toMatchObject({ status: 0 });
    expect(done.errors).toContain("b.strata.json: oops is not known. The rest is used.");
    expect(done.errors).toMatch(
      /^b\.strata\.json: view\.layer is 99, but the last layer is \d+: that one is shown\.$/m,
    );
    const page = pageData(out);
    expect(page).toMatchObject({ info: { file: "b.jsonl" }, picture: { dimensions: 3 }, view: settings.view });
    expect(page).toMatchObject({ result: { pooling: "cls" } });
    expect(page.dataset.textField).toBe("body");
    expect(page.dataset.labelField).toBeUndefined();
    const flat = await strata(["visualize", named, "--device", "cpu", "--dimensions", "2", "--out", out]);
    expect(flat).toMatchObject({ status: 0 });
    expect(pageData(out).picture.dimensions).toBe(2);
  });

  it.each(["../outside.txt", "/etc/hosts", "C:\\a.txt", "..\\..\\outside.txt", "a\\..\\b.txt", ""])(
    "are none of what settings may not name: %s",
    async (outside) => {
      const home = path.join(folder, "home");
      write(folder, "outside.txt", "w1");
      const named = write(home, "c.strata.json", JSON.stringify({ version: 1, file: outside }));
      const { status, errors } = await strata(["visualize", named, "--out", path.join(home, "out")]);
      expect(status).toBe(1);
      expect(errors).toContain("The picture settings cannot be used");
      expect(errors).toContain("which is no relative path inside the workspace folder");
    },
  );
});

it("settings that name a folder are refused in words that fit", async () => {
  const home = tempFolder();
  mkdirSync(path.join(home, "texts"));
  const named = write(home, "c.strata.json", JSON.stringify({ version: 1, file: "texts" }));
  const { status, errors } = await strata(["visualize", named, "--out", path.join(home, "out")]);
  expect([status, errors]).toEqual([1, expect.stringContaining('"texts", which is a folder: name a file')]);
  expect(errors).not.toMatch(/EISDIR|permission/);
});

it("of several sets of coordinates says which it took, how to take another, and of no model", async () => {
  const folder = tempFolder();
  const items = [0, 1].map((x) => ({ text: `t${x}`, pca_coordinates: { x, y: 1 - x } }));
  const set = { layers: { 0: { items } } };
  const sets = { a: set, b: set };
  const file = write(folder, "sets.json", JSON.stringify(sets));
  const out = path.join(folder, "out");
  const done = await strata(["visualize", file, "--out", out]);
  expect(done).toMatchObject({ status: 0 });
  expect(done.out).toMatch(/^data set +"a"; --array takes another: "b"$/m);
  expect(done.out + done.errors).not.toMatch(/the model|run 0|load 0|items of a/i);
  const other = await strata(["visualize", file, "--array", "b", "--out", out]);
  expect(other.out).toMatch(/^data set +"b"; --array takes another: "a"$/m);
});

it("an old Node is told which one is needed before anything else", async () => {
  const folder = tempFolder();
  const old = write(
    folder,
    "old.cjs",
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.0" } });',
  );
  const { status, out, errors } = await strata(["--help"], undefined, { NODE_OPTIONS: `--require ${old}` });
  expect([status, out]).toEqual([1, ""]);
  expect(errors.trim()).toBe("embedding-strata needs Node.js 22 or newer; this is 20.11.0.");
  expect(manifest.engines.node).toBe(">=22");
});

describe.skipIf(chromiumPath === undefined)("a page of the command line", { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launch()), 60_000);
  afterAll(() => browser.close());

  it("holds every field, to colour by, to list and to search, but for words where texts are left out", async () => {
    const folder = tempFolder();
    const rows = texts.map((text, i) => ({ body: text, kind: i % 2 ? "odd" : "even", n: i / 4, who: `name ${i % 3}` }));
    write(folder, "a.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"));
    const file = path.join(folder, "a.jsonl");
    const words = ["visualize", file, "--model", toyFolder(path.join(folder, "toy")), "--device", "cpu"];
    const fields = ["--text-field", "body", "--label-field", "kind"];
    const out = path.join(folder, "out");
    expect(await strata([...words, ...fields, "--out", out])).toMatchObject({ status: 0 });
    const { fields: held } = pageData(out);
    expect(held.map(({ name }) => name)).toEqual(["kind", "n", "who"]);
    expect(held[1]).toEqual({ name: "n", colours: { kind: "numbers", values: Float64Array.from(rows, ({ n }) => n) } });

    const { page, complaints } = await openFile(browser, path.join(out, "index.html"));
    await drawn(page);
    await page.locator("#stage").press("c");
    const similarity = page.locator(".menu .entry", { hasText: "similarity" });
    expect(await similarity.getAttribute("aria-disabled")).toBe("true");
    expect(await similarity.textContent()).toContain("a page holds no hidden states");
    await page.getByRole("menuitemradio", { name: /^who/ }).click();
    await expect
      .poll(() => page.locator(".legend .row .name").allTextContents())
      .toEqual(["name 0", "name 1", "name 2"]);
    await page.locator("#stage").press("5");
    const cells = page.locator(".tr[data-record] .td.field");
    await expect.poll(() => cells.first().textContent()).toBe("0");
    expect((await cells.allTextContents()).slice(0, 4)).toEqual(["0", "name 0", "0.25", "name 1"]);
    expect(complaints).toEqual([]);
    await page.close();

    const bare = path.join(folder, "bare");
    expect(await strata([...words, ...fields, "--no-texts", "--out", bare])).toMatchObject({ status: 0 });
    expect(pageData(bare).fields.map(({ name }) => name)).toEqual(["kind", "n"]);
    expect(pageData(bare).html).not.toContain("name 1");
    const without = await openFile(browser, path.join(bare, "index.html"));
    await drawn(without.page);
    await without.page.locator("#stage").press("c");
    const refused = without.page.locator('.menu .entry[aria-disabled="true"]');
    expect(await refused.allTextContents()).toContain("wholeft out with the texts");
    await without.page.close();
  });

  it("of very many records says in words what it does not hold, and is coloured by what it does", async () => {
    const many = syntheticPage({ records: 2100, layers: 3, labels: 2 });
    const view = { colouring: { kind: "task", id: "density" } } as const;
    const given = { ...many, view, picture: { ...many.picture, explained: undefined } };
    const { page, complaints } = await openFile(browser, await standAlonePage("many", { ...many, view }));
    await drawn(page);
    await page.locator("#stage").press("4");
    expect(await page.locator(".curves .why").textContent()).toContain("A page of more than 2\u202f000 records");
    expect(await page.locator(".colour-by .label").textContent()).toBe("topic");
    await page.close();
    const file = await standAlonePage("given", { ...given, result: { ...many.result, given: true } });
    const other = await openFile(browser, file);
    await drawn(other.page);
    await other.page.locator("#stage").press("4");
    expect(await other.page.locator(".curves .why").textContent()).toContain("coordinates and no hidden states");
    expect(await other.page.locator(".over").textContent()).toBe("");
    await other.page.close();
    expect([...complaints, ...other.complaints]).toEqual([]);
  });

  it("is small, asks for nothing, and opens as the settings say, with their bookmarks", async () => {
    const folder = tempFolder();
    write(folder, "a.jsonl", lines);
    const view = {
      ...{ layer: 1, selected: 4, bookmarks: [{ name: "the first", view: { layer: 0, selected: 3 } }] },
      ...{ hiddenLabels: ["odd"], trajectories: "none" },
    };
    const settings = write(folder, "a.strata.json", JSON.stringify({ version: 1, file: "a.jsonl", view }));
    const model = ["--model", toyFolder(path.join(folder, "toy")), "--device", "cpu"];
    expect(await strata(["visualize", settings, ...model, "--out", path.join(folder, "out")])).toMatchObject({
      status: 0,
    });
    const html = path.join(folder, "out", "index.html");
    const data = /id="strata-data">(.*?)<\/script>/s.exec(readFileSync(html, "utf8"))?.[1]?.length ?? 0;
    expect(statSync(html).size - data).toBeLessThan(LARGEST_PAGE);

    // Whatever the page asks for besides itself is a complaint.
    const { page, complaints } = await openFile(browser, html, { viewport: { width: 1000, height: 700 } });
    await drawn(page);
    await stageHas(page, "layer", 1);
    await stageHas(page, "selected", 4);
    expect(await page.locator('.legend [aria-checked="false"] .name').allTextContents()).toEqual(["odd"]);
    await page.getByRole("button", { name: "the first", exact: true }).click();
    await stageHas(page, "layer", 0);
    await stageHas(page, "selected", 3);
    await page.locator("#stage").press("End");
    await page.locator("#stage").press("k");
    const names = page.locator(".bookmarks .name");
    expect(await names.count()).toBe(2);
    await page.locator("#stage").press("]");
    await stageHas(page, "layer", 0);
    await page.locator(".bookmarks .row").nth(1).hover();
    await names.nth(1).press("F2");
    await page.locator(".bookmarks input").fill("the last");
    await page.keyboard.press("Enter");
    expect(await names.allTextContents()).toEqual(["the first", "the last"]);
    await names.nth(0).press("Delete");
    expect(await names.allTextContents()).toEqual(["the last"]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
