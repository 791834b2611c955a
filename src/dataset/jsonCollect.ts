import type { Report, Span } from "./format.ts";
import { GrowingArray } from "./growingArray.ts";
import { JsonHolders } from "./jsonHolders.ts";
import type { Layout, Step } from "./jsonLayout.ts";
import { ARRAY, BOOLEAN, BROKEN, CLOSED, END, type JsonReader, KEY, NULL, OBJECT, STRING } from "./jsonReader.ts";
import { unescaped } from "./jsonShape.ts";

const EVENTS_PER_STEP = 4096;
/** A longer object around many rows would be read anew for each. */
const LONGEST_MEMBER = 2000;

/** Where the rows stand, and what they have from around them: all they have, where their cells stand in columns. */
export interface CollectedRows {
  readonly starts: GrowingArray;
  readonly ends: GrowingArray;
  readonly holderOf: GrowingArray;
  readonly holders: JsonHolders;
}

/** Instead of steps: a value beside the way, and one in the place of a row that is none. */
const BESIDE = -1;
const NO_ROW = -2;

/** A value that is open, and how many steps of the layout lead to it. */
interface Open {
  readonly steps: number;
  readonly start: number;
  readonly key: string;
  readonly holder: number;
}

/** Walks a source and notes where the rows of a layout stand; other values in their place are reported. */
export function* collectRows(
  text: string,
  reader: JsonReader,
  layout: Layout,
  isSequence: boolean,
  report: Report,
): Generator<number, CollectedRows> {
  const collector = new Collector(text, reader, layout, isSequence, report);
  let events = 0;
  for (let event = reader.next(); event !== END; event = reader.next()) {
    if (++events % EVENTS_PER_STEP === 0) yield reader.end / text.length;
    collector.take(event);
  }
  return collector;
}

class Collector implements CollectedRows {
  readonly starts = new GrowingArray();
  readonly ends = new GrowingArray();
  readonly holderOf = new GrowingArray();
  readonly holders = new JsonHolders();

  private readonly text: string;
  private readonly reader: JsonReader;
  private readonly layout: Layout;
  private readonly isSequence: boolean;
  private readonly report: Report;
  private readonly paths: readonly string[];
  private readonly open: Open[] = [{ steps: 0, start: 0, key: "", holder: 0 }];
  /** The row that is open, by the number of containers around it. */
  private rowDepth = -1;
  private isHeaderNext: boolean;
  private isBroken = false;
  private key = "";
  private keySpan: Span = { start: 0, end: 0 };
  /** Of columns: the column that is open, the next row in it, the first row of its table, rows by name. */
  private column = "";
  private cell = 0;
  private firstRow = 0;
  private readonly rows = new Map<string, number>();

  constructor(text: string, reader: JsonReader, layout: Layout, isSequence: boolean, report: Report) {
    this.text = text;
    this.reader = reader;
    this.layout = layout;
    this.isHeaderNext = layout.hasHeader === true;
    this.isSequence = isSequence;
    this.report = report;
    this.paths = layout.steps.map((_, i) => pathOf(layout.steps.slice(0, i), isSequence));
  }

  take(event: number): void {
    if (event === BROKEN) this.takeBroken();
    else if (this.rowDepth >= 0) {
      if (event === CLOSED && this.reader.depth === this.rowDepth) this.endRow();
    } else if (event === KEY) this.takeKey();
    else if (event === CLOSED) this.takeClosed();
    else this.takeValue(event);
  }

  private takeBroken(): void {
    const { depth, resumed } = this.reader;
    if (depth < this.rowDepth || (depth === this.rowDepth && this.open.length > depth + 1)) this.rowDepth = -1;
    else this.isBroken = true;
    this.open.length = Math.min(this.open.length, depth + 1);
    if (this.layout.columns !== undefined) return;
    let kept = this.starts.length;
    while (kept > 0 && this.starts.at(kept - 1) >= resumed) kept--;
    for (const values of [this.starts, this.ends, this.holderOf]) values.cut(kept);
  }

  private takeKey(): void {
    const { start, end, escaped } = this.reader;
    const key = this.text.slice(start, end);
    this.key = escaped ? unescaped(key) : key;
    this.keySpan = { start: start - 1, end: end + 1 };
  }

  private takeClosed(): void {
    const closed = this.open.pop();
    const parent = this.open.at(-1);
    const span = { start: this.reader.start, end: this.reader.end };
    if (closed?.steps === NO_ROW) this.reportOther(this.text.charAt(span.start) === "[" ? ARRAY : OBJECT, span);
    if (closed?.steps !== BESIDE || parent === undefined || parent.holder === 0 || parent.steps < 0) return;
    if (this.text.charAt(span.start) !== "{" || span.end - span.start > LONGEST_MEMBER) return;
    this.holders.addMember(parent.holder, this.paths[parent.steps] ?? "", closed.key, span);
  }

