import type { StrataError } from "../../protocol/errors.ts";
import type { ByteSource } from "./byteSource.ts";
import { type Field, fields, type Span, textOf } from "./wire.ts";

/**
 * With those of subgraphs, which count as one each. The largest exports known, decoders taken apart into small steps,
 * have some 100 000.
 */
const MOST_NODES = 500_000;

/** Whatever stands in a graph: nodes, and up to two weights or descriptions of tensors for each. */
const MOST_ENTRIES = 3 * MOST_NODES;

/** Fields of all messages that are read; an export of 100 000 nodes has 3 million, weights and shapes included. */
const MOST_FIELDS = 10 * MOST_NODES;

/** Graphs inside each other. Exports have a loop in a branch or two; each level takes room on the stack. */
const MOST_LEVELS = 50;

/** Exporters join the names of modules within modules, to some hundred bytes. */
const MOST_NAME_BYTES = 1 << 16;

/** Field number of a graph's nodes. */
const NODE = 1;

/** Reads messages and names of an ONNX file, and gives up where there is far more of anything than in any model. */
export class GraphReader {
  readonly #source: ByteSource;
  #fields = 0;
  #nodes = 0;
  #entries = 0;
  #level = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The fields of a message. Throws `modelNotReadable` as `fields` does, and beyond the limit. */
  *fields({ from, end }: { readonly from: number; readonly end: number }): Generator<Field> {
    for (const field of fields(this.#source, from, end)) {
      this.#fields++;
      if (this.#fields > MOST_FIELDS) throw this.#beyond(field, `${this.#fields} fields`, `${MOST_FIELDS} of a graph`);
      yield field;
    }
  }

  /** The payload of a field as text. */
  text(field: Field): string {
    const bytes = field.end - field.from;
    if (bytes > MOST_NAME_BYTES) throw this.#beyond(field, `a name of ${bytes} bytes`, `${MOST_NAME_BYTES} of a name`);
    return textOf(this.#source, field);
  }

  /** The fields of a graph, one level deeper than what they stand in. */
  *entries(graph: Field): Generator<Field> {
    this.#enter(graph);
    for (const field of this.fields(graph)) {
      this.#entries++;
      if (this.#entries > MOST_ENTRIES)
        throw this.#beyond(field, `${this.#entries} nodes, weights and tensors`, `${MOST_ENTRIES} of a graph`);
      if (field.number === NODE) this.#countNode(field);
      yield field;
    }
    this.#level--;
  }

  #enter(graph: Span): void {
    this.#level++;
    this.#countNode(graph);
    if (this.#level > MOST_LEVELS)
      throw this.#beyond(graph, `${this.#level} graphs inside each other`, `${MOST_LEVELS} levels`);
  }

  #countNode(field: Span): void {
    this.#nodes++;
    if (this.#nodes > MOST_NODES) throw this.#beyond(field, `${this.#nodes} nodes`, `${MOST_NODES} of a graph`);
  }

  #beyond({ start }: Span, found: string, most: string): StrataError {
    const reason = `no ONNX model is like this: it has ${found}, and more to come; at most ${most} are read`;
    return this.#source.damaged(start, reason);
  }
}
