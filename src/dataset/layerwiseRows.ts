import type { FieldVisitor, Report, Rows, ScalarKind, Span } from "./format.ts";
import { BOOLEAN, NUMBER, STRING } from "./jsonReader.ts";
import { JsonTape } from "./jsonTape.ts";

const kinds: Readonly<Record<number, ScalarKind>> = { [STRING]: "string", [NUMBER]: "number", [BOOLEAN]: "boolean" };

/** The items of the first layer of a file of pictures. Each is read when it is asked for. */
export class LayerwiseRows implements Rows {
  readonly count: number;
  readonly #items: readonly Span[];
  readonly #tape: JsonTape;

  /** Items without a text are reported, and called by their number. */
  constructor(text: string, items: readonly Span[], report: Report) {
    this.#items = items;
    this.count = items.length;
    this.#tape = new JsonTape(text);
    for (let row = 0; row < this.count; row++) {
      if (this.#find(row, "text") === undefined)
        report(this.rowSpan(row), "unnamedItem", `the item has no text: it is called “${itemName(row)}”`);
    }
  }

  /** Whether items say of which category they are. */
  get hasCategory(): boolean {
    return this.#items.some((_, row) => this.#find(row, "category") !== undefined);
  }

  rowSpan(row: number): Span {
    return this.#items[row] ?? { start: 0, end: 0 };
  }

  visitFields(row: number, visit: FieldVisitor): void {
    this.#tape.read(this.rowSpan(row));
    for (const node of this.#tape.childrenOf(0)) {
      const kind = kinds[this.#tape.kindOf(node)];
      if (kind !== undefined) visit(this.#tape.keyOf(node), kind, this.#tape.textOf(node));
    }
  }

  textAt(row: number, field: string | undefined): string | undefined {
    if (field === undefined) return undefined;
    const node = this.#find(row, field);
    if (node !== undefined) return this.#tape.textOf(node);
    return field === "text" ? itemName(row) : undefined;
  }

  spanOf(row: number, field: string | undefined): Span {
    const node = field === undefined ? undefined : this.#find(row, field);
    return node === undefined ? this.rowSpan(row) : this.#tape.spanOf(node);
  }

  #find(row: number, field: string): number | undefined {
    this.#tape.read(this.rowSpan(row));
    const node = this.#tape.child(0, field);
    return node !== undefined && this.#tape.isScalar(node) ? node : undefined;
  }
}

function itemName(row: number): string {
  return `item ${row + 1}`;
}
