import type { PointKind } from "../protocol/engine.ts";
import { count, grouped, nounOf } from "../strings.ts";

/** The words of the table. */
export const tableText = {
  label: (points: number, kind: PointKind) =>
    `${count(points, nounOf(kind))} as a table. Arrow keys move, Space selects, Enter opens the line.`,
  shown: (shown: number, all: number, kind: PointKind) =>
    shown === all ? count(all, nounOf(kind)) : `${grouped(shown)} of ${count(all, nounOf(kind))}`,
  line: "Line",
  record: "Record",
  token: "Token",
  noLabelField: "Label",
  tokens: "Tokens",
  tokensHelp: "Tokens the model read, special tokens included",
  length: "Characters",
  lengthHelp: "Characters of the text",
  columns: "Columns",
  columnsOf: (shown: number, all: number) => `${grouped(shown)} of ${grouped(all)}`,
  columnsTitle: "Choose the columns",
  sort: (title: string, help: string) =>
    `${help === "" ? title : `${title}: ${help}`}\nClick sorts. Shift and the arrow keys change the width.`,
  resize: "Drag to change the width. Double click resets it.",
  waiting: "…",
} as const;
