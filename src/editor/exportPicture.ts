import path from "node:path";
import { ProgressLocation, Uri, window, workspace } from "vscode";
import { RECORDS_FILE } from "../protocol/bundles.ts";
import type { PointKind } from "../protocol/engine.ts";
import { pointKind } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import {
  exportRun,
  exportTask,
  type DrawingParams,
  listExporters,
  type ExporterInfo,
  type PageView,
  type ShownView,
} from "../protocol/exporting.ts";
import type { SavedView } from "../protocol/panel.ts";
import { declaredExporter } from "../strings/declared.ts";
import { exportedViews } from "../strings/exportedViews.ts";
import { exportText } from "../strings/exporting.ts";
import type { Editor } from "./editor.ts";
import type { OpenPanel } from "./panels.ts";
import { exportDrawing } from "./exportDrawing.ts";
import { savePictureSettings } from "./pictureSettingsFile.ts";
import { language } from "./language.ts";
import { ask, BACK, type Choice } from "./quickStep.ts";
import { askWhere, baseNameOf, sayWritten, writeTo } from "./savedFile.ts";

/** What can be written of a picture. */
type Kind =
  | { readonly kind: "file"; readonly exporter: ExporterInfo }
  | { readonly kind: "drawing"; readonly format: DrawingParams["format"] }
  | { readonly kind: "settings" };

const drawings: readonly Choice<Kind>[] = [
  {
    ...{ label: exportText.png, description: ".png", detail: exportText.pngHelp },
    value: { kind: "drawing", format: "png" },
  },
  {
    ...{ label: exportText.svg, description: ".svg", detail: exportText.svgHelp },
    value: { kind: "drawing", format: "svg" },
  },
];

/** What is written beside it, so that it can be opened again: a file of states and its texts. */
const beside: Readonly<Record<string, string>> = { states: "records" };

/** Asks what to write of a picture and where, and writes it. */
export async function exportPicture(editor: Editor, panel?: OpenPanel): Promise<void> {
  const open = panel ?? (await editor.visualizer.currentPanel());
  if (open === undefined) return;
  const { run, view } = open;
  const shown = await view.shownView();
  const dataset = run.shown?.dataset;
  if (shown.run === undefined || dataset === undefined) {
    await window.showInformationMessage(exportText.noPicture);
    return;
  }
  const kind = await askKind(editor, run.title, shown);
  if (kind === undefined) return;
  if (kind.kind === "drawing") return exportDrawing(open, kind.format, shown, askTexts);
  if (kind.kind === "settings") return savePictureSettings(editor, open);
  const points = await askPart(kind.exporter, shown, run.shown?.picture.points ?? 0, pointKind(dataset));
  if (points === BACK) return;
  const withTexts = await askTexts();
  if (withTexts === undefined) return;
  await write(editor, open, kind.exporter, { shown, run: shown.run, points, withTexts });
}

async function askKind({ engine }: Editor, title: string, { isDrawn, rows }: ShownView): Promise<Kind | undefined> {
  const exporters = (await engine.request(listExporters, null)).map(declaredExporter);
  const chosen = await ask<Kind>({
    title: exportText.title,
    placeholder: rows === undefined ? exportText.placeholder(title) : exportedViews.tablePlaceholder(title),
    sections: [
      { label: exportText.pictures, choices: isDrawn ? drawings : [] },
      {
        label: exportText.data,
        choices: [
          ...exporters.map((exporter): Choice<Kind> => ({
            ...{ label: exporter.label, description: path.extname(exporter.fileName), detail: exporter.help },
            value: { kind: "file", exporter },
          })),
          {
            ...{ label: exportText.settings, description: ".strata.json", detail: exportText.settingsHelp },
            value: { kind: "settings" },
          },
        ],
      },
    ],
  });
  return chosen === BACK ? undefined : chosen;
}

