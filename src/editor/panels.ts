import {
  EventEmitter,
  TabInputText,
  Uri,
  ViewColumn,
  window,
  type Disposable,
  type FileRenameEvent,
  type WebviewPanel,
  type WebviewPanelSerializer,
} from "vscode";
import type { PictureView } from "../protocol/pictureSettings.ts";
import type { PanelCommand, SavedView } from "../protocol/panel.ts";
import { editorText } from "../strings/editor.ts";
import { documentOf } from "./bundleDocument.ts";
import { DocumentRun, type DocumentChoices } from "./documentRun.ts";
import { addressOf, movedInput } from "./pictureInput.ts";
import { ProblemList } from "./problemList.ts";
import { savedReading } from "./readingChange.ts";
import { savedModel } from "./savedModel.ts";
import { savedDrawing } from "./savedDrawing.ts";
import { RecordLinks } from "./recordLinks.ts";
import { renamedTo } from "./renames.ts";
import { RunPanel, type PanelServices } from "./runPanel.ts";
import { watchInput } from "./watchInput.ts";

/** Ties the panels to `onWebviewPanel:` in the manifest. */
export const VIEW_TYPE = "strata.picture";

/** One document's run and the panel that shows it. */
export interface OpenPanel {
  readonly run: DocumentRun;
  readonly view: RunPanel;
  readonly links: RecordLinks;
}

/** The same, with what parts the two. */
interface Attached extends OpenPanel {
  readonly detach: () => void;
}

/** All open panels, one per document; the one used last is the current one. */
export class Panels implements WebviewPanelSerializer<Partial<SavedView> | undefined>, Disposable {
  readonly #services: PanelServices;
  readonly #problems = new ProblemList();
  readonly #changed = new EventEmitter<void>();
  readonly #pressed = new EventEmitter<{ readonly command: PanelCommand; readonly panel: OpenPanel }>();
  /** Ordered by use, last used last. */
  readonly #open = new Map<string, Attached>();

  /** Fires when a panel opens, closes, becomes current, or its run changes. */
  readonly onChanged = this.#changed.event;
  /** Fires when a button of a panel is pressed. */
  readonly onPressed = this.#pressed.event;

  constructor(services: PanelServices) {
    this.#services = services;
  }

