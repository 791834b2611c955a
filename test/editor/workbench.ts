import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import { startCodeServer, type CodeServer } from "./codeServer.ts";
import { PanelPage } from "./panelPage.ts";
import { vsix } from "./vsix.ts";

const root = path.join(import.meta.dirname, "..", "..");
const shots = path.join(root, "out", "shots");

/** WebGL on the processor, and nothing that asks the network. */
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];
/** The workbench ignores clicks and keys while it is busy, and extensions' entries appear seconds after itself. */
const TRIES = 30;
const TRY_MS = 4000;

export interface WorkbenchOptions {
  /** Files of the folder that is opened: what to write, or a path below the repository to copy. */
  readonly files: Readonly<Record<string, string | Uint8Array | { readonly copy: string }>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Opens the folder as one that is not trusted. */
  readonly untrusted?: boolean;
}

/** The real VS Code workbench in a browser, with the packaged extension and a folder of its own. */
export class Workbench {
  readonly page: Page;
  readonly folder: string;
  readonly #scratch: string;
  readonly #server: CodeServer;
  readonly #browser: Browser;
  /** Violations of the content security policy and uncaught errors of any page. */
  readonly complaints: string[] = [];

  private constructor(scratch: string, server: CodeServer, browser: Browser, page: Page) {
    this.#scratch = scratch;
    this.#server = server;
    this.#browser = browser;
    this.page = page;
    this.folder = path.join(scratch, "folder");
    page.on("console", (message) => {
      if (/Content.Security.Policy|strata/i.test(message.text()) && message.type() === "error")
        this.complaints.push(message.text());
    });
  }

  static async open({ files, settings = {}, untrusted = false }: WorkbenchOptions): Promise<Workbench> {
    if (!existsSync(vsix)) throw new Error(`There is no ${vsix}: npm run package makes it.`);
    // Not of our name: what VS Code says of its own files there is no complaint of ours.
    const scratch = mkdtempSync(path.join(tmpdir(), "workbench-"));
    const folder = path.join(scratch, "folder");
    mkdirSync(folder);
    for (const [name, content] of Object.entries(files)) {
      const place = path.join(folder, name);
      mkdirSync(path.dirname(place), { recursive: true });
      if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(place, content);
      else cpSync(path.join(root, content.copy), place, { recursive: true });
    }
    const server = await startCodeServer({ scratch, vsix, folder, settings, untrusted });
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
    const workbench = new Workbench(scratch, server, browser, page);
    await page.goto(server.url);
    await workbench.#settled();
    return workbench;
  }

  get panel(): PanelPage {
    return new PanelPage(this.page);
  }

  /** The tab of an editor or panel. */
  tab(title: string): Locator {
    return this.page.locator(".tabs-container .tab", { hasText: title });
  }

  /** Right-clicks a file in the explorer and chooses the command. */
  async visualize(file: string): Promise<void> {
    await this.chooseFromMenu(this.explorerRow(file), "Visualize Embeddings");
  }