/** The points to write; `undefined` for all of them, `BACK` where the user gave up. */
async function askPart(
  { ofSelection }: ExporterInfo,
  { selection, rows }: ShownView,
  all: number,
  kind: PointKind,
): Promise<Uint32Array | undefined | typeof BACK> {
  if (!ofSelection || (selection.length === 0 && rows === undefined)) return undefined;
  const chosen = await ask<"all" | "selected" | "rows">({
    title: exportText.partTitle,
    placeholder: exportText.partPlaceholder,
    sections: [
      {
        label: "",
        choices: [
          ...(rows === undefined ? [] : [{ label: exportedViews.rows(rows.length, kind), value: "rows" as const }]),
          ...(selection.length === 0
            ? []
            : [{ label: exportText.selected(selection.length, kind), value: "selected" as const }]),
          { label: exportText.all(all, kind), value: "all" },
        ],
      },
    ],
  });
  if (chosen === undefined || chosen === BACK) return BACK;
  if (chosen === "rows") return rows;
  return chosen === "all" ? undefined : selection;
}

/** `undefined` where the user gave up. */
async function askTexts(): Promise<boolean | undefined> {
  const chosen = await ask<boolean>({
    title: exportText.textsTitle,
    placeholder: exportText.textsPlaceholder,
    sections: [
      {
        label: "",
        choices: [
          { label: exportText.withTexts, detail: exportText.withTextsHelp, value: true },
          { label: exportText.withoutTexts, detail: exportText.withoutTextsHelp, value: false },
        ],
      },
    ],
  });
  return chosen === BACK ? undefined : chosen;
}

interface Wish {
  readonly shown: ShownView;
  readonly run: string;
  readonly points: Uint32Array | undefined;
  readonly withTexts: boolean;
}

async function write(editor: Editor, { run }: OpenPanel, exporter: ExporterInfo, wish: Wish): Promise<void> {
  const file = path.posix.basename(run.uri.path);
  const target = await askWhere(run, nameFor(baseNameOf(run), exporter), exporter.label);
  if (target === undefined) return;
  const others = await besides(editor, exporter, target);
  if (others === undefined) return;
  const options = {
    location: ProgressLocation.Notification,
    title: exportText.writing(exporter.label),
    cancellable: true,
  };
  const { shown, points, withTexts } = wish;
  const view = shown.saved === undefined ? undefined : pageView(shown.saved);
  await window
    .withProgress(options, async (progress, token) => {
      let told = 0;
      const subscription = editor.engine.onTaskProgressed(({ run: of, task, done }) => {
        if (of !== wish.run || task !== exportTask(exporter.id)) return;
        progress.report({ increment: 100 * (done - told) });
        told = done;
      });
      try {
        for (const { id, place } of [{ id: exporter.id, place: target }, ...others]) {
          const params = {
            run: wish.run,
            exporter: id,
            file,
            withTexts,
            ...(points && { points }),
            ...(view && { view }),
            ...(language && { language }),
          };
          await writeTo(place, async (to) => {
            await editor.engine.request(exportRun, { ...params, path: to }, token);
          });
        }
      } finally {
        subscription.dispose();
      }
    })
    .then(
      () => void sayWritten(target),
      (error: unknown) => {
        if (!(error instanceof StrataError && error.code === "cancelled")) throw error;
      },
    );
}

/** The files beside one; `undefined` where the user wants to keep another that is there. */
async function besides(
  { engine }: Editor,
  { id }: ExporterInfo,
  target: Uri,
): Promise<readonly { readonly id: string; readonly place: Uri }[] | undefined> {
  const other = beside[id];
  const exporter = (await engine.request(listExporters, null)).find((one) => one.id === other);
  if (other === undefined || exporter === undefined) return [];
  const place = Uri.joinPath(target, "..", RECORDS_FILE);
  const isThere = await workspace.fs.stat(place).then(
    () => true,
    () => false,
  );
  const { replace } = exportText;
  const may =
    !isThere ||
    (await window.showWarningMessage(exportText.replaceTexts(RECORDS_FILE), { modal: true }, replace)) === replace;
  return may ? [{ id: other, place }] : undefined;
}

/** `words.html`, `words-coordinates.csv`. */
function nameFor(name: string, { fileName }: ExporterInfo): string {
  return fileName === "index.html" ? `${name}.html` : `${name}-${fileName}`;
}

/** What a page shows: nothing of it names a place on this machine. */
function pageView(saved: SavedView): PageView {
  const view: { -readonly [Part in keyof SavedView]?: SavedView[Part] } = { ...saved };
  delete view.uri;
  delete view.reading;
  delete view.drawing;
  delete view.bundle;
  delete view.model;
  delete view.like;
  return view;
}
