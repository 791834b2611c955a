import * as l10n from "@vscode/l10n";
import type { Progress, RunResult } from "../protocol/engine.ts";
import type { PanelState } from "../protocol/panel.ts";
import type { Failure } from "../protocol/errors.ts";
import { count, duration, failureSentence, grouped, megabytes, nounOf, productName, stageNames } from "../strings.ts";
import { deviceName, deviceWords } from "./deviceNames.ts";
import { fitText } from "./fitting.ts";
import { givenText } from "./given.ts";
import { layerName } from "./panel.ts";
import { noticeWords } from "./notices.ts";

function onDevice(device: string | undefined): string {
  return device === undefined ? "" : l10n.t(" on {0}", deviceName(device));
}

/** What the editor side says outside its panels. */
export const editorText = {
  engineStarted: (pid: number | undefined) => l10n.t("The engine runs as process {0}.", pid ?? "?"),
  engineEnded: (reason: string) => l10n.t("The engine stopped. {0}.", reason),
  engineKilled: l10n.t("Restart Engine ended it"),
  engineHangs: l10n.t("The engine was asked to stop and still works on. Restarting it keeps what is in the cache."),
  engineRestarted: l10n.t("The engine was restarted."),
  restartEngine: l10n.t("Restart Engine"),
  processEnd: (code: number | null, signal: string | null) =>
    signal === null
      ? l10n.t("The engine's process ended with code {0}", code ?? 0)
      : l10n.t("The engine's process was ended by {0}", signal),
  runEnded: (file: string, { outcome, computed, cached, device, seconds }: RunResult) =>
    l10n.t(
      "{0}: {1}, {2} computed, {3} from the cache, {4}{5}",
      file,
      outcome,
      grouped(computed),
      grouped(cached),
      duration(seconds.total),
      onDevice(device),
    ),
  runFailed: (file: string, failure: Failure) => `${file}: ${failureSentence(failure)}`,
  panelTitle: (file: string) => l10n.t("{0} · layers", file),
  panelTitleDeleted: (file: string) => l10n.t("{0} (deleted) · layers", file),
  fileGone: (file: string) => l10n.t("{0} was deleted: its lines cannot be shown.", file),
  fileDeleted: (file: string) => l10n.t("{0} was deleted. The picture shows what was read before.", file),
  panelFailed: (error: string) => l10n.t("The panel could not draw: {0}", error),
  noFile: l10n.t("Open a text editor, or choose a file in the explorer, and run the command again."),
  hoverRecord: (layer: string) => l10n.t("nearest at {0}", layerName(layer)),
  noSelection: l10n.t("Select the lines in a text editor, and run the command again."),
  noFolder: l10n.t("Open a folder, or choose one in the explorer, and run the command again."),
  severalTitle: (files: number) => l10n.t("Visualize {0}", count(files, "file")),
  together: { label: l10n.t("Together"), description: l10n.t("one picture, with the file as label") },
  apart: { label: l10n.t("Apart"), description: l10n.t("a picture of each") },
  titleOfFiles: (names: readonly string[]) =>
    names.length < 3 ? names.join(" + ") : l10n.t("{0} and {1} others", names[0] ?? "", grouped(names.length - 1)),
  titleOfLines: (name: string, lines: readonly (readonly [number, number])[]) => {
    const [first, last] = [lines[0]?.[0] ?? 0, lines.at(-1)?.[1] ?? 0];
    return first === last ? `${name}:${first + 1}` : `${name}:${first + 1}–${last + 1}`;
  },
  titleOfFolder: (name: string, glob: string) => `${name} ${glob}`,
  titleOfSymbols: (name: string) => l10n.t("{0} symbols", name),
  folderTitle: l10n.t("Visualize Folder"),
  folderUnit: l10n.t("What is one record?"),
  folderUnits: {
    file: { label: l10n.t("Each file"), description: l10n.t("the whole text of it, as far as the model reads") },
    paragraphs: { label: l10n.t("Each paragraph"), description: l10n.t("what stands between blank lines") },
    sections: { label: l10n.t("Each section"), description: l10n.t("what stands under a heading of a Markdown file") },
    records: { label: l10n.t("Each record of the file's format"), description: l10n.t("lines, objects, rows") },
  },
  folderGlob: (most: number) =>
    l10n.t("The files to read, at most {0}: a pattern of paths below the folder", grouped(most)),
  globEmpty: l10n.t("Name the files, as **/*.md."),
  folderCut: (most: number) =>
    l10n.t("There are more files than are drawn: the first {0} by their paths are.", grouped(most)),
  noPanel: l10n.t("Open a picture first: Strata: Visualize Embeddings."),
  noFields: l10n.t("The records of this file have no fields: every line is a text."),
  noDialect: l10n.t("This file is no table of cells."),
  encodingOfEditor: l10n.t(
    "The text is read as the editor has it. Save the file first, or open it in the editor with another encoding.",
  ),
  noArrays: l10n.t("This file has one reading only: there is no other array of records."),
  noTurns: l10n.t("The records of this file are no conversations."),
  notRestored: l10n.t("A picture could not be restored: it does not say of which file it is."),
  showLog: l10n.t("Show Log"),
  /** What a notification offers beside a failure. */
  remedies: {
    chooseModel: l10n.t("Choose Model"),
    chooseDevice: l10n.t("Choose Device"),
    showLayers: l10n.t("Show Layers"),
    chooseTextField: l10n.t("Choose Text Field"),
    chooseEncoding: l10n.t("Choose Encoding"),
    setHubToken: l10n.t("Set Hub Token"),
  } as Readonly<Record<string, string>>,
  clearCache: l10n.t("Clear Cache"),
  cacheSize: (bytes: number, records: number, models: number) =>
    records === 0
      ? l10n.t("The cache is empty.")
      : l10n.t(
          "The cache holds {0} of {1} in {2}.",
          count(records, "record"),
          count(models, "model"),
          megabytes(bytes),
        ),
  cacheCleared: (bytes: number) => l10n.t("The cache is empty. {0} are free again.", megabytes(bytes)),
  moreProblems: (shown: number, all: number) =>
    l10n.t("There are {0} problems; the first {1} are listed.", grouped(all), grouped(shown)),
  statusWorking: ({ stage, done, total, fit }: Progress) => {
    if (fit !== undefined) return `${fitText.doing(fit)} · ${fitText.share(fit)}`;
    return total === 0 ? stageNames[stage] : l10n.t("{0} of {1}", grouped(done), grouped(total));
  },
  statusReady: ({ model, device, records, computed, kind, given }: RunResult) => {
    if (given === true) return givenText.statusReady;
    return device === undefined || computed === 0
      ? `${model} · ${count(records, nounOf(kind))} ${deviceWords(undefined)}`
      : `${model} · ${l10n.t("{0} computed", count(computed, nounOf(kind)))}${onDevice(device)}`;
  },
  statusTooltip: ({ model, device, cached, computed, records, kind, notices, given }: RunResult) =>
    [
      given === true
        ? givenText.statusTooltip(count(records, nounOf(kind)))
        : l10n.t(
            "{0}{1}. Of {2} {3} came from the cache, {4} were computed.",
            model,
            onDevice(device),
            count(records, nounOf(kind)),
            grouped(cached),
            grouped(computed),
          ),
      ...notices.map((notice) => noticeWords(notice).sentence),
    ].join("\n"),
  showPicture: l10n.t("Show Picture"),
  pictureOf: ({ model, records, kind }: RunResult) => `${model} · ${count(records, nounOf(kind))}`,
  pictureStates: {
    idle: "",
    working: l10n.t("working …"),
    interrupted: l10n.t("stopped"),
    failed: l10n.t("failed"),
    ready: "",
  } as Readonly<Record<PanelState["kind"], string>>,
  statusName: productName,
  statusStopped: l10n.t("stopped"),
  statusFailed: l10n.t("failed"),
  statusEmpty: l10n.t("empty"),
} as const;
