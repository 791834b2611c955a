import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Picture } from "../../src/protocol/engine.ts";
import type { PageData, PanelState } from "../../src/protocol/panel.ts";
import { apart, chromiumPath, drawn, launch, locate, openFile, settled, stageHas } from "./browser.ts";
import { webviewPage, type WebviewOptions } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const sample = syntheticPage({ records: 120, layers: 5 });
/** The records nearest to one at a layer. */
function nearestOf({ results, picture }: PageData, record: number, layer: number): Uint32Array {
  const near = results["neighbours"];
  if (near?.kind !== "related") throw new Error("the page has no neighbours");
  const start = (layer * picture.points + record) * near.count;
  return near.points.subarray(start, start + near.count);
}

const progress = {
  run: "synthetic",
  stage: "run",
  done: 40,
  total: 120,
  computed: 40,
  cached: 0,
  kind: "records",
  recordsPerSecond: 20,
  secondsLeft: 4,
} as const;

describe.skipIf(chromiumPath === undefined)("the panel in a webview", { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser.close());

  async function open(options: Partial<WebviewOptions> = {}, data = sample): Promise<void> {
    const file = await webviewPage("webview", data, { theme: "dark", ...options });
    ({ page, complaints } = await openFile(browser, file, { viewport: { width: 1000, height: 760 } }));
  }

  const close = async (): Promise<void> => {
    expect(complaints).toEqual([]);
    await page.close();
  };

  /** What the panel sent to its host under this name, oldest first. */
  const heard = (method: string): Promise<unknown[]> =>
    page.evaluate(
      (name) => window.fakeHost.heard.filter((each) => each.method === name).map(({ params }) => params),
      method,
    );
  const setState = (state: PanelState): Promise<void> =>
    page.evaluate(
      (sent) => window.fakeHost.connection.sendNotification(window.fakeHost.protocol.stateChanged, sent),
      state,
    );
  const moveCaret = (record: number | undefined): Promise<void> =>
    page.evaluate(
      (sent) => window.fakeHost.connection.sendNotification(window.fakeHost.protocol.caretMoved, { point: sent }),
      record,
    );

  describe("with a picture", () => {
    beforeAll(async () => {
      await open();
      await drawn(page);
    }, 60_000);
    beforeEach(async () => {
      await page.locator("#stage").press("Escape");
      await page.locator("#stage").press("End");
      await page.evaluate(() => void window.fakeHost.heard.splice(0));
    });
    afterAll(close);

    it("reveals a clicked record and stays focused; a double click and Enter go to the line", async () => {
      const [one = NaN, other = NaN] = await apart(page, sample.picture.points);
      await page.locator("#stage").click({ position: await locate(page, one) });
      await expect.poll(() => heard("pointRevealed")).toEqual([{ point: one, preserveFocus: true }]);
      await page.locator("#stage").press("Enter");
      await expect
        .poll(async () => (await heard("pointRevealed")).at(-1))
        .toEqual({ point: one, preserveFocus: false });
      await page.locator("#stage").dblclick({ position: await locate(page, other) });
      await expect
        .poll(async () => (await heard("pointRevealed")).at(-1))
        .toEqual({ point: other, preserveFocus: false });
    });

    it("peeks with Alt, tells what is hovered, and leaves Ctrl+B to VS Code", async () => {
      const [lone = NaN] = await apart(page, sample.picture.points);
      await page.locator("#stage").click({ position: await locate(page, lone), modifiers: ["Alt"] });
      await expect.poll(() => heard("pointPeeked")).toEqual([{ point: lone }]);
      expect(await page.locator("#stage").getAttribute("data-selected")).not.toBe(String(lone));
      await expect.poll(async () => (await heard("pointHovered")).at(-1)).toEqual({ point: lone });
      await page.mouse.move(0, 0);
      await expect.poll(async () => (await heard("pointHovered")).at(-1)).toEqual({ point: undefined });
      await moveCaret(12);
      await page.locator("#stage").press("Control+b");
      await page.locator("#stage").press("Alt+Enter");
      await expect.poll(async () => (await heard("pointPeeked")).at(-1)).toEqual({ point: 12 });
      expect(await page.locator(".sheet").isVisible()).toBe(true);
      expect(await heard("pointRevealed")).toEqual([]);
    });

    it("walks from record to record by key, each key once, and not while a text is typed", async () => {
      await moveCaret(12);
      await page.locator("#stage").press("ArrowDown");
      await stageHas(page, "selected", 13);
      await page.locator("#stage").press("ArrowUp");
      await page.locator("#stage").press("ArrowUp");
      await stageHas(page, "selected", 11);
      await page.evaluate(() => {
        document.body.append(document.createElement("input"));
        document.querySelector<HTMLElement>("body > input")?.focus();
      });
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("b");
      await expect.poll(async () => (await heard("focusMoved")).at(-1)).toEqual({ keys: false });
      await page.evaluate(() => document.querySelector("body > input")?.remove());
      await page.locator("#stage").press("Home");
      await stageHas(page, "layer", 0);
      await stageHas(page, "selected", 11);
    });

    it("tells the lit layer, and the colours of the lines where they are wanted", async () => {
      await page.locator("#stage").press("End");
      await stageHas(page, "layer", 4);
      await page.locator("#stage").press("Home");
      await expect.poll(async () => (await heard("layerLit")).at(-1)).toEqual({ layer: 0 });
      expect(await heard("linesColoured")).toEqual([]);
      await page.evaluate(() => {
        const { connection, protocol, page: data } = window.fakeHost;
        return connection.sendNotification(protocol.infoChanged, {
          ...data.info,
          uri: "file:///data/sample.jsonl",
          lineColours: true,
        });
      });
      const coloured = async () =>
        (await heard("linesColoured")).at(-1) as
          { colours: string[]; of: Readonly<Record<number, number>> } | undefined;
      await expect.poll(async () => (await coloured())?.colours.length).toBeGreaterThan(1);
      const { colours, of } = (await coloured()) ?? { colours: [], of: {} };
      for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
      expect(Object.values(of)).toHaveLength(sample.picture.points);
      expect(new Set(Object.values(of)).size).toBe(colours.length);
    });

    it("highlights the record at the caret and reveals nothing", async () => {
      await moveCaret(57);
      await stageHas(page, "selected", 57);
      await page.locator('.selected-ring[data-record="57"]').waitFor({ state: "attached" });
      await expect.poll(() => page.locator(".record .text").textContent()).toBe(sample.texts[57]);
      await moveCaret(undefined);
      await moveCaret(58);
      await stageHas(page, "selected", 58);
      expect(await heard("pointRevealed")).toEqual([]);
    });

    it("opens lines by its links, copies, and asks for fields", async () => {
      await moveCaret(12);
      await page.getByRole("button", { name: "sample.jsonl:13" }).click();
      await page.locator(".near .line").nth(2).click();
      const neighbour = nearestOf(sample, 12, 4)[2];
      await expect
        .poll(() => heard("pointRevealed"))
        .toEqual([
          { point: 12, preserveFocus: false },
          { point: neighbour, preserveFocus: false },
        ]);
      await page.locator("#stage").press("Control+c");
      await expect.poll(() => heard("textCopied")).toEqual([{ text: sample.texts[neighbour ?? 0] }]);
      await page.evaluate(() => void window.fakeHost.heard.splice(0));
      await page.getByRole("button", { name: "Copy the text" }).click();
      await expect.poll(() => heard("textCopied")).toEqual([{ text: sample.texts[neighbour ?? 0] }]);
      await page.locator(".colour-by").click();
      await page.getByRole("menuitem", { name: "Choose label field…" }).click();
      await page.getByRole("button", { name: "text", exact: true }).click();
      await page.getByRole("button", { name: /^all-MiniLM-L6-v2/ }).click();
      await expect
        .poll(() => heard("commandInvoked"))
        .toEqual([{ command: "chooseLabelField" }, { command: "chooseTextField" }, { command: "chooseModel" }]);
    });

    it("lights the layer whose line the caret stands in, and ignores what it does not know", async () => {
      const point = (layer: string): Promise<void> =>
        page.evaluate((sent) => {
          const { connection, protocol } = window.fakeHost;
          return connection.sendNotification(protocol.layerPointed, { layer: sent });
        }, layer);
      await point("2");
      await stageHas(page, "layer", 2);
      await point("2 attention output");
      await point("embedding");
      await stageHas(page, "layer", 0);
    });

    it("goes through its nearest records by keyboard", async () => {
      await moveCaret(12);
      await page.locator(".near .name").first().waitFor();
      await page.locator(".near .name").first().focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      const third = nearestOf(sample, 12, 4)[2];
      await expect.poll(() => heard("pointRevealed")).toEqual([{ point: third, preserveFocus: false }]);
    });

    it("keeps what one looks at for the next time", async () => {
      await moveCaret(7);
      await page.locator("#stage").press("ArrowLeft");
      await page.locator("#stage").press("+");
      await page.locator("#stage").press("b");
      await page.locator(".sheet").waitFor({ state: "hidden" });
      const saved = (): Promise<unknown> => page.evaluate(() => window.fakeHost.saved);
      await expect
        .poll(saved)
        .toMatchObject({ uri: "file:///data/sample.jsonl", selected: 7, layer: 3, separation: 6, sheet: false });
      await page.locator("#stage").press("b");
    });

    it("updates the picture in place: camera, selection and layer stay", async () => {
      await moveCaret(20);
      await page.locator("#stage").press("Shift+ArrowLeft");
      await page.locator("#stage").press("ArrowLeft");
      await stageHas(page, "layer", 3);
      await settled(page);
      const camera = await page.locator("#stage").getAttribute("data-camera");
      const before = await locate(page, 20);
      await page.evaluate(() => {
        const { connection, protocol, page: data } = window.fakeHost;
        const coordinates = data.picture.coordinates.slice();
        for (let layer = 0; layer < 5; layer++) coordinates[2 * (layer * 120 + 20)] = -1.5;
        void connection.sendNotification(protocol.datasetChanged, structuredClone(data.dataset));
        void connection.sendNotification(protocol.pictureChanged, { ...data.picture, coordinates });
      });
      await expect.poll(async () => (await locate(page, 20)).x).not.toBe(before.x);
      expect(await page.locator("#stage").getAttribute("data-camera")).toBe(camera);
      expect(await page.locator("#stage").getAttribute("data-selected")).toBe("20");
      expect(await page.locator("#stage").getAttribute("data-layer")).toBe("3");
      expect(await page.locator(".plot canvas").count()).toBe(1);
    });

    it("follows VS Code's theme", async () => {
      await moveCaret(3);
      const ring = (): Promise<string> =>
        page.locator(".selected-ring").evaluate((circle) => getComputedStyle(circle).fill);
      await page.locator(".selected-ring").waitFor({ state: "attached" });
      const dark = await ring();
      await page.evaluate(() => {
        document.documentElement.className = "light";
        document.body.className = "vscode-light";
      });
      await expect.poll(ring).not.toBe(dark);
    });
  });

  describe("labels", () => {
    beforeAll(async () => {
      await open();
      await drawn(page);
    }, 60_000);
    afterAll(close);

    /** Name and look of every row, top to bottom. */
    const legend = (): Promise<(readonly [name: string, look: string])[]> =>
      page
        .locator(".legend .row")
        .evaluateAll((rows) =>
          rows.map(
            (row) =>
              [row.querySelector(".name")?.textContent ?? "", row.querySelector("svg")?.outerHTML ?? ""] as const,
          ),
        );
    const leaveOut = (label: string): Promise<void> =>
      page.evaluate((gone) => {
        const { connection, protocol, page: data } = window.fakeHost;
        const labels = data.dataset.labels.filter((name) => name !== gone);
        const labelOf = data.dataset.labelOf.map((label) => {
          const at = labels.indexOf(data.dataset.labels[label] ?? "");
          return at === -1 ? 0xffff : at;
        });
        void connection.sendNotification(protocol.datasetChanged, { ...data.dataset, run: "edited", labels, labelOf });
        void connection.sendNotification(protocol.pictureChanged, { ...data.picture, run: "edited" });
      }, label);

    it("keep colour, symbol and place when the most frequent one is deleted, until the user asks anew", async () => {
      const before = await legend();
      const [first, ...others] = before;
      await leaveOut(first?.[0] ?? "");
      await expect.poll(async () => (await legend()).length).toBe(before.length - 1);
      expect(await legend()).toEqual(others);
      await expect
        .poll(async () => (await page.evaluate(() => window.fakeHost.saved))?.labelPlaces?.map(([label]) => label))
        .toContain(first?.[0]);

      await page.evaluate(() => void window.fakeHost.heard.splice(0));
      await page.getByRole("button", { name: "Assign colours and symbols anew" }).click();
      await expect.poll(async () => (await legend())[0]?.[1]).toBe(first?.[1]);
      expect(await page.getByRole("button", { name: "Assign colours and symbols anew" }).isDisabled()).toBe(true);
      const places = (await legend()).slice(0, -1).map(([label], place) => [label, place]);
      await expect.poll(async () => (await heard("labelsPlaced")).at(-1)).toEqual({ places, anew: true });
    });

    it("take the places that the user gave them in another file", async () => {
      const [first, second] = await legend();
      await page.evaluate(
        (labelPlaces) => {
          const { connection, protocol, page: data } = window.fakeHost;
          void connection.sendNotification(protocol.infoChanged, { ...data.info, labelPlaces });
        },
        [[first?.[0] ?? "", 1] as const, [second?.[0] ?? "", 0] as const],
      );
      await expect
        .poll(async () => (await legend()).slice(0, 2))
        .toEqual([
          [second?.[0], first?.[1]],
          [first?.[0], second?.[1]],
        ]);
    });
  });

  describe("a frame that fails", () => {
    beforeAll(async () => {
      await open();
      await drawn(page);
    }, 60_000);
    afterAll(close);

    /** Makes the drawing throw this often. */
    const failing = (times: number): Promise<void> =>
      page.evaluate((count) => {
        const { prototype } = WebGL2RenderingContext;
        const own = Object.getOwnPropertyDescriptor(prototype, "clear") ?? {};
        let left = count;
        Object.defineProperty(prototype, "clear", {
          configurable: true,
          value: () => {
            if (--left === 0) Object.defineProperty(prototype, "clear", own);
            throw new Error("The canvas is gone");
          },
        });
      }, times);
    it("is reported, and the next one is drawn", async () => {
      await failing(1);
      await page.locator("#stage").press("Home");
      await stageHas(page, "layer", 0);
      await settled(page);
      expect(await heard("panelFailed")).toEqual([
        { message: expect.stringContaining("The canvas is gone") as string },
      ]);
    });

    it("many times over leaves the panel alive: it draws when it can again", async () => {
      await page.evaluate(() => void window.fakeHost.heard.splice(0));
      await failing(5);
      await page.locator("#stage").press("End");
      await stageHas(page, "layer", 4);
      await settled(page);
      expect(await heard("panelFailed")).toHaveLength(3);
    });
  });

  it.each([
    ["with a picture", {}],
    ["with nothing open", { state: { kind: "idle" } }],
  ] as const)("has a title and a first heading %s", async (_, options) => {
    await open(options);
    await page.getByRole("heading", { level: 1, name: "sample.jsonl" }).waitFor({ state: "attached" });
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    expect(await page.title()).toBe("sample.jsonl · Embedding Strata");
    await close();
  });

  it.each([
    ["few", 600],
    ["many", 5200],
  ])("tells any two of the first 24 labels of %s records apart in every theme", async (_, records) => {
    await open({}, syntheticPage({ records, layers: 3, labels: 24, unlabelled: 0 }));
    await drawn(page);
    for (const classes of ["vscode-dark", "vscode-light", "vscode-high-contrast", "vscode-high-contrast-light"]) {
      const looks = await page.evaluate((name) => {
        document.body.className = name;
        return Array.from(document.querySelectorAll(".legend .swatch path"), (path) => {
          const { fill, stroke } = getComputedStyle(path);
          return `${path.getAttribute("d") ?? ""} ${fill} ${stroke}`;
        });
      }, classes);
      expect(looks).toHaveLength(24);
      expect(new Set(looks).size).toBe(24);
    }
    expect(await page.locator(".legend .repeat").count()).toBe(0);
    await close();
  });

  it("says in the legend where looks repeat", async () => {
    const data = syntheticPage({ records: 520, layers: 3, labels: 3, unlabelled: 0 });
    const same = { colour: 4, symbol: "cross" };
    await open({ saved: { looks: data.dataset.labels.slice(0, 2).map((label) => [label, same] as const) } }, data);
    await drawn(page);
    expect(await page.locator(".legend .repeat").textContent()).toContain("look alike");
    await close();
  });

  describe("while a run goes on", () => {
    afterEach(close);
    const working: PanelState = { kind: "working", progress, cancelling: false };

    it("shows progress before there is a picture, and cancels", async () => {
      await open({ state: working, noPicture: true });
      await page.locator(".strip").waitFor();
      expect(await page.locator(".strip .figures").innerText()).toMatch(
        /Running the model\s+40 of 120 records\s+20 records\/s\s+about 4 s left/,
      );
      expect(await page.locator(".strip li.now").textContent()).toBe("Run the model");
      await page.getByRole("button", { name: "Cancel" }).click();
      await expect.poll(() => heard("commandInvoked")).toEqual([{ command: "cancel" }]);
      await setState({ ...working, cancelling: true });
      await expect.poll(() => page.getByRole("button", { name: "Cancel" }).isDisabled()).toBe(true);
    });

    it("offers to restart an engine that does not stop, and only then", async () => {
      await open({ state: { ...working, cancelling: true } });
      const restart = page.getByRole("button", { name: "Restart Engine" });
      await page.locator(".strip").waitFor();
      expect(await restart.isVisible()).toBe(false);
      await setState({ ...working, cancelling: true, canRestart: true });
      expect(await page.locator(".strip .figures").innerText()).toContain("The engine does not stop");
      await restart.click();
      await expect.poll(() => heard("commandInvoked")).toEqual([{ command: "restartEngine" }]);
    });

    it("draws the records that are done, and more as they come", async () => {
      const part = (done: number): Picture => {
        const coordinates = sample.picture.coordinates.slice();
        for (let i = 0; i < coordinates.length; i++) if (Math.floor(i / 2) % 120 >= done) coordinates[i] = NaN;
        return { ...sample.picture, coordinates, drawn: done };
      };
      await open({ state: working }, { ...sample, picture: part(40) });
      await drawn(page);
      await stageHas(page, "drawn", 40);
      await expect(locate(page, 60)).rejects.toThrow("not drawn");
      expect(await page.locator(".infobar").innerText()).toContain("40 of 120 records");
      await page.evaluate((picture) => {
        const { connection, protocol } = window.fakeHost;
        const coordinates = Float32Array.from(Object.values(picture.coordinates));
        void connection.sendNotification(protocol.pictureChanged, { ...picture, coordinates });
      }, part(80));
      await stageHas(page, "drawn", 80);
      expect((await locate(page, 60)).x).toBeGreaterThan(0);
    });

    it("says what stopped it, and resumes", async () => {
      await open({
        state: {
          kind: "interrupted",
          why: { kind: "engineStopped", reason: "It ran out of memory" },
          done: 40,
          total: 120,
        },
      });
      await page.locator(".strip.stopped").waitFor();
      const words = await page.locator(".strip").innerText();
      expect(words).toContain("The run stopped after 40 of 120 records");
      expect(words).toContain("It ran out of memory. What is done is kept; Continue reads the other 80.");
      await page.locator('[data-command="showLog"]').click();
      await page.locator('[data-command="resume"]').click();
      await expect.poll(() => heard("commandInvoked")).toEqual([{ command: "showLog" }, { command: "resume" }]);
    });
  });

  describe("opened otherwise", () => {
    afterEach(close);

    it("tells nothing of the records of a file that cannot be read any more", async () => {
      await open({ saved: { selected: 3 } });
      await drawn(page);
      await page.locator("#stage").press("Control+a");
      await page.locator("#stage").press("h");
      await page.locator(".infobar .hidden-fact").waitFor();
      const message = { title: "The file is empty", explanation: "It has no records.", remedy: "Write some." };
      await page.evaluate((said) => {
        const { connection, protocol } = window.fakeHost;
        const state = { kind: "failed", message: said, canRetry: true, offers: [] } as const;
        return connection.sendNotification(protocol.stateChanged, state);
      }, message);
      await page.locator(".message", { hasText: message.title }).waitFor();
      expect(await page.locator(".infobar .facts").innerText()).not.toMatch(/hidden|Show All|record/);
    });

    it("says why it failed, and offers what helps", async () => {
      const message = { title: "There is no field <b>", explanation: "The records have text.", remedy: "Choose one." };
      await open({ state: { kind: "failed", message, canRetry: true, offers: ["chooseTextField"] } });
      await page.locator(".problem").waitFor();
      expect(await page.locator(".problem h2").textContent()).toBe(message.title);
      await page.getByRole("button", { name: "Choose Text Field…" }).click();
      await page.getByRole("button", { name: "Retry" }).click();
      await expect.poll(() => heard("commandInvoked")).toEqual([{ command: "chooseTextField" }, { command: "retry" }]);
      expect(await page.locator(".sheet, .viewbar").filter({ visible: true }).count()).toBe(0);
    });

    it("warns of what the picture rests on, and tells screen readers", async () => {
      const detail = { style: "quantized", dynamic: true, difference: 0.18 } as const;
      await open({}, syntheticPage({ records: 60, layers: 3, notices: [{ code: "quantized", detail }] }));
      await drawn(page);
      const notice = page.getByRole("button", { name: /The model's file is quantized/ });
      expect(await notice.getAttribute("title")).toContain("18 % from those of the full-precision file");
      expect(await page.locator(".spoken").textContent()).toMatch(/complete\. The model's file is quantized/);
      await notice.click();
      await expect.poll(() => heard("commandInvoked")).toEqual([{ command: "chooseModel" }]);
    });

    it("keeps the names of further layers apart", async () => {
      const extra = ["1 attention output", "2 MLP output", "what the second head of the last block reads"];
      await open({ saved: { selected: 20, layer: 4 } }, syntheticPage({ records: 60, layers: 3, extra }));
      await drawn(page);
      const boxes = await page
        .locator(".overlay text")
        .evaluateAll((words) => words.map((word) => word.getBoundingClientRect().toJSON() as DOMRect));
      expect(boxes.length).toBeGreaterThan(5);
      for (const [i, a] of boxes.entries())
        for (const b of boxes.slice(i + 1)) {
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          expect(across > 0 && down > 5, `${JSON.stringify(a)} lies on ${JSON.stringify(b)}`).toBe(false);
        }
    });

    it("tells how to begin where nothing is open", async () => {
      await open({ state: { kind: "idle" } });
      await page.locator(".message h2").waitFor();
      expect(await page.locator(".message").innerText()).toContain("Nothing leaves it.");
    });

    it("opens as it was left", async () => {
      await open({
        saved: {
          selected: 9,
          layer: 2,
          separation: 9,
          hiddenLabels: ["rivers"],
          trajectories: "selected",
          sheet: false,
        },
      });
      await drawn(page);
      await stageHas(page, "selected", 9);
      await stageHas(page, "layer", 2);
      expect(await page.locator(".slider").inputValue()).toBe("9");
      expect(await page.locator('.choice [aria-checked="true"]').textContent()).toBe("Selected");
      expect(await page.locator(".sheet").isVisible()).toBe(false);
    });
  });
});
