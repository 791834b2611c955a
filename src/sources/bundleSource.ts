import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { DamagedFile } from "../activations/safetensors.ts";
import { KEY_BYTES } from "../activations/recordKeys.ts";
import { NONE, type RecordFacts } from "../activations/rowTable.ts";
import { readBytes, readHeader } from "../activations/shard.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { LARGEST_STATE, type LayerStates } from "../numeric/layerStates.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import type { SlotIndex } from "../protocol/indices.ts";
import type { Notice } from "../protocol/models.ts";
import { type BundleFacts, keysInOrder, readBundleHeader } from "./bundle.ts";
import { type PlacedTokens, Points } from "./points.ts";
import type { Slots } from "./slots.ts";
import type { ComputedBatch, Origin, StateSource } from "./stateSource.ts";

const NO_STATES = "the file of states has none of this text: it was changed or added since";

/** Numbers of a layer looked at together when a bundle is opened. */
const CHECKED_AT_ONCE = 2 ** 20;

/** What was read of a bundle when it was opened: everything but the states. */
interface OpenedBundle {
  readonly path: string;
  readonly facts: BundleFacts;
  readonly widths: readonly number[];
  /** First byte of each layer's states. */
  readonly starts: readonly number[];
  readonly bytes: number;
  readonly modified: bigint;
  /** Row of each key, told apart by order. */
  readonly rowOf: ReadonlyMap<string, number>;
  /** Of keys whose states are no usable numbers: the first layer where they are not. */
  readonly faultOf: ReadonlyMap<string, string>;
  readonly tokens: Uint32Array;
  readonly truncated: Uint8Array;
}

/** States that were computed before, perhaps on another machine, in a file; needs no model. */
export class BundleSource implements StateSource {
  readonly key: string;
  readonly resultKey: string;
  readonly layers: readonly string[];
  readonly widths: readonly number[];
  readonly spaces: readonly string[];
  readonly origin: Origin;
  readonly #bundle: OpenedBundle;
  #withoutText = 0;

  private constructor(bundle: OpenedBundle) {
    this.#bundle = bundle;
    const { key, layers, spaces, model, pooling, maxTokens } = bundle.facts;
    this.key = key;
    this.resultKey = nameOf(bundle);
    this.layers = layers;
    this.widths = bundle.widths;
    this.spaces = spaces;
    this.origin = { model, pooling, maxTokens, device: undefined, notices: [] };
  }

  /** Opens a file that `--states` wrote, and looks at all its states. Throws `bundleNotReadable`, and the signal's reason. */
  static async open(path: string, signal: AbortSignal): Promise<BundleSource> {
    try {
      const file = await open(path, "r");
      try {
        return new BundleSource(await readBundle(file, path, signal));
      } finally {
        await file.close();
      }
    } catch (cause) {
      signal.throwIfAborted();
      throw notReadable(path, cause);
    }
  }

  /** The lines of the texts beside the file, each by itself: equal texts may have different states. */
  pointsOf({ dataset, textKeys }: Points): Promise<Points> {
    const keys = keysInOrder(textKeys);
    this.#withoutText = this.#countWithoutText(keys);
    const tokens = this.#bundle.facts.points === "tokens" ? wholeRecords(dataset) : undefined;
    return Promise.resolve(new Points(dataset, textKeys, { keys, ...(tokens && { tokens }) }));
  }

  lookup(keys: Uint8Array): Int32Array {
    const bytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
    return Int32Array.from({ length: keys.length / KEY_BYTES }, (_, i) => {
      return this.#bundle.rowOf.get(bytes.toString("latin1", i * KEY_BYTES, (i + 1) * KEY_BYTES)) ?? NONE;
    });
  }

