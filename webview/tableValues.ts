import { NO_LABEL, pointCount } from "../src/protocol/engine.ts";
import { failureOfReply } from "../src/protocol/errors.ts";
import { NO_RANK, type RanksParams } from "../src/protocol/finding.ts";
import type { TaskResult } from "../src/protocol/tasks.ts";
import type { Context } from "./control.ts";
import { memoLast } from "./memo.ts";
import { recordOf } from "./places.ts";
import { litLayer, type Shown, type State } from "./state.ts";
import type { Column } from "./tableColumns.ts";

/** Numbers of all points of a column: what is shown, or what it is sorted by. */
export interface ColumnValues {
  /** `[points]`; NaN where one has none. */
  readonly values: Float64Array;
  readonly largest: number;
}

/** Asks for the numbers of columns when they are first shown or sorted by, and keeps those of the shown run. */
export class TableValues {
  readonly #context: Context;
  readonly #changed: () => void;
  #run = "";
  #wanted = new AbortController();
  readonly #asked = new Set<string>();
  readonly #known = new Map<string, TaskResult | Float64Array>();
  readonly #ofColumns = new Map<
    string,
    { readonly of: unknown; readonly layer: number; readonly made: ColumnValues }
  >();

  constructor(context: Context, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
  }

  /** The numbers of a column; `undefined` while they are not known. */
  numbers(column: Column, state: State): ColumnValues | undefined {
    const task = column.id.startsWith("task ") ? (column.of ?? "") : undefined;
    const values = task === undefined ? undefined : state.view.values[task];
    // Other parameters give other numbers, as they do for the colours.
    const key = values === undefined ? column.id : `${column.id} ${JSON.stringify(values)}`;
    const known = this.#of(key, state, (run, signal) => {
      const { host } = this.#context;
      if (task !== undefined) return host.task({ run, task: { id: task, values: values ?? {} } }, signal);
      return host
        .values({ run, of: column.id === "tokens" ? "tokens" : "length" }, signal)
        .then((found) => (found.kind === "numbers" ? found.values : new Float64Array()));
    });
    if (known === undefined) return undefined;
    const layer = litLayer(state);
    const before = this.#ofColumns.get(column.id);
    if (before?.of === known && before.layer === layer) return before.made;
    const made = withLargest(known instanceof Float64Array ? known : ofTask(known, layer, state));
    this.#ofColumns.set(column.id, { of: known, layer, made });
    return made;
  }

  /** `[points]` what a column is sorted by; `undefined` while it is not known. */
  keys(column: Column, state: State): Float64Array | undefined {
    const { shown } = state;
    if (shown === undefined) return undefined;
    if (column.kind === "number") return this.numbers(column, state)?.values;
    if (column.kind === "line") return undefined;
    if (column.kind === "label") return labelKeys(shown);
    const by: RanksParams["by"] = column.kind === "field" ? { kind: "field", name: column.of ?? "" } : { kind: "text" };
    const known = this.#of(`ranks ${column.id}`, state, (run, signal) =>
      this.#context.host
        .ranks({ run, by }, signal)
        .then((ranks) => Float64Array.from(ranks, (rank) => (rank === NO_RANK ? NaN : rank))),
    );
    return known instanceof Float64Array ? known : undefined;
  }

  #of(
    key: string,
    { shown }: State,
    ask: (run: string, signal: AbortSignal) => Promise<TaskResult | Float64Array>,
  ): TaskResult | Float64Array | undefined {
    const run = shown?.dataset.run;
    if (run === undefined) return undefined;
    this.#forgetOthers(run);
    const known = this.#known.get(key);
    if (known !== undefined || this.#asked.has(key)) return known;
    this.#asked.add(key);
    const { signal } = this.#wanted;
    ask(run, signal).then(
      (found) => {
        if (signal.aborted) return;
        this.#known.set(key, found);
        this.#changed();
      },
      (error: unknown) => {
        const { code } = failureOfReply(error);
        // A page knows some of them alone.
        if (!signal.aborted && !["runUnknown", "cancelled", "optionUnknown"].includes(code))
          this.#context.host.report(error);
      },
    );
    return undefined;
  }

  #forgetOthers(run: string): void {
    if (run === this.#run) return;
    this.#run = run;
    this.#wanted.abort();
    this.#wanted = new AbortController();
    this.#asked.clear();
    this.#known.clear();
    this.#ofColumns.clear();
  }
}

/** A task's number of each point: over all layers where their sum means something, else at the lit layer. */
function ofTask(result: TaskResult, layer: number, { shown }: State): Float64Array {
  const points = shown?.picture.points ?? 0;
  const numbers = new Float64Array(points);
  if (result.kind !== "perPoint") return numbers.fill(NaN);
  const { values, total } = result;
  if (total === undefined) return Float64Array.from(values.subarray(layer * points, (layer + 1) * points));
  const layers = points === 0 ? 0 : values.length / points;
  for (let each = 0; each < layers; each++)
    for (let point = 0; point < points; point++) {
      const value = values[each * points + point] ?? NaN;
      if (!Number.isNaN(value)) numbers[point] = (numbers[point] ?? 0) + value;
    }
  return numbers;
}

function withLargest(values: Float64Array): ColumnValues {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return { values, largest };
}

/** Labels by the alphabet, numbers by size. */
const labelKeys = memoLast(({ dataset }: Shown): Float64Array => {
  const { labels, labelOf, labelValues } = dataset;
  const { compare } = new Intl.Collator("en", { numeric: true });
  const order = Array.from(labels.keys()).sort((a, b) => compare(labels[a] ?? "", labels[b] ?? ""));
  const rankOf = new Float64Array(labels.length);
  order.forEach((label, rank) => (rankOf[label] = rank));
  return Float64Array.from({ length: pointCount(dataset) }, (_, point) => {
    const record = recordOf(dataset, point);
    if (labelValues !== undefined) return labelValues[record] ?? NaN;
    const label = labelOf[record] ?? NO_LABEL;
    return label === NO_LABEL ? NaN : (rankOf[label] ?? NaN);
  });
});
