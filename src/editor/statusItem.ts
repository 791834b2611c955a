import { commands, StatusBarAlignment, window, workspace, type Disposable } from "vscode";
import type { PanelState } from "../protocol/panel.ts";
import { productName } from "../strings.ts";
import { editorText } from "../strings/editor.ts";
import type { DocumentRun } from "./documentRun.ts";
import type { Panels } from "./panels.ts";

/** Model, device and cached records of the current panel in the status bar, and the context keys of the commands. */
export class StatusItem implements Disposable {
  readonly #item = window.createStatusBarItem("strata.status", StatusBarAlignment.Right, 100);
  readonly #panels: Panels;
  readonly #subscriptions: readonly Disposable[];
  readonly #keys = new Map<string, boolean>();

  constructor(panels: Panels) {
    this.#panels = panels;
    this.#item.name = productName;
    this.#item.command = "strata.showPanel";
    const update = (): void => this.#update();
    this.#subscriptions = [panels.onChanged(update), window.onDidChangeActiveTextEditor(update)];
    this.#update();
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const { all, current } = this.#panels;
    this.#setKey("strata.panelOpen", all.length > 0);
    this.#setKey(
      "strata.running",
      all.some(({ run }) => run.state.kind === "working"),
    );
    this.#setKey("strata.fieldsFound", (current?.run.dataset?.fields.length ?? 0) > 0);
    const { dialect, array, turns } = current?.run.chosenReading ?? {};
    const reading = current?.run.dataset?.reading;
    this.#setKey("strata.dialectFound", (dialect ?? reading?.dialect) !== undefined);
    this.#setKey("strata.arraysFound", array !== undefined || (reading?.arrays.length ?? 0) > 1);
    const dataset = current?.run.dataset;
    this.#setKey("strata.dataSetsFound", dataset?.given !== undefined && dataset.reading.arrays.length > 1);
    this.#setKey("strata.turnsFound", (turns ?? reading?.turns) !== undefined);
    if (!current) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(layers) ${textOf(current.run.state)}`;
    this.#item.tooltip = tooltipOf(current.run);
    this.#item.show();
  }

  #setKey(key: string, value: boolean): void {
    if (this.#keys.get(key) === value) return;
    this.#keys.set(key, value);
    void commands.executeCommand("setContext", key, value);
  }
}

function textOf(state: PanelState): string {
  switch (state.kind) {
    case "idle":
      return productName;
    case "working":
      return editorText.statusWorking(state.progress);
    case "interrupted":
      return editorText.statusStopped;
    case "failed":
      return state.isCalm === true ? editorText.statusEmpty : editorText.statusFailed;
    case "ready":
      return editorText.statusReady(state.result);
  }
}

function tooltipOf({ input, title, result }: DocumentRun): string {
  const file = input.kind === "document" ? workspace.asRelativePath(input.uri) : title;
  return result ? `${file}\n${editorText.statusTooltip(result)}` : file;
}
