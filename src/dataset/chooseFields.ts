import { StrataError } from "../protocol/errors.ts";
import type { ReadingChoice } from "../protocol/reading.ts";
import type { FieldFacts } from "./fields.ts";
import { findLabelField, findTextField } from "./findFields.ts";
import type { Parsed } from "./format.ts";

/** What fields are chosen from: the rows with what their format says of them, and the statistics of the fields. */
export interface FieldsOf extends Pick<Parsed, "rows" | "areTexts" | "textField" | "labelField"> {
  readonly path: string;
  /** The first problem of the file, with its line. */
  readonly problem?: string;
  readonly fields: readonly FieldFacts[];
}

/**
 * The field with the text: the chosen one, the one the settings prefer, the format's, else the best; `undefined` where
 * rows are texts themselves. Throws `fieldMissing`, `noTextField`.
 */
export function chooseTextField(of: FieldsOf, choice: ReadingChoice): string | undefined {
  if (of.areTexts === true) {
    if (choice.text === undefined) return undefined;
    throw new StrataError("fieldMissing", { path: of.path, field: choice.text, fields: "" });
  }
  if (of.rows.areTexts === true) return undefined;
  if (choice.text !== undefined) return existing(of, of.textField ?? choice.text);
  const preferred = choice.preferred?.text;
  if (preferred !== undefined && has(of, preferred)) return preferred;
  const isInherited = ({ name }: FieldFacts) => of.rows.isInherited?.(name) === true;
  const found = of.textField ?? findTextField(of.fields, isInherited);
  if (found === undefined && !hasValue(of, undefined)) {
    const problem = of.problem === undefined ? {} : { problem: of.problem };
    throw new StrataError("noTextField", { path: of.path, fields: namesOf(of), ...problem });
  }
  return found;
}

/** The field with the label, found likewise; `undefined` where there is none. Throws `fieldMissing`. */
export function chooseLabelField(
  of: FieldsOf,
  choice: ReadingChoice,
  textField: string | undefined,
): string | undefined {
  if (choice.label === null) return undefined;
  if (choice.label !== undefined) return existing(of, choice.label);
  const preferred = choice.preferred?.label;
  if (preferred !== undefined && has(of, preferred)) return preferred;
  if (choice.preferred?.labelOrNone === true) return undefined;
  return of.labelField ?? findLabelField(of.fields, textField);
}

function existing(of: FieldsOf, field: string): string {
  if (has(of, field)) return field;
  throw new StrataError("fieldMissing", { path: of.path, field, fields: namesOf(of) });
}

/** A field may be deeper than those that are listed. */
function has(of: FieldsOf, field: string): boolean {
  return of.fields.some(({ name }) => name === field) || hasValue(of, field);
}

function hasValue({ rows }: FieldsOf, field: string | undefined): boolean {
  for (let row = 0; row < rows.count; row++) {
    if (rows.textAt(row, field) !== undefined) return true;
  }
  return false;
}

function namesOf({ fields }: FieldsOf): string {
  return fields.map(({ name }) => name).join(", ");
}