  get all(): readonly Attached[] {
    return [...this.#open.values()];
  }

  /** The panel of a document. */
  of(uri: Uri): OpenPanel | undefined {
    return this.#open.get(uri.toString());
  }

  /** The panel in front, else that of the document in the active editor, else the one used last. */
  get current(): OpenPanel | undefined {
    const inFront = this.all.find(({ view }) => view.panel.active);
    const edited = window.activeTextEditor?.document.uri.toString() ?? "";
    const holding = this.all.findLast(({ run }) => run.files.some((file) => file.toString() === edited));
    return inFront ?? this.#open.get(edited) ?? holding ?? this.all.at(-1);
  }

  /** Opens the document's panel beside the editor, or shows it again, and draws the document as it is now. */
  async visualize(resource: Uri): Promise<void> {
    const { uri, bundle } = documentOf(resource);
    const known = this.#open.get(uri.toString());
    if (known) known.view.panel.reveal(undefined, true);
    const { run } = known ?? this.#attach(uri, this.#createPanel());
    run.chooseBundle(bundle);
    await run.start();
  }

  /** The same with what a file of picture settings says. */
  async visualizeAs(uri: Uri, chosen: DocumentChoices, shown: PictureView | undefined): Promise<void> {
    const known = this.#open.get(uri.toString());
    if (known) known.view.panel.reveal(undefined, true);
    const { run, view } = known ?? this.#attach(uri, this.#createPanel());
    run.choose(chosen);
    if (shown !== undefined) view.show(shown);
    await run.start();
  }

  /** Brings a panel back after the window was reloaded; the cache holds its picture. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: Partial<SavedView> | undefined): Promise<void> {
    if (typeof state?.uri !== "string" || this.#open.has(state.uri)) {
      this.#services.log.warn(editorText.notRestored);
      panel.dispose();
      return;
    }
    // Not awaited: VS Code shows the panel when this returns, and the panel shows the progress.
    void this.#attach(Uri.parse(state.uri, true), panel, {
      reading: savedReading(state.reading),
      ...savedDrawing(state.drawing),
      ...(typeof state.bundle === "string" && { bundle: state.bundle }),
      ...savedModel(state.model),
    }).run.start();
    return Promise.resolve();
  }

  /** Draws every document again that a change of the settings concerns. */
  async settingsChanged(concerns: (uri: Uri) => boolean): Promise<void> {
    for (const { view, run } of this.all) {
      if (concerns(run.subject)) run.forgetModel();
      view.pushInfo();
    }
    await Promise.all(this.all.filter(({ run }) => concerns(run.subject)).map(({ run }) => run.start()));
  }

  /** The pictures of files that were renamed or moved stay theirs, with what was chosen for them. */
  filesRenamed({ files }: FileRenameEvent): void {
    for (const { run, view, detach } of this.all) {
      const input = movedInput(run.input, (file) => renamedTo(file, files));
      const uri = input && addressOf(input);
      const bundle = run.bundle === undefined ? undefined : renamedTo(Uri.file(run.bundle), files)?.fsPath;
      if (bundle !== undefined) run.chooseBundle(bundle);
      if (uri === undefined) continue;
      const { chosenReading: reading, drawing, bundle: states, modelSettings: model } = run;
      detach();
      // What was put in the place of another drawn file is drawn there.
      if (this.#open.has(uri.toString())) {
        view.panel.dispose();
        continue;
      }
      const chosen = {
        reading,
        ...(drawing && { drawing }),
        ...(states !== undefined && { bundle: states }),
        ...(model && { model }),
      };
      void this.#attach(uri, view.panel, chosen).run.start();
    }
  }

  dispose(): void {
    for (const { view } of this.all) view.panel.dispose();
    this.#problems.dispose();
    this.#changed.dispose();
    this.#pressed.dispose();
  }

  #createPanel(): WebviewPanel {
    return window.createWebviewPanel(VIEW_TYPE, "", { viewColumn: this.#freeColumn(), preserveFocus: true });
  }

  /** Where the other pictures are, else beside the editor; never in front of the text. */
  #freeColumn(): ViewColumn {
    const edited = window.activeTextEditor?.viewColumn ?? openingColumn();
    const pictures = this.all.at(-1)?.view.panel.viewColumn;
    if (pictures !== undefined && pictures !== edited) return pictures;
    return edited === undefined ? ViewColumn.Active : ViewColumn.Beside;
  }

  #attach(uri: Uri, panel: WebviewPanel, chosen: DocumentChoices = {}): Attached {
    const id = uri.toString();
    const run = new DocumentRun(uri, chosen, this.#services);
    const links = new RecordLinks(run);
    const view = new RunPanel(panel, run, links, this.#services);
    const watcher = watchInput(run, {
      changed: () => {
        view.setDeleted(false);
        void run.start();
      },
      deleted: () => {
        view.setDeleted(true);
        this.#services.log.warn(editorText.fileDeleted(run.title));
      },
    });
    const detach = () => {
      this.#open.delete(id);
      this.#problems.clear(run);
      for (const part of parts) part.dispose();
      this.#changed.fire();
    };
    const opened = { run, view, links, detach };
    this.#open.set(id, opened);
    run.onChanged((part) => {
      if (part === "dataset" || run.state.kind === "ready") this.#problems.show(run);
      if (part !== "picture") this.#changed.fire();
    });
    view.onPressed((command) => this.#pressed.fire({ command, panel: opened }));
    const parts = [
      panel.onDidChangeViewState(() => this.#used(id, opened)),
      panel.onDidDispose(detach),
      ...[watcher, view, links, run],
    ];
    this.#changed.fire();
    return opened;
  }

  #used(id: string, opened: Attached): void {
    if (opened.view.panel.active) {
      this.#open.delete(id);
      this.#open.set(id, opened);
    }
    // Another one may be the current one now.
    this.#changed.fire();
  }
}

/** Where a text is in front that VS Code still opens, or keeps from extensions for its size. */
function openingColumn(): ViewColumn | undefined {
  const { activeTab, viewColumn } = window.tabGroups.activeTabGroup;
  return activeTab?.input instanceof TabInputText ? viewColumn : undefined;
}
