import type { Picture } from "../protocol/engine.ts";

const DIMENSIONS = 2;

/** The coordinates of every record at every layer while they come in; NaN where there are none yet. */
export class Canvas {
  readonly layers: readonly string[];
  readonly coordinates: Float32Array;
  readonly #records: number;

  constructor(layers: readonly string[], records: number) {
    this.layers = layers;
    this.#records = records;
    this.coordinates = new Float32Array(layers.length * records * DIMENSIONS).fill(NaN);
  }

  /** Takes over `[layers × groups.length × 2]` coordinates, each for all records of its group. */
  putGroups(groups: readonly ArrayLike<number>[], coordinates: Float32Array): void {
    for (let layer = 0; layer < this.layers.length; layer++) {
      for (const [i, group] of groups.entries()) {
        const from = (layer * groups.length + i) * DIMENSIONS;
        for (let member = 0; member < group.length; member++) this.#set(layer, group[member] ?? 0, coordinates, from);
      }
    }
  }

  /** Takes over `[layers × records.length × 2]` coordinates of some records. */
  put(records: Uint32Array, coordinates: Float32Array): void {
    for (let layer = 0; layer < this.layers.length; layer++) {
      for (let i = 0; i < records.length; i++) {
        this.#set(layer, records[i] ?? 0, coordinates, (layer * records.length + i) * DIMENSIONS);
      }
    }
  }

  /** Copies one record's way through the layers from another canvas of the same layers. */
  copy(record: number, source: Canvas, sourceRecord: number): void {
    for (let layer = 0; layer < this.layers.length; layer++) {
      this.#set(layer, record, source.coordinates, (layer * source.#records + sourceRecord) * DIMENSIONS);
    }
  }

  /** What crosses the border; the coordinates are not copied. */
  picture(run: string, drawn: number, explained: Float32Array): Picture {
    return { run, layers: this.layers, records: this.#records, drawn, coordinates: this.coordinates, explained };
  }

  #set(layer: number, record: number, source: Float32Array, from: number): void {
    const to = (layer * this.#records + record) * DIMENSIONS;
    this.coordinates[to] = source[from] ?? NaN;
    this.coordinates[to + 1] = source[from + 1] ?? NaN;
  }
}