  private takeValue(event: number): void {
    const parent = this.open.at(-1);
    if (parent === undefined) return;
    const isContainer = event === OBJECT || event === ARRAY;
    const steps = this.stepsTo(parent);
    const span = this.spanOf(event);
    if (steps === this.layout.steps.length) {
      this.takeRow(event, span, parent);
      return;
    }
    if (isContainer) {
      if (steps === this.layout.steps.length - 2) this.firstRow = this.starts.length;
      const holder = steps < 0 ? 0 : this.holderFor(event, steps, parent);
      this.open.push({ steps, start: span.start, key: this.key, holder });
    } else if (steps < 0 && parent.holder > 0 && event !== NULL && parent.steps >= 0) {
      this.holders.addMember(parent.holder, this.paths[parent.steps] ?? "", this.key, span);
    } else if (steps === 1 && this.layout.steps.length > 1) this.reportOther(event, span);
  }

  /** How many steps lead to a value that begins in `parent`; `BESIDE` where none do. */
  private stepsTo(parent: Open): number {
    const step = parent.steps < 0 ? undefined : this.layout.steps[parent.steps];
    if (step === undefined) return BESIDE;
    const inArray = this.open.length === 1 || this.text.charAt(parent.start) === "[";
    if ((step.kind === "item") !== inArray) return BESIDE;
    if (step.kind === "key" && step.key !== this.key) return BESIDE;
    if (step.kind === "any") {
      if (step.keys?.has(this.key) === false) return BESIDE;
      if (this.layout.columns !== undefined && parent.steps === this.layout.steps.length - 2) {
        this.column = this.key;
        this.cell = this.firstRow;
      }
    }
    return parent.steps + 1;
  }

  private spanOf(event: number): Span {
    const { start, end } = this.reader;
    return event === STRING ? { start: start - 1, end: end + 1 } : { start, end };
  }

  /** What inherits from a value on the way: an item that is an object gives its fields, a split its name. */
  private holderFor(event: number, steps: number, parent: Open): number {
    const step = this.layout.steps[steps - 1];
    if (step?.kind === "any" && step.field !== "") return this.named(step.field, parent);
    if (event !== OBJECT || step?.kind !== "item" || (steps === 1 && !this.isSequence)) return parent.holder;
    return this.holders.add(parent.holder);
  }

  private named(field: string, parent: Open): number {
    const holder = this.holders.add(parent.holder);
    this.holders.addMember(holder, "", field, this.keySpan);
    return holder;
  }

  private takeRow(event: number, span: Span, parent: Open): void {
    const isContainer = event === OBJECT || event === ARRAY;
    const isCell = this.layout.columns !== undefined;
    if (!isCell && !(event === OBJECT || event === STRING || (event === ARRAY && this.layout.names !== undefined))) {
      if (isContainer) this.open.push({ steps: NO_ROW, start: span.start, key: this.key, holder: 0 });
      else this.reportOther(event, span);
      return;
    }
    const step = this.layout.steps.at(-1);
    const holder = step?.kind === "any" && step.field !== "" ? this.named(step.field, parent) : parent.holder;
    if (!isContainer) {
      this.addRow(span, holder, event);
      return;
    }
    this.open.push({ steps: BESIDE, start: span.start, key: this.key, holder });
    this.rowDepth = this.reader.depth - 1;
    this.isBroken = false;
  }

  private endRow(): void {
    this.rowDepth = -1;
    const row = this.open.pop();
    const { start, end } = this.reader;
    if (row !== undefined && (!this.isBroken || this.layout.columns !== undefined)) {
      if (row.key !== "") this.key = row.key;
      this.addRow({ start, end }, row.holder, this.isBroken ? NULL : OBJECT);
    }
  }

  private addRow(span: Span, holder: number, event: number): void {
    if (this.isHeaderNext) {
      this.isHeaderNext = false;
      return;
    }
    if (this.layout.columns === undefined) {
      this.starts.push(span.start);
      this.ends.push(span.end);
      this.holderOf.push(holder);
      return;
    }
    const row = this.rowOfCell(span, holder);
    if (event !== NULL) this.holders.addMember(this.holderOf.at(row), "", this.column, span);
  }

  private rowOfCell({ start, end }: Span, holder: number): number {
    const known = this.layout.columns === "lists" ? this.cell++ : this.rows.get(this.key);
    if (known !== undefined && known < this.starts.length) return known;
    const row = this.starts.length;
    this.rows.set(this.layout.columns === "lists" ? "" : this.key, row);
    this.starts.push(start);
    this.ends.push(end);
    this.holderOf.push(this.holders.add(holder));
    return row;
  }

  private reportOther(event: number, span: Span): void {
    this.report(span, "notAnObject", `${nameOf(event)} stands where an object or a text is expected`);
  }
}

function pathOf(steps: readonly Step[], isSequence: boolean): string {
  const [, ...inner] = steps;
  return inner.reduce(
    (path, step) => {
      if (step.kind === "item") return `${path}[]`;
      const name = step.kind === "key" ? step.key : "*";
      return path === "" ? name : `${path}.${name}`;
    },
    isSequence && steps.length > 0 ? "[]" : "",
  );
}

function nameOf(event: number): string {
  if (event === NULL) return "null";
  if (event === ARRAY) return "an array";
  if (event === OBJECT) return "an object";
  return event === BOOLEAN ? "a boolean" : "a number";
}
