import type { RunResult } from "./engine.ts";

/** What the command line says at the end; also the output of `--json`. */
export interface Summary {
  readonly file: string;
  readonly page: string;
  readonly textField: string | undefined;
  readonly labelField: string | undefined;
  readonly labels: number;
  readonly problems: number;
  readonly result: RunResult;
  /** Share of the layer's variance the two drawn axes keep. */
  readonly layers: readonly { readonly name: string; readonly explained: number }[];
}
