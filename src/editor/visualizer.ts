import { commands, TabInputNotebook, TabInputText, Uri, window, type LogOutputChannel } from "vscode";
import { cacheSize, clearCache } from "../protocol/engine.ts";
import { misfitsOf } from "../protocol/pictureMisfits.ts";
import { editorText } from "../strings/editor.ts";
import { exportText } from "../strings/exporting.ts";
import type { RunServices } from "./documentRun.ts";
import { documentOf } from "./bundleDocument.ts";
import { isPictureSettings, openPictureSettings, type SettledPicture } from "./pictureSettingsFile.ts";
import { notebookOf } from "./notebookCells.ts";
import { MOST_FILES } from "./inputSource.ts";
import { openText } from "./openText.ts";
import type { OpenPanel, Panels } from "./panels.ts";
import { addressOf, urisOf, type PictureInput } from "./pictureInput.ts";
import { textColumn } from "./textColumn.ts";

/** How long the status bar says what was done. */
const SHOWN_MS = 5000;

/** What the commands do. */
export class Visualizer {
  readonly #panels: Panels;
  readonly #services: RunServices;
  readonly #channel: LogOutputChannel;

  constructor(panels: Panels, services: RunServices, channel: LogOutputChannel) {
    this.#panels = panels;
    this.#services = services;
    this.#channel = channel;
  }

  /** Menus give the resource and, in the explorer, everything selected; the palette gives nothing. */
  async visualize(resource: unknown, selected: unknown): Promise<void> {
    const uris = resourcesOf(resource, selected);
    if (uris.length === 0) {
      await window.showInformationMessage(editorText.noFile);
      return;
    }
    const settled = await Promise.all(uris.filter(isPictureSettings).map(openPictureSettings));
    const plain = uris.filter((uri) => !isPictureSettings(uri));
    // What has a picture of its own cannot be part of another one.
    const canUnite = plain.every((uri) => documentOf(uri).bundle === undefined) && settled.length === 0;
    if (uris.length > 1 && canUnite) {
      const items = [editorText.together, editorText.apart];
      const answer = await window.showQuickPick(items, { title: editorText.severalTitle(uris.length) });
      if (answer === undefined) return;
      if (answer === editorText.together) return this.visualizeInput({ kind: "files", uris });
    }
    const [only, ...others] = [...settled.map(({ uri }) => uri), ...plain.map((uri) => documentOf(uri).uri)];
    if (only && others.length === 0) await this.#showText([only]);
    await Promise.all([
      ...settled.map((settings) => this.#drawSettled(settings)),
      ...plain.map((uri) => this.#panels.visualize(uri)),
    ]);
  }

  /** Draws what a file of picture settings says, and says what of it the picture does not have. */
  async #drawSettled({ uri, name, chosen, view }: SettledPicture): Promise<void> {
    await this.#panels.visualizeAs(uri, chosen, view);
    const { run } = this.#panels.of(uri) ?? {};
    if (run?.shown === undefined || run.state.kind !== "ready") return;
    const tasks = this.#services.tasks.of(run.dataset?.given);
    const said = { ...(chosen.drawing && { drawing: chosen.drawing }), ...(view && { view }) };
    for (const misfit of misfitsOf(said, { tasks, layers: run.shown.picture.layers.length }))
      void window.showWarningMessage(exportText.misfit(name, misfit));
  }

  /** Draws what is not one document. */
  async visualizeInput(input: PictureInput): Promise<void> {
    if (input.kind !== "folder") await this.#showText(urisOf(input));
    if (input.kind === "files" && input.uris.length > MOST_FILES)
      void window.showInformationMessage(editorText.folderCut(MOST_FILES));
    await this.#panels.visualize(addressOf(input));
  }

  /** The text is half of what there is to see: the first one is opened where none is open. */
  async #showText(uris: readonly Uri[]): Promise<void> {
    const [first] = uris;
    if (first === undefined || uris.some(isOpen)) return;
    const viewColumn = textColumn(this.#panels.all.map(({ view }) => view.panel.viewColumn));
    await openText(first, { preview: true, preserveFocus: true, viewColumn });
  }

  /** Stops the run of a panel; without one that of the current panel, else the last one that runs. */
  cancel(panel?: OpenPanel): void {
    const { current, all } = this.#panels;
    const running = all.filter(({ run }) => run.state.kind === "working");
    (panel ?? running.find((other) => other === current) ?? running.at(-1))?.run.cancel();
  }

  /** Ends the engine, whatever it does. What was being cancelled stays so; every other picture starts again. */
  async restartEngine(): Promise<void> {
    const going = this.#panels.all.filter(({ run }) => run.state.kind === "working" && !run.state.cancelling);
    const started = going.map(({ run }) => run.start());
    this.#services.engine.restart();
    window.setStatusBarMessage(editorText.engineRestarted, SHOWN_MS);
    await Promise.all(started);
  }

  /** Shows a document's picture, or the current one. */
  async showPanel(uri: unknown): Promise<void> {
    const panel = uri instanceof Uri ? this.#panels.of(uri) : await this.currentPanel();
    panel?.view.panel.reveal();
  }

  async showProblems(): Promise<void> {
    await commands.executeCommand("workbench.actions.view.problems");
  }

  showLog(): void {
    this.#channel.show(true);
  }

  async showCacheSize(): Promise<void> {
    const { engine, settings } = this.#services;
    const { bytes, records, models } = await engine.request(cacheSize, { folder: settings.cache.folder });
    const answer = await window.showInformationMessage(
      editorText.cacheSize(bytes, records, models),
      ...(records > 0 ? [editorText.clearCache] : []),
    );
    if (answer === editorText.clearCache) await this.clearCache();
  }

  async clearCache(): Promise<void> {
    const { engine, settings } = this.#services;
    const { bytes } = await engine.request(clearCache, { folder: settings.cache.folder });
    await window.showInformationMessage(editorText.cacheCleared(bytes));
  }

  /** The panel a command is about; tells the user where there is none. */
  async currentPanel(): Promise<OpenPanel | undefined> {
    const { current } = this.#panels;
    if (!current) await window.showInformationMessage(editorText.noPanel);
    return current;
  }
}

function resourcesOf(resource: unknown, selected: unknown): Uri[] {
  const several: unknown[] = Array.isArray(selected) ? selected : [];
  const uris = several.filter((item) => item instanceof Uri);
  if (uris.length > 0) return uris;
  if (resource instanceof Uri) return [resource];
  const edited = window.activeTextEditor?.document.uri;
  // A cell is a part of what is edited, and while none is edited there is no text.
  const notebook = edited === undefined ? window.activeNotebookEditor?.notebook.uri : notebookOf(edited);
  const shown = notebook ?? edited;
  return shown ? [shown] : [];
}

/** Whether the text stands in a tab, or the notebook it is of. */
function isOpen(uri: Uri): boolean {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  if (window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri.toString())) return true;
  return tabs.some(({ input }) => {
    const isText = input instanceof TabInputText || input instanceof TabInputNotebook;
    return isText && input.uri.toString() === uri.toString();
  });
}
