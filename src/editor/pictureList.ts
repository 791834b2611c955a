import { Disposable, EventEmitter, ThemeIcon, TreeItem, window, type TreeDataProvider } from "vscode";
import { editorText } from "../strings/editor.ts";
import type { OpenPanel, Panels } from "./panels.ts";

/** The open pictures in the side bar, the one used last first; without one VS Code shows the view's welcome. */
export class PictureList implements TreeDataProvider<OpenPanel>, Disposable {
  readonly #panels: Panels;
  readonly #changed = new EventEmitter<void>();
  readonly #parts: Disposable;
  #said = "";
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(panels: Panels) {
    this.#panels = panels;
    this.#parts = Disposable.from(
      this.#changed,
      panels.onChanged(() => this.#update()),
      window.registerTreeDataProvider("strata.pictures", this),
    );
  }

  getChildren(panel?: OpenPanel): OpenPanel[] {
    return panel === undefined ? this.#panels.all.toReversed() : [];
  }

  getTreeItem({ run }: OpenPanel): TreeItem {
    const item = new TreeItem(run.title);
    item.id = run.uri.toString();
    item.resourceUri = run.subject;
    item.iconPath = new ThemeIcon("layers");
    item.description = describe(run);
    item.command = { command: "strata.showPanel", title: editorText.showPicture, arguments: [run.uri] };
    return item;
  }

  /** Progress comes several times a second; the list says less. */
  #update(): void {
    const said = this.#panels.all.map(({ run }) => `${run.uri.toString()} ${describe(run)}`).join("\n");
    if (said === this.#said) return;
    this.#said = said;
    this.#changed.fire();
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

function describe({ state, result }: OpenPanel["run"]): string {
  if (state.kind === "ready" && result !== undefined) return editorText.pictureOf(result);
  return editorText.pictureStates[state.kind];
}
