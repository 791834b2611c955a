import * as l10n from "@vscode/l10n";
import type { Schema } from "../protocol/schema.ts";

const types: Readonly<Record<NonNullable<Schema["type"]>, string>> = {
  object: l10n.t("an object"),
  array: l10n.t("a list"),
  string: l10n.t("a text"),
  boolean: l10n.t("true or false"),
  null: "null",
  number: l10n.t("a number"),
  integer: l10n.t("a whole number"),
};

/** `a number from 1 to 20`, `"stack", "layer", "pair"`. */
export function schemaWords({ type, enum: values, minimum, maximum, minItems, anyOf }: Schema): string {
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(", ");
  if (anyOf !== undefined)
    return [...new Set(anyOf.map(schemaWords))].reduce((before, last) => l10n.t("{0}, or {1}", before, last));
  if (type === undefined) return l10n.t("anything");
  if (minItems !== undefined) return l10n.t("{0} of {1}", types[type], minItems);
  if (minimum === undefined) return types[type];
  return maximum === undefined
    ? l10n.t("{0} from {1} on", types[type], minimum)
    : l10n.t("{0} from {1} to {2}", types[type], minimum, maximum);
}
