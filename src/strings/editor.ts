import type { Progress, RunResult } from "../protocol/engine.ts";
import type { PanelState } from "../protocol/panel.ts";
import type { Failure } from "../protocol/errors.ts";
import { count, duration, failureSentence, grouped, megabytes, nounOf, stageNames } from "../strings.ts";
import { deviceName, deviceWords } from "./deviceNames.ts";
import { givenText } from "./given.ts";
import { noticeWords } from "./notices.ts";

function onDevice(device: string | undefined): string {
  return device === undefined ? "" : ` on ${deviceName(device)}`;
}

/** What the editor side says outside its panels. */
export const editorText = {
  engineStarted: (pid: number | undefined) => `The engine runs as process ${pid ?? "?"}.`,
  engineEnded: (reason: string) => `The engine stopped. ${reason}.`,
  engineKilled: "Restart Engine ended it",
  engineHangs: "The engine was asked to stop and still works on. Restarting it keeps what is in the cache.",
  engineRestarted: "The engine was restarted.",
  restartEngine: "Restart Engine",
  processEnd: (code: number | null, signal: string | null) =>
    signal === null
      ? `The engine's process ended with code ${code ?? 0}`
      : `The engine's process was ended by ${signal}`,
  runEnded: (file: string, { outcome, computed, cached, device, seconds }: RunResult) =>
    `${file}: ${outcome}, ${grouped(computed)} computed, ${grouped(cached)} from the cache, ${duration(seconds.total)}${onDevice(device)}`,
  runFailed: (file: string, failure: Failure) => `${file}: ${failureSentence(failure)}`,
  panelTitle: (file: string) => `${file} · layers`,
  panelTitleDeleted: (file: string) => `${file} (deleted) · layers`,
  fileGone: (file: string) => `${file} was deleted: its lines cannot be shown.`,
  fileDeleted: (file: string) => `${file} was deleted. The picture shows what was read before.`,
  panelFailed: (error: string) => `The panel could not draw: ${error}`,
  noFile: "Open a text editor, or choose a file in the explorer, and run the command again.",
  hoverRecord: (layer: string) => (/^\d+$/.test(layer) ? `nearest at layer ${layer}` : `nearest at ${layer}`),
  noSelection: "Select the lines in a text editor, and run the command again.",
  noFolder: "Open a folder, or choose one in the explorer, and run the command again.",
  severalTitle: (files: number) => `Visualize ${count(files, "file")}`,
  together: { label: "Together", description: "one picture, with the file as label" },
  apart: { label: "Apart", description: "a picture of each" },
  titleOfFiles: (names: readonly string[]) =>
    names.length < 3 ? names.join(" + ") : `${names[0] ?? ""} and ${grouped(names.length - 1)} others`,
  titleOfLines: (name: string, lines: readonly (readonly [number, number])[]) => {
    const [first, last] = [lines[0]?.[0] ?? 0, lines.at(-1)?.[1] ?? 0];
    return first === last ? `${name}:${first + 1}` : `${name}:${first + 1}–${last + 1}`;
  },
  titleOfFolder: (name: string, glob: string) => `${name} ${glob}`,
  titleOfSymbols: (name: string) => `${name} symbols`,
  folderTitle: "Visualize Folder",
  folderUnit: "What is one record?",
  folderUnits: {
    file: { label: "Each file", description: "the whole text of it, as far as the model reads" },
    paragraphs: { label: "Each paragraph", description: "what stands between blank lines" },
    sections: { label: "Each section", description: "what stands under a heading of a Markdown file" },
    records: { label: "Each record of the file's format", description: "lines, objects, rows" },
  },
  folderGlob: (most: number) => `The files to read, at most ${grouped(most)}: a pattern of paths below the folder`,
  globEmpty: "Name the files, as **/*.md.",
  folderCut: (most: number) => `There are more files than are drawn: the first ${grouped(most)} by their paths are.`,
  noPanel: "Open a picture first: Strata: Visualize Embeddings.",
  noFields: "The records of this file have no fields: every line is a text.",
  noDialect: "This file is no table of cells.",
  encodingOfEditor:
    "The text is read as the editor has it. Save the file first, or open it in the editor with another encoding.",
  noArrays: "This file has one reading only: there is no other array of records.",
  noTurns: "The records of this file are no conversations.",
  notRestored: "A picture could not be restored: it does not say of which file it is.",
  showLog: "Show Log",
  /** What a notification offers beside a failure. */
  remedies: {
    chooseModel: "Choose Model",
    chooseDevice: "Choose Device",
    showLayers: "Show Layers",
    chooseTextField: "Choose Text Field",
    chooseEncoding: "Choose Encoding",
    setHubToken: "Set Hub Token",
  } as Readonly<Record<string, string>>,
  clearCache: "Clear Cache",
  cacheSize: (bytes: number, records: number, models: number) =>
    records === 0
      ? "The cache is empty."
      : `The cache holds ${count(records, "record")} of ${count(models, "model")} in ${megabytes(bytes)}.`,
  cacheCleared: (bytes: number) => `The cache is empty. ${megabytes(bytes)} are free again.`,
  moreProblems: (shown: number, all: number) =>
    `There are ${grouped(all)} problems; the first ${grouped(shown)} are listed.`,
  statusWorking: (progress: Progress) =>
    progress.total === 0 ? stageNames[progress.stage] : `${grouped(progress.done)} of ${grouped(progress.total)}`,
  statusReady: ({ model, device, records, computed, kind, given }: RunResult) => {
    if (given === true) return givenText.statusReady;
    return device === undefined || computed === 0
      ? `${model} · ${count(records, nounOf(kind))} ${deviceWords(undefined)}`
      : `${model} · ${count(computed, nounOf(kind))} computed${onDevice(device)}`;
  },
  statusTooltip: ({ model, device, cached, computed, records, kind, notices, given }: RunResult) =>
    [
      given === true
        ? givenText.statusTooltip(count(records, nounOf(kind)))
        : `${model}${onDevice(device)}. Of ${count(records, nounOf(kind))} ${grouped(cached)} came from the cache, ${grouped(computed)} were computed.`,
      ...notices.map((notice) => noticeWords(notice).sentence),
    ].join("\n"),
  showPicture: "Show Picture",
  pictureOf: ({ model, records, kind }: RunResult) => `${model} · ${count(records, nounOf(kind))}`,
  pictureStates: {
    idle: "",
    working: "working …",
    interrupted: "stopped",
    failed: "failed",
    ready: "",
  } as Readonly<Record<PanelState["kind"], string>>,
  statusName: "Embedding Strata",
  statusStopped: "stopped",
  statusFailed: "failed",
  statusEmpty: "empty",
} as const;
