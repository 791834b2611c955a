import * as l10n from "@vscode/l10n";
import type { PointKind } from "../protocol/engine.ts";
import { grouped } from "./numbers.ts";

/** A noun with its number before it, in both forms. */
interface Forms {
  readonly one: (number: string) => string;
  readonly many: (number: string) => string;
}

const forms = {
  record: { one: (n) => l10n.t("{0} record", n), many: (n) => l10n.t("{0} records", n) },
  token: { one: (n) => l10n.t("{0} token", n), many: (n) => l10n.t("{0} tokens", n) },
  "selected record": { one: (n) => l10n.t("{0} selected record", n), many: (n) => l10n.t("{0} selected records", n) },
  "selected token": { one: (n) => l10n.t("{0} selected token", n), many: (n) => l10n.t("{0} selected tokens", n) },
  point: { one: (n) => l10n.t("{0} point", n), many: (n) => l10n.t("{0} points", n) },
  layer: { one: (n) => l10n.t("{0} layer", n), many: (n) => l10n.t("{0} layers", n) },
  label: { one: (n) => l10n.t("{0} label", n), many: (n) => l10n.t("{0} labels", n) },
  value: { one: (n) => l10n.t("{0} value", n), many: (n) => l10n.t("{0} values", n) },
  text: { one: (n) => l10n.t("{0} text", n), many: (n) => l10n.t("{0} texts", n) },
  file: { one: (n) => l10n.t("{0} file", n), many: (n) => l10n.t("{0} files", n) },
  model: { one: (n) => l10n.t("{0} model", n), many: (n) => l10n.t("{0} models", n) },
  line: { one: (n) => l10n.t("{0} line", n), many: (n) => l10n.t("{0} lines", n) },
  row: { one: (n) => l10n.t("{0} row", n), many: (n) => l10n.t("{0} rows", n) },
  character: { one: (n) => l10n.t("{0} character", n), many: (n) => l10n.t("{0} characters", n) },
  array: { one: (n) => l10n.t("{0} array", n), many: (n) => l10n.t("{0} arrays", n) },
  parameter: { one: (n) => l10n.t("{0} parameter", n), many: (n) => l10n.t("{0} parameters", n) },
  "other tensor": { one: (n) => l10n.t("{0} other tensor", n), many: (n) => l10n.t("{0} other tensors", n) },
  "data set": { one: (n) => l10n.t("{0} data set", n), many: (n) => l10n.t("{0} data sets", n) },
  hit: { one: (n) => l10n.t("{0} hit", n), many: (n) => l10n.t("{0} hits", n) },
  bookmark: { one: (n) => l10n.t("{0} bookmark", n), many: (n) => l10n.t("{0} bookmarks", n) },
  repetition: { one: (n) => l10n.t("{0} repetition", n), many: (n) => l10n.t("{0} repetitions", n) },
  "more record": { one: (n) => l10n.t("{0} more record", n), many: (n) => l10n.t("{0} more records", n) },
  trajectory: { one: (n) => l10n.t("{0} trajectory", n), many: (n) => l10n.t("{0} trajectories", n) },
} as const satisfies Readonly<Record<string, Forms>>;

/** What can be counted. */
export type Noun = keyof typeof forms;

/** `1 record`, `1 234 records`: groups of three apart by a narrow space. */
export function count(number: number, noun: Noun): string {
  const { one, many } = forms[noun];
  return Math.round(number) === 1 ? one(grouped(number)) : many(grouped(number));
}

/** `3 of 1 234 records`. */
export function countOf(some: number, all: number, kind: PointKind): string {
  const [part, whole] = [grouped(some), grouped(all)];
  const isOne = Math.round(all) === 1;
  if (kind === "tokens")
    return isOne ? l10n.t("{0} of {1} token", part, whole) : l10n.t("{0} of {1} tokens", part, whole);
  return isOne ? l10n.t("{0} of {1} record", part, whole) : l10n.t("{0} of {1} records", part, whole);
}

/** What a point is called, to be counted. */
export function nounOf(kind: PointKind): "token" | "record" {
  return kind === "tokens" ? "token" : "record";
}
