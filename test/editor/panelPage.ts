import type { FrameLocator, Locator, Page } from "playwright-core";

const DRAW_LIMIT_MS = 120_000;
/** Pixels within which one marker may lie on the middle of another. */
const MARKER = 8;

/** A point of the window, in pixels. */
export type Pixel = readonly [x: number, y: number];

/** What of an element the busy page reads. */
interface Said {
  readonly textContent: string | null;
}

/** A channel as pages have it. */
interface Channel {
  readonly port1: { onmessage: () => void };
  readonly port2: { postMessage(message: undefined): void };
}

/** What of the picture's element the tests use. */
interface Stage {
  readonly dataset: Readonly<Record<string, string | undefined>>;
  dispatchEvent(event: Event): boolean;
}

/** The panel's page in the workbench: what it says and where it draws. */
export class PanelPage {
  readonly #page: Page;
  readonly frame: FrameLocator;

  constructor(page: Page) {
    this.#page = page;
    this.frame = page.frameLocator("iframe.webview.ready[src*=embedding-strata]").frameLocator("iframe#active-frame");
  }

  get stage(): Locator {
    return this.frame.locator("#stage");
  }

  get infobar(): Locator {
    return this.frame.locator(".infobar");
  }

  get strip(): Locator {
    return this.frame.locator(".strip");
  }

  /**
   * Keeps the page busy, as drawing a very large picture does: between any two of its tasks it computes for so long.
   * Returns how to stop that, which answers with all that the strip said meanwhile.
   */
  async keepBusy(milliseconds: number): Promise<() => Promise<string[]>> {
    await this.strip.evaluate((strip: Said, time) => {
      const said: string[] = [];
      const { port1, port2 } = new MessageChannel() as unknown as Channel;
      const busy = { said, goesOn: true };
      Object.assign(globalThis, { busy });
      port1.onmessage = () => {
        const text = strip.textContent ?? "";
        if (text !== said.at(-1)) said.push(text);
        for (const until = performance.now() + time; performance.now() < until;);
        if (busy.goesOn) port2.postMessage(undefined);
      };
      port2.postMessage(undefined);
    }, milliseconds);
    return () =>
      this.strip.evaluate(() => {
        const { busy } = globalThis as unknown as { busy: { said: string[]; goesOn: boolean } };
        busy.goesOn = false;
        return busy.said;
      });
  }

  /** A button of the strip or of a state. */
  button(command: string): Locator {
    return this.frame.locator(`[data-command="${command}"]`);
  }

  /** What the picture says of itself: `records`, `drawn`, `layer`, `selected`, `camera`. */
  async data(name: string): Promise<string> {
    return (await this.stage.getAttribute(`data-${name}`)) ?? "";
  }

  /** Waits until the whole picture is drawn, and answers where its states came from. */
  async complete(records: number): Promise<string> {
    await this.frame.locator(`#stage[data-drawn="${records}"]`).waitFor({ timeout: DRAW_LIMIT_MS });
    await this.frame.locator(".infobar", { hasText: /computed|from cache/ }).waitFor({ timeout: DRAW_LIMIT_MS });
    return (await this.infobar.textContent()) ?? "";
  }

  /** Where the points of these records are drawn at the lit layer. */
  async pixelsOf(records: readonly number[]): Promise<Pixel[]> {
    const box = await this.stage.boundingBox();
    if (!box) throw new Error("The picture is not shown.");
    const located = await this.stage.evaluate(
      (stage: Stage, wanted: readonly number[]) =>
        wanted.map((record) => {
          stage.dispatchEvent(new CustomEvent("strata:locate", { detail: { record } }));
          return stage.dataset["located"] ?? "";
        }),
      records,
    );
    return located.map((words) => {
      const [x = NaN, y = NaN] = words.split(" ").map(Number);
      return [box.x + x, box.y + y];
    });
  }

  /**
   * Some of the records whose points stand alone, spread over the file: no other's marker lies on the middle of theirs.
   * Where they are fewer, those that stand most alone.
   */
  async apart(records: number, wanted: number): Promise<number[]> {
    const alone = await this.alone(records);
    const step = Math.max(1, Math.floor(alone.length / wanted));
    return Array.from({ length: wanted }, (_, i) => alone[i * step] ?? -1);
  }

  /** The records on whose points no other's marker lies, else the five that stand most alone; ascending. */
  async alone(records: number): Promise<number[]> {
    const pixels = await this.pixelsOf(Array.from({ length: records }, (_, record) => record));
    const room = pixels.map(([x, y], record) =>
      Math.min(...pixels.map(([ox, oy], other) => (other === record ? Infinity : Math.hypot(ox - x, oy - y)))),
    );
    const all = room.map((_, record) => record);
    const free = all.filter((record) => (room[record] ?? 0) > MARKER);
    if (free.length >= 5) return free;
    return all
      .toSorted((a, b) => (room[b] ?? 0) - (room[a] ?? 0))
      .slice(0, 5)
      .toSorted((a, b) => a - b);
  }

  /** Clicks on the canvas where the record's point is drawn. */
  async clickPoint(record: number): Promise<void> {
    const [[x, y] = [NaN, NaN]] = await this.pixelsOf([record]);
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.click(x, y);
  }

  /** Turns the picture by dragging it. */
  async turn(): Promise<void> {
    const box = await this.stage.boundingBox();
    if (!box) throw new Error("The picture is not shown.");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(x + 60, y + 15, { steps: 4 });
    await this.#page.mouse.up();
  }
}
