import { layerStarts } from "../activations/layerStarts.ts";
import type { RecordStates } from "../activations/recordStates.ts";
import { KEY_BYTES } from "../activations/recordKeys.ts";
import { fitStack, type FitOptions, type Stack } from "../projection/fitStack.ts";
import type { StackFit } from "../projection/stackFit.ts";
import { Canvas } from "./canvas.ts";
import type { Run } from "./run.ts";
import type { StoredPicture } from "./storedPicture.ts";

/** A picture is kept, and only what changed is placed in it, while at most this share of the records changed. */
const KEPT_SHARE = 0.2;

export interface DrawInput {
  readonly extractorKey: string;
  readonly layers: readonly string[];
  readonly records: number;
  readonly keys: Uint8Array;
  /** The computed records in the order of the file, and their states. */
  readonly drawn: Uint32Array;
  readonly states: RecordStates;
}

export interface Drawing {
  readonly fit: StackFit | undefined;
  readonly canvas: Canvas;
}

/** Whether the picture of the run before stays as it is when so many of the records changed. */
export function isKept(previous: Run | undefined, extractorKey: string, changed: number, records: number): boolean {
  if (previous?.fit === undefined || previous.extractorKey !== extractorKey) return false;
  return previous.result.outcome === "complete" && changed <= KEPT_SHARE * records;
}

/**
 * Draws the computed records. After a small edit the previous picture stays as it is and the changed records are
 * placed in it; else the picture is fitted anew, and depends on nothing but the records and their order.
 */
export async function drawRecords(
  input: DrawInput,
  previous: Run | undefined,
  stored: StoredPicture | undefined,
  fitting: FitOptions,
): Promise<Drawing> {
  const canvas = new Canvas(input.layers, input.records);
  if (input.drawn.length === 0) return { fit: undefined, canvas };
  if (previous?.fit) {
    const kept = keptRecords(input, previous);
    const changed = kept.reduce((sum, record) => sum + (record === -1 ? 1 : 0), 0);
    if (isKept(previous, input.extractorKey, changed, input.drawn.length)) {
      await keepAndPlace(previous.fit, input, kept, previous.canvas, canvas);
      return { fit: previous.fit, canvas };
    }
  }
  const { fit, coordinates } = (await stored?.read()) ?? (await fitAndStore(input.states, stored, fitting));
  canvas.put(input.drawn, coordinates);
  return { fit, canvas };
}

async function fitAndStore(
  states: RecordStates,
  stored: StoredPicture | undefined,
  fitting: FitOptions,
): Promise<Stack> {
  const stack = await fitStack(states, fitting);
  await stored?.write(stack);
  return stack;
}

/** For every drawn record, the drawn one of the previous run with the same text; -1 where there is none. */
function keptRecords(input: DrawInput, previous: Run): Int32Array {
  const known = new Map<string, number>();
  for (const record of previous.drawn) known.set(keyOf(previous.keys, record), record);
  return Int32Array.from(input.drawn, (record) => known.get(keyOf(input.keys, record)) ?? -1);
}

function keyOf(keys: Uint8Array, record: number): string {
  const start = keys.byteOffset + record * KEY_BYTES;
  return Buffer.from(keys.buffer, start, KEY_BYTES).toString("latin1");
}

async function keepAndPlace(
  fit: StackFit,
  { drawn, states }: DrawInput,
  kept: Int32Array,
  before: Canvas,
  canvas: Canvas,
): Promise<void> {
  for (const [i, record] of drawn.entries()) {
    const same = kept[i] ?? -1;
    if (same === -1) canvas.put(Uint32Array.of(record), fit.place(await statesOf(states, i)));
    else canvas.copy(record, before, same);
  }
}

/** The row of states of one record. */
async function statesOf(states: RecordStates, index: number): Promise<Float32Array> {
  const starts = layerStarts(states.widths);
  const all = new Float32Array(starts.at(-1) ?? 0);
  for (const layer of states.widths.keys()) {
    all.set(await states.read(layer, index, index + 1), starts[layer] ?? 0);
  }
  return all;
}