  explorerRow(file: string): Locator {
    return this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: file });
  }

  /** Opens a context menu and chooses an entry; again where the entry is not there yet or the menu ignored the click. */
  async chooseFromMenu(place: Locator, title: string): Promise<void> {
    const item = this.page.locator(".monaco-menu .action-item", { hasText: title });
    for (let attempt = 0; attempt < TRIES; attempt++) {
      // What hovers over the place goes when the pointer does.
      await this.page.mouse.move(0, 0);
      if (!(await happens(place.click({ button: "right", timeout: TRY_MS })))) continue;
      const choose = () =>
        item.click({ timeout: TRY_MS }).then(() => item.waitFor({ state: "detached", timeout: TRY_MS }));
      // A menu takes no click in its first tenth of a second, and a fast machine is faster: it is still open then.
      if ((await happens(choose())) || ((await item.count()) > 0 && (await happens(choose())))) return;
      await this.page.keyboard.press("Escape");
    }
    throw new Error(`The context menu has no ${title}.`);
  }

  /** Runs a command by the palette. */
  async run(command: string): Promise<void> {
    await this.#fromPalette(command, () => this.rows.filter({ hasText: command }).first().click({ timeout: TRY_MS }));
  }

  /** Runs a command by the palette, with the keyboard alone. */
  async type(command: string): Promise<void> {
    const row = this.focusedRow.filter({ hasText: command });
    await this.#fromPalette(command, async () => {
      await row.waitFor({ timeout: TRY_MS });
      await this.page.keyboard.press("Enter");
      // An Enter that comes while the list is filled anew is lost.
      await row.waitFor({ state: "hidden", timeout: TRY_MS });
    });
  }

  /** Opens the palette and takes a command; again where something else took the keyboard and with it the palette. */
  async #fromPalette(command: string, take: () => Promise<void>): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await this.page.keyboard.press("F1");
      if (await happens(this.quickInput.fill(`>${command}`, { timeout: TRY_MS }).then(take))) return;
      // Where there is no palette, the key would go to what has the keyboard.
      if (await this.quickInput.isVisible()) await this.page.keyboard.press("Escape");
    }
    throw new Error(`The palette has no ${command}.`);
  }

  /** Types into the quick pick in front, waits until the entry is there that is wanted, and takes it with Enter. */
  async answer(text: string, wanted: string | RegExp = text): Promise<void> {
    const entry = this.focusedRow.filter({ hasText: wanted });
    for (let attempt = 0; attempt < TRIES; attempt++) {
      // The list of another step may still have been in front, and have taken the words with it.
      const found = this.quickInput.fill(text, { timeout: TRY_MS }).then(() => entry.waitFor({ timeout: TRY_MS }));
      if (await happens(found)) return this.page.keyboard.press("Enter");
    }
    throw new Error(`No entry ${String(wanted)} has the focus.`);
  }

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget input[type=text], .quick-input-widget input[type=password]");
  }

  /** The entries of the quick pick in front. */
  get rows(): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row");
  }

  get focusedRow(): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row.focused");
  }

  /** What the folder's own settings hold. */
  folderSettings(): Readonly<Record<string, unknown>> {
    const file = path.join(this.folder, ".vscode", "settings.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>>) : {};
  }

  /** Opens a file and puts the caret into it. */
  async edit(file: string): Promise<void> {
    await this.explorerRow(file).dblclick();
    await this.page
      .locator(`.editor-instance[aria-label^="${file}"], .tab.active[aria-label^="${file}"]`)
      .first()
      .waitFor();
    await this.focusEditor();
  }

  /** Gives the keyboard to the text in the first column. */
  async focusEditor(): Promise<void> {
    const tab = this.page.locator(".editor-group-container .tab.active .tab-label").first();
    const focused = this.page.locator(".editor-instance .monaco-editor.focused");
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await tab.click();
      if (await happens(focused.waitFor({ timeout: TRY_MS }))) return;
    }
    throw new Error("The text does not take the keyboard.");
  }

  /** Puts the caret at a place of the text in the first column, both from 1 on. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press("Control+G");
    await this.page.locator(".quick-input-widget input[type=text]").fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.page.locator("[id='status.editor.selection']", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  async save(file: string): Promise<void> {
    await this.tab(file).first().click();
    await this.page.keyboard.press("Control+S");
    await this.page.locator(".tab.dirty", { hasText: file }).waitFor({ state: "detached" });
  }

  async closeEditors(): Promise<void> {
    await this.run("View: Close All Editors");
    await this.page.locator(".tabs-container .tab").first().waitFor({ state: "detached" });
  }

  /** Chooses a colour theme by its name, as `Light Modern`. */
  async theme(name: string): Promise<void> {
    await this.run("Preferences: Color Theme");
    await this.page.locator(".quick-input-widget input[type=text]").fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Waits for a notification and puts it away. */
  async toast(text: RegExp): Promise<void> {
    const message = this.page.locator(".notifications-toasts .notification-list-item-message", { hasText: text });
    await message.waitFor();
    await this.run("Notifications: Clear All Notifications");
    await message.waitFor({ state: "detached" });
  }

  /** Errors and warnings VS Code knows of. */
  async problems(): Promise<number> {
    const counts = (await this.page.locator("[id='status.problems']").textContent()) ?? "";
    return counts.split(/\D+/).reduce((sum, number) => sum + Number(number), 0);
  }

  /** What the status bar says of the caret in the first column, as `Ln 3, Col 9 (24 selected)`. Focuses the editor. */
  async caret(): Promise<string> {
    await this.focusEditor();
    return (await this.page.locator("[id='status.editor.selection']").textContent())?.trim() ?? "";
  }

  /** What the extension's status bar item says. */
  async status(): Promise<string> {
    return (await this.page.locator("[id$='strata.status']").textContent())?.trim() ?? "";
  }

  /** Process id of the engine of this workbench. */
  enginePid(): number | undefined {
    const engines = readdirSync("/proc").filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      const words = commandLine(pid);
      return words.includes(this.#scratch) && words.includes("dist/engine.js");
    });
    return engines[0] === undefined ? undefined : Number(engines[0]);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#settled();
  }

  /** Writes a screenshot of the whole window to `out/shots`. */
  async shoot(name: string): Promise<void> {
    mkdirSync(shots, { recursive: true });
    await this.page.screenshot({ path: path.join(shots, `${name.replaceAll(/[^\w-]+/g, "-")}.png`) });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  async #settled(): Promise<void> {
    await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 60_000 });
  }
}

/** Empty where the process has ended meanwhile. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return "";
    throw error;
  }
}

function happens(wanted: Promise<void>): Promise<boolean> {
  return wanted.then(
    () => true,
    () => false,
  );
}
