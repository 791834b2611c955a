import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/numeric/random.ts";
import { encodePage } from "../../src/protocol/pageData.ts";
import { chromiumPath, drawn, settled, stageHas } from "./browser.ts";
import { drag, marked, placesOf, type Place } from "./marking.ts";
import { webviewPage } from "./pages.ts";
import { LABELS, placeOf, RecordBook, textOf, type Entry } from "./recordBook.ts";
import { suitePages } from "./suitePages.ts";

const RECORDS = 26;
const STEPS = 50;
/** Pixels between two points, so that a click can mean only one. */
const APART = 12;

/**
 * The panel as it is used, with steps at random: what must be marked, hidden and looked at is kept by the records
 * themselves, and whatever was done, a click on the place of a record opens that one.
 */
class Trial {
  readonly book = new RecordBook(RECORDS);
  readonly #page: Page;
  readonly #random: () => number;
  #run = 0;
  layer = 2;
  clicks = 0;

  constructor(page: Page, seed: number) {
    this.#page = page;
    this.#random = seededRandom(seed);
  }

  get run(): string {
    return `run${this.#run}`;
  }

  upTo(count: number): number {
    return Math.floor(this.#random() * count);
  }

  async press(key: string): Promise<void> {
    await this.#page.locator("#stage").press(key);
  }

  /** Where the records are drawn in the window, in the order of the file; they stand as their coordinates do. */
  async places(): Promise<readonly Place[]> {
    await settled(this.#page);
    const places = await placesOf(this.#page, this.book.entries.length);
    const there = this.book.entries.map(({ text }) => placeOf(text, this.layer));
    const far = (of: readonly Place[], i: number, j: number): number =>
      Math.hypot((of[i]?.[0] ?? 0) - (of[j]?.[0] ?? 0), (of[i]?.[1] ?? 0) - (of[j]?.[1] ?? 0));
    if ((await this.#page.locator("#stage").getAttribute("data-mode")) === "layer") {
      const scale = far(places, 0, 1) / far(there, 0, 1);
      for (let i = 1; i < places.length; i++)
        for (const j of [0, i - 1]) expect(Math.abs(far(places, i, j) - scale * far(there, i, j))).toBeLessThan(0.5);
    }
    return places;
  }

  /** Clicks on a record that no other one hides; `undefined` where there is none. */
  async click(...modifiers: readonly "Shift"[]): Promise<Entry | undefined> {
    const places = await this.places();
    const visible = this.book.visible.filter((entry) => {
      const [x, y] = places[this.book.entries.indexOf(entry)] ?? [NaN, NaN];
      return this.book.visible.every((other) => {
        const [u, v] = places[this.book.entries.indexOf(other)] ?? [NaN, NaN];
        return other === entry || Math.hypot(x - u, y - v) > APART;
      });
    });
    const entry = visible[this.upTo(visible.length)];
    if (entry === undefined) return undefined;
    const [x, y] = places[this.book.entries.indexOf(entry)] ?? [NaN, NaN];
    for (const key of modifiers) await this.#page.keyboard.down(key);
    await this.#page.mouse.click(x, y);
    for (const key of modifiers) await this.#page.keyboard.up(key);
    return entry;
  }

  /** Draws a box from one place among the records to another, with a key held down. */
  async box(key: "Shift" | "Alt" | undefined): Promise<void> {
    await this.press("m");
    const places = await this.places();
    const [a, b] = [places[this.upTo(places.length)], places[this.upTo(places.length)]];
    if (a === undefined || b === undefined) return;
    const [from, to]: [Place, Place] = [
      [Math.floor(Math.min(a[0], b[0])) - 6, Math.floor(Math.min(a[1], b[1])) - 6],
      [Math.ceil(Math.max(a[0], b[0])) + 6, Math.ceil(Math.max(a[1], b[1])) + 6],
    ];
    await drag(this.#page, [from, to], ...(key === undefined ? [] : [key]));
    await this.press("m");
    const inside = this.book.visible.filter((entry) => {
      const [x, y] = places[this.book.entries.indexOf(entry)] ?? [NaN, NaN];
      return x > from[0] && x < to[0] && y > from[1] && y < to[1];
    });
    const ids = inside.map(({ id }) => id);
    const { selection } = this.book.sets;
    const kept = key === undefined ? [] : [...selection].filter((id) => key === "Shift" || !ids.includes(id));
    this.book.step({ selection: new Set([...kept, ...(key === "Alt" ? [] : ids)]) });
  }

  /** The file is edited: a new run of it is read and drawn. */
  async edit(): Promise<void> {
    const at = this.upTo(this.book.entries.length);
    const kind = this.upTo(4);
    if (kind === 0) this.book.insert(at);
    else if (kind === 1 && this.book.entries.length > RECORDS / 2) this.book.remove(at);
    else if (kind === 2) this.book.move(at, this.upTo(this.book.entries.length));
    else this.book.rewrite(at);
    this.#run++;
    await this.#page.evaluate((data) => window.fakeHost.read(data), encodePage(this.book.page(this.run)));
    await this.#page.locator(`#stage[data-records="${this.book.entries.length}"]`).waitFor({ state: "attached" });
  }

  /** The window is loaded again, with what the panel had kept. */
  async reload(): Promise<void> {
    const saved = await this.#page.evaluate(() => {
      dispatchEvent(new Event("pagehide"));
      return window.fakeHost.saved ?? { uri: "" };
    });
    this.#run++;
    await webviewPage("clicked", this.book.page(this.run), { theme: "dark", saved });
    await this.#page.reload();
    await drawn(this.#page);
    this.book.forgetSteps();
  }

  async look(): Promise<void> {
    const layer = this.upTo(3);
    for (; this.layer < layer; this.layer++) await this.press("ArrowRight");
    for (; this.layer > layer; this.layer--) await this.press("ArrowLeft");
    await stageHas(this.#page, "layer", layer);
    await this.press(this.upTo(2) === 0 ? "1" : "2");
    await this.press("Shift+ArrowRight");
    await stageHas(this.#page, "moving", "");
  }

  readonly steps: Readonly<Record<string, () => Promise<void>>> = {
    toggle: async () => {
      const entry = await this.click("Shift");
      if (entry === undefined) return;
      const selection = new Set(this.book.sets.selection);
      if (!selection.delete(entry.id)) selection.add(entry.id);
      this.book.step({ selection });
    },
    box: () => this.box(undefined),
    addBox: () => this.box("Shift"),
    takeBox: () => this.box("Alt"),
    all: async () => {
      await this.press("Control+a");
      this.book.step({ selection: new Set(this.book.visible.map(({ id }) => id)) });
    },
    invert: async () => {
      // By key it is offered for something only.
      await this.press("Shift+I");
      const { selection } = this.book.sets;
      const others = this.book.visible.map(({ id }) => id).filter((id) => !selection.has(id));
      this.book.step({ selection: new Set(others) });
    },
    hide: async () => {
      await this.press("h");
      const { filter, selection } = this.book.sets;
      this.book.step({ filter: new Set([...filter, ...selection]), selection: new Set() });
    },
    isolate: async () => {
      await this.press("i");
      const { selection } = this.book.sets;
      if (selection.size === 0) return;
      const others = this.book.entries.map(({ id }) => id).filter((id) => !selection.has(id));
      this.book.step({ filter: new Set(others), selection: new Set() });
    },
    showAll: async () => {
      await this.press("Shift+H");
      this.book.step({ filter: new Set() });
    },
    legend: async () => {
      const label = this.upTo(LABELS.length);
      await this.#page.locator(".legend .check").nth(label).click();
      const hidden = new Set(this.book.sets.hidden);
      if (!hidden.delete(label)) hidden.add(label);
      this.book.step({ hidden });
    },
    legendAlone: async () => {
      const label = this.upTo(LABELS.length);
      await this.#page.locator(".legend .check").nth(label).dblclick();
      const others = LABELS.map((_, i) => i).filter((i) => i !== label);
      const { hidden } = this.book.sets;
      const isAlone = !hidden.has(label) && others.every((other) => hidden.has(other));
      this.book.step({ hidden: new Set(isAlone ? [] : others) });
    },
    undo: async () => {
      await this.press("Control+z");
      this.book.undo();
    },
    redo: async () => {
      await this.press("Control+y");
      this.book.redo();
    },
    edit: () => this.edit(),
    editAgain: () => this.edit(),
    reload: () => this.reload(),
    look: () => this.look(),
  };

  async step(): Promise<string> {
    const names = Object.keys(this.steps);
    const name = names[this.upTo(names.length)] ?? "";
    await this.steps[name]?.();
    return name;
  }

  /** A click on the place of a record opens it, in the run that is shown, and the panel says its words. */
  async checkClick(): Promise<void> {
    await this.#page.evaluate(() => {
      window.fakeHost.heard.length = 0;
      window.fakeHost.asked.length = 0;
    });
    const entry = await this.click();
    if (entry !== undefined) {
      this.book.looked = entry.id;
      this.clicks++;
      const point = this.book.entries.indexOf(entry);
      const revealed = () =>
        this.#page.evaluate(() =>
          window.fakeHost.heard.filter(({ method }) => method === "pointRevealed").map(({ params }) => params),
        );
      await expect.poll(revealed).toEqual([{ point, preserveFocus: true }]);
      await expect.poll(() => this.#page.locator(".record .text").textContent()).toBe(textOf(entry.text));
      const asked = await this.#page.evaluate(() =>
        window.fakeHost.asked.filter(({ method }) => method === "detailsWanted").map(({ params }) => params),
      );
      for (const each of asked) expect(each).toMatchObject({ run: this.run, point });
    }
    const looked = this.book.entries.findIndex(({ id }) => id === this.book.looked);
    await stageHas(this.#page, "selected", looked < 0 ? "" : looked);
  }

  /** What the host is asked to copy, what the table marks, and what it shows. */
  async checkMarks(): Promise<void> {
    const { entries, marked: ids, visible } = this.book;
    const bar = this.#page.getByRole("toolbar", { name: "Selected points" });
    if (ids.length === 0) await bar.waitFor({ state: "hidden" });
    else {
      await bar.waitFor();
      expect((await marked(this.#page)).map((point) => entries[point]?.id)).toEqual(ids);
    }
    const mode = await this.#page.locator("#stage").getAttribute("data-mode");
    await this.press("5");
    await this.#page.locator(".table").waitFor();
    const texts = (of: readonly Entry[]): string[] => of.map(({ text }) => textOf(text)).sort();
    const rows = (which: string): Promise<string[]> =>
      this.#page.locator(`.tr${which}:not([hidden]) .td.text`).allTextContents();
    await expect.poll(async () => (await rows("[data-record]")).sort()).toEqual(texts(visible));
    const isMarked = ({ id }: Entry): boolean => ids.includes(id);
    await expect.poll(async () => (await rows(".marked")).sort()).toEqual(texts(visible.filter(isMarked)));
    await this.#page.locator(".table").press(mode === "layer" ? "2" : "1");
    await this.#page.locator("#stage").waitFor();
  }
}

describe.skipIf(chromiumPath === undefined)("whatever was done before", { timeout: 180_000 }, () => {
  const openPage = suitePages();

  it.each([1, 2])("a click on a record's place opens that record, and its marks are its own (%i)", async (seed) => {
    const first = new RecordBook(RECORDS).page("run0");
    const file = await webviewPage("clicked", first, { theme: "dark", saved: { mode: "layer" } });
    const page = await openPage(file, { viewport: { width: 1100, height: 860 }, reducedMotion: "reduce" });
    await drawn(page);
    const trial = new Trial(page, seed);
    const done: string[] = [];
    for (let step = 0; step < STEPS; step++) {
      done.push(await trial.step());
      try {
        await trial.checkClick();
        if (step % 3 === 2) await trial.checkMarks();
      } catch (error) {
        throw new Error(`after ${done.join(", ")}`, { cause: error });
      }
    }
    expect(trial.clicks).toBeGreaterThan(STEPS / 2);
  });
});
