import { fieldName } from "../src/strings/fieldName.ts";
import { tableText } from "../src/strings/table.ts";
import { memoLast } from "./memo.ts";
import type { State } from "./state.ts";

/** A column of the table. */
export interface Column {
  /** Kept with the view. */
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly kind: "line" | "text" | "label" | "field" | "number";
  /** Whether its values are numbers, which stand on the right. */
  readonly isNumber: boolean;
  /** Pixels; the text's takes what is left. */
  readonly width: number;
  /** Not shown from the start. */
  readonly isLate?: true;
  /** The field's name, or the task's id. */
  readonly of?: string;
}

/** Pixels of a line's number of three digits, and of each digit more; wide fonts have ten a digit. */
const LINE = 68;
const DIGIT = 10;

/** Pixels in which every line's number is whole. */
function lineWidth({ ranges, tokens }: NonNullable<State["dataset"]>): number {
  const starts = tokens?.ranges ?? ranges;
  let last = 0;
  for (let at = 0; at < starts.length; at += 4) last = Math.max(last, (starts[at] ?? 0) + 1);
  return LINE + DIGIT * Math.max(0, String(last).length - 3);
}

/** More fields than that are offered, but not shown from the start. */
const SHOWN_FIELDS = 4;

const made = memoLast(
  (
    dataset: NonNullable<State["dataset"]>,
    tasks: NonNullable<State["info"]>["tasks"],
    held: readonly string[] | undefined,
  ): readonly Column[] => {
    const { fields, textField, labelField, labels, tokens } = dataset;
    const column = (id: string, title: string, kind: Column["kind"], width: number, more: Partial<Column> = {}) => {
      return { id, title, kind, width, help: "", isNumber: false, ...more };
    };
    const hasLabels = labels.length > 0 || dataset.labelValues !== undefined;
    const numbers = tasks.filter(({ stage, result }) => stage === "analysis" && result === "perPoint");
    const others = fields.filter(
      ({ name }) => name !== textField && name !== labelField && (held === undefined || held.includes(name)),
    );
    return [
      column("line", tableText.line, "line", lineWidth(dataset)),
      column("text", tokens === undefined ? fieldName(textField ?? tableText.record) : tableText.token, "text", 220),
      ...(hasLabels ? [column("label", fieldName(labelField ?? tableText.noLabelField), "label", 120)] : []),
      ...numbers.map(({ id, label, help, onDemand: isLate }) =>
        column(`task ${id}`, label, "number", 132, { of: id, help, isNumber: true, ...(isLate && { isLate }) }),
      ),
      column("tokens", tableText.tokens, "number", 104, { help: tableText.tokensHelp, isNumber: true }),
      ...others.map(({ name, kind }) =>
        column(`field ${name}`, fieldName(name), "field", kind === "number" ? 90 : 130, {
          of: name,
          isNumber: kind === "number",
        }),
      ),
      column("length", tableText.length, "number", 118, { help: tableText.lengthHelp, isNumber: true, isLate: true }),
    ];
  },
);

/** Every column there can be; on a page those of the fields it holds. */
export function columnsOf({ shown, info }: State): readonly Column[] {
  return shown === undefined ? [] : made(shown.dataset, info?.tasks ?? NO_TASKS, info?.page?.fields);
}

const NO_TASKS: NonNullable<State["info"]>["tasks"] = [];

const chosen = memoLast((columns: readonly Column[], toggled: readonly string[]): readonly Column[] => {
  const fields = columns.filter(({ kind }) => kind === "field");
  const late = new Set([...fields.slice(SHOWN_FIELDS), ...columns.filter(({ isLate }) => isLate)]);
  return columns.filter((column) => column.id === "text" || late.has(column) === toggled.includes(column.id));
});

/** The columns that are shown: those of the start but those the user switched. */
export function shownColumns(state: State): readonly Column[] {
  return chosen(columnsOf(state), state.view.table.hidden);
}
