/** A way to make one vector of a text's token states, in words: for settings, choices and the command line. */
export interface PoolingWords {
  readonly id: string;
  readonly label: string;
  readonly how: string;
}

/** Every pooling that is chosen by name. Beside them `auto`, and paths of modules of the workspace. */
export const poolings = [
  { id: "mean", label: "Mean", how: "mean of the tokens" },
  {
    id: "meanWithoutSinks",
    label: "Mean without sinks",
    how: "mean of the tokens whose norm is not far beyond the others': attention sinks are left out",
  },
  { id: "cls", label: "First token", how: "the first token, [CLS] in models of BERT's kind" },
  { id: "last", label: "Last token", how: "the last token, which has read all others in decoders" },
  { id: "max", label: "Maximum", how: "largest value of each dimension" },
  { id: "sum", label: "Sum", how: "sum of the tokens: longer texts lie further out" },
  {
    id: "flatten",
    label: "Spans",
    how: "tokens averaged in 4 spans of equal length, put one behind the other; flatten:8 makes it 8",
  },
] as const satisfies readonly PoolingWords[];

export type PoolingId = (typeof poolings)[number]["id"];
