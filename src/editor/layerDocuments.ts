import { Disposable, Uri, ViewColumn, window, workspace, type TextDocumentContentProvider } from "vscode";
import { showLayers, type LayerTable } from "../protocol/models.ts";
import { choosingText } from "../strings/choosing.ts";
import { layerTableLines, layerTableText } from "../strings/layerTable.ts";
import type { EngineClient } from "./engineClient.ts";
import { shortName } from "./modelPaths.ts";
import type { Panels } from "./panels.ts";
import type { Settings } from "./settings.ts";

/** Ties the documents to the title button in the manifest. */
const SCHEME = "strata-layers";

/**
 * Tables of models' layers as read-only documents: they can be searched, copied and compared. The layer in whose line
 * the caret stands is lit in the picture.
 */
export class LayerDocuments implements TextDocumentContentProvider, Disposable {
  readonly #engine: EngineClient;
  readonly #settings: Settings;
  readonly #panels: Panels;
  readonly #tables = new Map<string, LayerTable>();
  readonly #subscription: Disposable;

  constructor(engine: EngineClient, settings: Settings, panels: Panels) {
    this.#engine = engine;
    this.#settings = settings;
    this.#panels = panels;
    this.#subscription = Disposable.from(
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      window.onDidChangeTextEditorSelection(({ textEditor, selections }) =>
        this.#light(textEditor.document.uri, selections[0]?.active.line ?? 0),
      ),
      workspace.onDidCloseTextDocument(({ uri }) => this.#tables.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Opens the table of the model that reads a document. Rejects with what is wrong with the model. */
  async show(subject: Uri | undefined): Promise<void> {
    const name = shortName(this.#settings.model(subject).model);
    const query = subject?.toString() ?? "";
    const uri = Uri.from({ scheme: SCHEME, path: `/${choosingText.layersTitle(name)}`, query });
    this.#tables.set(uri.toString(), await this.table(subject));
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { preview: false, viewColumn: this.#columnFor(subject) });
  }

  /** The layers of the model that reads a document, or of another one, whatever is chosen of them. */
  table(subject: Uri | undefined, other: { readonly model?: string } = {}): Promise<LayerTable> {
    const model = { ...this.#settings.model(subject), ...other };
    delete model.layers;
    delete model.prompt;
    return this.#engine.request(showLayers, { model, places: this.#settings.places(subject) });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    return layerTableText(await this.#tableOf(uri), true);
  }

  /** The document whose model a table is of. */
  subjectOf(uri: Uri | undefined): Uri | undefined {
    return uri?.scheme === SCHEME && uri.query !== "" ? Uri.parse(uri.query, true) : undefined;
  }

  async #tableOf(uri: Uri): Promise<LayerTable> {
    const table = this.#tables.get(uri.toString()) ?? (await this.table(this.subjectOf(uri)));
    this.#tables.set(uri.toString(), table);
    return table;
  }

  /** Beside the picture, where the text is. */
  #columnFor(subject: Uri | undefined): ViewColumn {
    const picture = subject && this.#panels.of(subject)?.view.panel.viewColumn;
    if (picture === undefined) return ViewColumn.Active;
    return picture === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
  }

  #light(uri: Uri, line: number): void {
    const table = this.#tables.get(uri.toString());
    const subject = this.subjectOf(uri);
    if (!table || !subject) return;
    const row = layerTableLines(table, true)[line]?.row;
    if (row) this.#panels.of(subject)?.view.pointAt(row.name);
  }
}
