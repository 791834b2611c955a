import { createHash } from "node:crypto";
import { KEY_BYTES } from "../activations/recordKeys.ts";
import { NONE, type RecordFacts } from "../activations/rowTable.ts";
import { bytesOf } from "../activations/writeShard.ts";
import type { GivenCoordinates } from "../dataset/layerwise.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import { StrataError } from "../protocol/errors.ts";
import type { SlotIndex } from "../protocol/indices.ts";
import type { Notice } from "../protocol/models.ts";
import { keysInOrder } from "./bundle.ts";
import { Points } from "./points.ts";
import type { Slots } from "./slots.ts";
import type { ComputedBatch, Origin, StateSource } from "./stateSource.ts";

/** Coordinates that a file gives, in the place of states: two or three numbers for each record and layer. */
export class GivenSource implements StateSource {
  readonly key: string;
  readonly resultKey: string;
  readonly layers: readonly string[];
  readonly widths: readonly number[];
  readonly spaces: readonly string[];
  readonly origin: Origin;
  readonly #coordinates: GivenCoordinates;
  readonly #points: Points;
  readonly #rowOf = new Map<string, number>();

  /** `records`: those of the data set that gives the coordinates. */
  constructor(coordinates: GivenCoordinates, { dataset, textKeys }: Points) {
    const { layers, dimensions, values, faults } = coordinates;
    this.#coordinates = coordinates;
    this.layers = layers;
    this.widths = layers.map(() => dimensions);
    this.spaces = layers;
    this.origin = {
      model: "coordinates as given",
      pooling: undefined,
      maxTokens: undefined,
      device: undefined,
      notices: [],
    };
    const name = createHash("sha256")
      .update(JSON.stringify([layers, dimensions]))
      .update(bytesOf(values))
      .digest("hex");
    this.key = name.slice(0, 2 * KEY_BYTES);
    this.resultKey = this.key;
    // A record is told by its place: equal texts are records of their own.
    this.#points = new Points(dataset, textKeys, { keys: keysInOrder(textKeys) });
    for (let row = 0; row < dataset.records; row++) if (!faults.has(row)) this.#rowOf.set(this.#keyOf(row), row);
  }

  pointsOf(): Promise<Points> {
    return Promise.resolve(this.#points);
  }

  lookup(keys: Uint8Array): Int32Array {
    const bytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
    return Int32Array.from({ length: keys.length / KEY_BYTES }, (_, i) => {
      return this.#rowOf.get(bytes.toString("latin1", i * KEY_BYTES, (i + 1) * KEY_BYTES)) ?? NONE;
    });
  }

  facts(): RecordFacts {
    return { tokens: 0, truncated: false };
  }

  states(rows: Int32Array): LayerStates {
    const { widths, spaces } = this;
    const { values, dimensions } = this.#coordinates;
    const records = this.#points.count;
    const read = (layer: number, from: number, to: number): Promise<Float32Array> => {
      const states = new Float32Array((to - from) * dimensions);
      for (let i = from; i < to; i++) {
        const at = (layer * records + (rows[i] ?? 0)) * dimensions;
        states.set(values.subarray(at, at + dimensions), (i - from) * dimensions);
      }
      return Promise.resolve(states);
    };
    return { widths, spaces, records: rows.length, read };
  }

  borrow(): Promise<void> {
    return Promise.resolve();
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing is computed: records that lack a place are left out. Throws `coordinatesNotReadable` where that is all. */
  // eslint-disable-next-line @typescript-eslint/require-await -- one batch, in the form other sources compute in
  async *compute(wanted: Uint32Array, slots: Slots): AsyncGenerator<ComputedBatch, void> {
    const { path } = this.#points.dataset;
    const failed = Array.from(wanted, (slot): ComputedBatch["failed"][number] => {
      const fault = this.#coordinates.faults.get(slots.firstPoint(slot as SlotIndex));
      const place = fault === undefined ? "" : ` at layer ${fault.layer} (line ${fault.line})`;
      return {
        slot: slot as SlotIndex,
        kind: "noStates",
        reason: `its coordinates${place} are missing, or no numbers`,
      };
    });
    if (wanted.length === slots.count) {
      const fault = this.#coordinates.faults.get(0);
      throw new StrataError("coordinatesNotReadable", {
        path,
        line: fault?.line ?? 1,
        reason: `no item has coordinates at every layer; of the first, ${failed[0]?.reason ?? ""}`,
      });
    }
    yield { slots: new Uint32Array(), states: undefined, failed, runSeconds: 0 };
  }

  furtherNotices(): Promise<readonly Notice[]> {
    return Promise.resolve([]);
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  #keyOf(row: number): string {
    const { keys } = this.#points;
    const at = keys.byteOffset + row * KEY_BYTES;
    return Buffer.from(keys.buffer, at, KEY_BYTES).toString("latin1");
  }
}