  facts(row: number): RecordFacts {
    return { tokens: this.#bundle.tokens[row] ?? 0, truncated: this.#bundle.truncated[row] === 1 };
  }

  states(rows: Int32Array): LayerStates {
    const { widths, spaces } = this;
    const read = (layer: number, from: number, to: number) => this.#read(layer, rows.subarray(from, to));
    return { widths, spaces, records: rows.length, read };
  }

  borrow(): Promise<void> {
    return Promise.resolve();
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing is computed: points that the file has no states of are left out. Throws `bundleUnfit` where that is all. */
  // eslint-disable-next-line @typescript-eslint/require-await -- one batch, in the form other sources compute in
  async *compute(wanted: Uint32Array, slots: Slots): AsyncGenerator<ComputedBatch, void> {
    const { path, tokens, faultOf } = this.#bundle;
    const keys = Buffer.from(slots.keysOf(wanted).buffer);
    const failed = Array.from(wanted, (slot, i): ComputedBatch["failed"][number] => {
      const layer = faultOf.get(keys.toString("latin1", i * KEY_BYTES, (i + 1) * KEY_BYTES));
      if (layer === undefined) return { slot: slot as SlotIndex, kind: "noStates", reason: NO_STATES };
      const reason = `its states at layer ${layer} are not finite numbers, or too large`;
      return { slot: slot as SlotIndex, kind: "statesNotFinite", reason };
    });
    if (wanted.length === slots.count) {
      const fault = failed.find(({ kind }) => kind === "statesNotFinite");
      if (fault === undefined) throw new StrataError("bundleUnfit", { path, points: tokens.length });
      throw new StrataError("bundleNotReadable", {
        path,
        reason: `no text has usable states; of one, ${fault.reason}`,
      });
    }
    yield { slots: new Uint32Array(), states: undefined, failed, runSeconds: 0 };
  }

  furtherNotices(): Promise<readonly Notice[]> {
    const { tokens } = this.#bundle;
    const detail = { rows: this.#withoutText, points: tokens.length };
    return Promise.resolve(detail.rows > 0 ? [{ code: "statesWithoutText", detail }] : []);
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  /** Rows with states whose text is not among those that have these keys. */
  #countWithoutText(keys: Uint8Array): number {
    const { rowOf, faultOf } = this.#bundle;
    const bytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
    const found = new Set<string>();
    for (let at = 0; at < keys.length; at += KEY_BYTES) {
      const key = bytes.toString("latin1", at, at + KEY_BYTES);
      if (rowOf.has(key) || faultOf.has(key)) found.add(key);
    }
    return rowOf.size + faultOf.size - found.size;
  }

  /** States of some rows at a layer, `[rows, width]`; rows that follow each other are read together. */
  async #read(layer: number, rows: Int32Array): Promise<Float32Array> {
    const { path, bytes, modified, starts, widths } = this.#bundle;
    const width = widths[layer] ?? 0;
    const states = new Float32Array(rows.length * width);
    try {
      const file = await open(path, "r");
      try {
        const { size, mtimeNs } = await file.stat({ bigint: true });
        if (Number(size) !== bytes || mtimeNs !== modified) throw new DamagedFile("it was changed since it was opened");
        for (let first = 0; first < rows.length;) {
          let next = first + 1;
          while (rows[next] === (rows[first] ?? 0) + next - first) next++;
          const target = new Uint8Array(states.buffer, 4 * first * width, 4 * (next - first) * width);
          await readBytes(file, (starts[layer] ?? 0) + 4 * (rows[first] ?? 0) * width, target);
          first = next;
        }
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw notReadable(path, cause);
    }
    return states;
  }
}

async function readBundle(file: FileHandle, path: string, signal: AbortSignal): Promise<OpenedBundle> {
  const { size, mtimeNs } = await file.stat({ bigint: true });
  const { header, bytes } = readHeader(file.fd, Number(size));
  const start = bytes.length;
  const { facts, widths, points } = readBundleHeader(header, Number(size) - start);
  const [tokens, keys, truncated] = await Promise.all(
    header.tensors.slice(widths.length).map((place) => {
      return readBytes(file, start + place.start, new Uint8Array(place.end - place.start));
    }),
  );
  if (tokens === undefined || keys === undefined || truncated === undefined) throw new DamagedFile("it is cut off");
  const counts = new Uint32Array(tokens.buffer, 0, points);
  const apart = Buffer.from(keysInOrder(keys).buffer);
  const starts = header.tensors.slice(0, widths.length).map((place) => start + place.start);
  const faults = await faultyRows(file, { starts, widths, rows: points }, signal);
  const rowOf = new Map<string, number>();
  const faultOf = new Map<string, string>();
  for (let row = 0; row < points; row++) {
    if (counts[row] === 0) continue;
    const key = apart.toString("latin1", row * KEY_BYTES, (row + 1) * KEY_BYTES);
    const layer = faults.get(row);
    if (layer === undefined) rowOf.set(key, row);
    else faultOf.set(key, facts.layers[layer] ?? "");
  }
  const read = { rowOf, faultOf, tokens: counts, truncated };
  return { path, facts, widths, starts, bytes: Number(size), modified: mtimeNs, ...read };
}

/** Rows that are not all usable numbers, and the first layer where they are not. */
async function faultyRows(
  file: FileHandle,
  { starts, widths, rows }: { starts: readonly number[]; widths: readonly number[]; rows: number },
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const faults = new Map<number, number>();
  for (const [layer, width] of widths.entries()) {
    const most = Math.max(1, Math.floor(CHECKED_AT_ONCE / Math.max(1, width)));
    const part = new Float32Array(Math.min(most, rows) * width);
    for (let first = 0; first < rows; first += most) {
      signal.throwIfAborted();
      const count = Math.min(most, rows - first);
      await readBytes(
        file,
        (starts[layer] ?? 0) + 4 * first * width,
        new Uint8Array(part.buffer, 0, 4 * count * width),
      );
      for (let row = 0; row < count; row++) {
        let sum = 0;
        for (let i = row * width; i < (row + 1) * width; i++) sum += Math.abs(part[i] ?? NaN);
        if (!(sum < LARGEST_STATE) && !faults.has(first + row)) faults.set(first + row, layer);
      }
    }
  }
  return faults;
}

/** Records that each are the text of one token. */
function wholeRecords({ records, texts, ranges }: Dataset): PlacedTokens {
  const recordOf = Uint32Array.from({ length: records }, (_, record) => record);
  const offsets = new Uint32Array(2 * records);
  for (let record = 0; record < records; record++) offsets[2 * record + 1] = texts[record]?.length ?? 0;
  const starts = Uint32Array.from({ length: records + 1 }, (_, record) => record);
  return { recordOf, offsets, ranges, starts, areRecords: true, failed: [] };
}

/** Of a file as it is now. */
function nameOf({ path, facts, bytes, modified }: OpenedBundle): string {
  const parts = JSON.stringify([facts.key, path, bytes, String(modified)]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 32);
}

function notReadable(path: string, cause: unknown): StrataError {
  if (cause instanceof StrataError) return cause as StrataError;
  return new StrataError("bundleNotReadable", { path, reason: reasonOf(cause) }, { cause });
}
