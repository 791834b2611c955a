import path from "node:path";
import type { Picture, Progress, RunResult } from "../protocol/engine.ts";
import type { Failure } from "../protocol/errors.ts";
import type { FailureMessage, PanelCommand, PanelState } from "../protocol/panel.ts";
import type { ReadingChoice } from "../protocol/reading.ts";
import { failureMessage } from "../strings.ts";
import { remediesOf, remediesOfField, remediesOfReading } from "./remedies.ts";

/** What is known of a run that failed. */
export interface FailedRun {
  readonly chosenReading: ReadingChoice;
  readonly progress: Progress | undefined;
  /** Paths of its files. */
  readonly files: readonly string[];
  /** Points of its data set; 0 where it was not read. */
  readonly total: number;
}

/** What a panel shows of a run that ended. `shown`: the picture it shows. */
export function endOf(result: RunResult, shown: Picture | undefined): PanelState {
  if (result.outcome === "complete") return { kind: "ready", result };
  const done = shown?.run === result.run ? shown.drawn : 0;
  return { kind: "interrupted", why: { kind: "cancelled" }, done, total: result.records };
}

/** What a panel shows of a run that was stopped, or failed. */
export function endByFailure(failure: Failure, run: FailedRun): PanelState {
  if (failure.code === "cancelled") {
    const fitting = run.progress?.fit !== undefined;
    return { kind: "interrupted", why: { kind: "cancelled", ...(fitting && { fitting }) }, done: 0, total: 0 };
  }
  if (failure.code === "engineStopped") {
    const { reason } = failure.detail;
    const done = run.progress?.done ?? 0;
    return { kind: "interrupted", why: { kind: "engineStopped", reason }, done, total: run.total };
  }
  const message = shortPaths(failureMessage(failure), run.files);
  if (failure.code === "fileEmpty") return { kind: "failed", message, canRetry: false, isCalm: true };
  return { kind: "failed", message, canRetry: true, offers: remedies(failure, run) };
}

/** Files by their names: whoever looks at a picture knows where its files are. What is to be copied stays whole. */
function shortPaths(message: FailureMessage, files: readonly string[]): FailureMessage {
  const short = (text: string): string =>
    files.reduce((words, file) => (file === "" ? words : words.replaceAll(file, () => path.basename(file))), text);
  return { ...message, explanation: short(message.explanation) };
}

/** What may help: what a failure always offers, then the parts of the reading that were chosen. */
function remedies(failure: Failure, { chosenReading, progress }: FailedRun): readonly PanelCommand[] {
  const offered = [
    ...(failure.code === "fieldMissing" ? remediesOfField(failure.detail.field, chosenReading) : []),
    ...remediesOf(failure),
    ...(progress?.stage === "read" ? remediesOfReading(chosenReading) : []),
  ];
  return [...new Set(offered)].filter((remedy) => remedy !== "setHubToken");
}

/** The progress of a run that has just begun. */
export function nothingDone(run: string): Progress {
  return {
    run,
    stage: "read",
    kind: "records",
    done: 0,
    total: 0,
    computed: 0,
    cached: 0,
    recordsPerSecond: undefined,
    secondsLeft: undefined,
  };
}
