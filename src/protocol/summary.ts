import type { RunResult } from "./engine.ts";
import type { EffectCounts, ProblemEffect, ProblemKind, Reading } from "./reading.ts";

/** What the command line says at the end; also the output of `--json`. */
export interface Summary {
  readonly file: string;
  readonly page: string;
  readonly reading: Reading;
  readonly records: number;
  /** Where the points are tokens: how many. */
  readonly tokens: number | undefined;
  readonly textField: string | undefined;
  readonly labelField: string | undefined;
  /** Labels that are categories. */
  readonly labels: number;
  /** Where labels are numbers: the least and the most of them. */
  readonly labelRange: readonly [least: number, most: number] | undefined;
  /** Problems by what became of them: all of them, also where `problems` holds the first ones only. */
  readonly effects: EffectCounts;
  readonly problems: readonly SummaryProblem[];
  readonly result: RunResult;
  /** Share of the layer's variance the drawn axes keep; `undefined` where the projection's axes keep none. */
  readonly layers: readonly { readonly name: string; readonly explained: number | undefined }[];
}

/** A problem as a terminal's user counts: lines and columns from 1, columns in UTF-16 units. */
export interface SummaryProblem {
  readonly line: number;
  readonly column: number;
  readonly kind: ProblemKind;
  readonly effect: ProblemEffect;
  readonly reason: string;
}
