import { DamagedFile, type SafetensorsHeader, type TensorShape, placeTensors } from "../activations/safetensors.ts";
import { KEY_BYTES } from "../activations/recordKeys.ts";
import type { PointKind } from "../protocol/engine.ts";

/**
 * A run's states in a file, with what is needed to draw them without a model: `layer.0 … layer.L` in float32
 * `[points, width]`, `keys` in uint8 `[points, 16]` (see `recordKeys`; of the points' texts), `tokens` in uint32 `[points]`,
 * 0 where the point has no states, and `truncated` in uint8 `[points]`. The points are the lines of `records.jsonl` beside it.
 */
const FORMAT = "embedding-strata states 1";

/** A key as models have them. It names a folder of the cache, so a file may not say just anything. */
const KEY = /^[0-9a-f]{32}$/;

/** The run's settings, in the file's metadata. */
export interface BundleFacts {
  /** Names everything the states depend on. */
  readonly key: string;
  readonly layers: readonly string[];
  readonly spaces: readonly string[];
  readonly points: PointKind;
  readonly model: string;
  readonly pooling: string | undefined;
  readonly maxTokens: number | undefined;
}

/** The tensors of a bundle in the order of the file. */
export function bundleTensors(widths: readonly number[], points: number): TensorShape[] {
  return [
    ...widths.map((width, layer): TensorShape => ({ name: `layer.${layer}`, dtype: "F32", shape: [points, width] })),
    { name: "tokens", dtype: "U32", shape: [points] },
    { name: "keys", dtype: "U8", shape: [points, KEY_BYTES] },
    { name: "truncated", dtype: "U8", shape: [points] },
  ];
}

export function bundleMetadata({ layers, spaces, ...facts }: BundleFacts): Record<string, string> {
  const { key, points, model, pooling, maxTokens } = facts;
  return {
    ...{ format: FORMAT, key, points, model, layers: JSON.stringify(layers), spaces: JSON.stringify(spaces) },
    ...(pooling !== undefined && { pooling }),
    ...(maxTokens !== undefined && { maxTokens: String(maxTokens) }),
  };
}

/** What a bundle's header says. Throws `DamagedFile` where it is another file, or not whole. */
export function readBundleHeader(
  { tensors, metadata }: SafetensorsHeader,
  dataBytes: number,
): { readonly facts: BundleFacts; readonly widths: readonly number[]; readonly points: number } {
  if (metadata["format"] !== FORMAT)
    throw new DamagedFile("it does not hold the states of a run of Embedding Strata's, as --states writes them");
  const { key = "", model = "", pooling, maxTokens } = metadata;
  if (!KEY.test(key)) throw new DamagedFile("it does not say which model's states it holds");
  const layers = strings(metadata, "layers");
  const spaces = strings(metadata, "spaces");
  const [points = 0] = tensors.find(({ name }) => name === "tokens")?.shape ?? [];
  const widths = tensors.slice(0, layers.length).map(({ shape }) => shape[1] ?? 0);
  const expected = placeTensors(bundleTensors(widths, points));
  const differs = expected.find((tensor, i) => JSON.stringify(tensor) !== JSON.stringify(tensors[i]));
  const bytes = expected.at(-1)?.end ?? 0;
  if (differs !== undefined || tensors.length !== expected.length || spaces.length !== layers.length || points < 1)
    throw new DamagedFile(`its tensors are not those of ${points} points at ${layers.length} layers`);
  if (dataBytes !== bytes) throw new DamagedFile(`it has ${dataBytes} of ${bytes} bytes of states`);
  const most = Number(maxTokens);
  return {
    facts: {
      ...{ key, model, layers, spaces, pooling },
      points: metadata["points"] === "tokens" ? "tokens" : "records",
      maxTokens: maxTokens !== undefined && Number.isSafeInteger(most) ? most : undefined,
    },
    widths,
    points,
  };
}

/** A JSON list of strings in the metadata. */
function strings(metadata: SafetensorsHeader["metadata"], name: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(metadata[name] ?? "");
  } catch (error) {
    throw new DamagedFile(`its metadata have no list of ${name}`, { cause: error });
  }
  if (Array.isArray(value) && value.every((item): item is string => typeof item === "string")) return value;
  throw new DamagedFile(`its metadata have no list of ${name}`);
}

/**
 * Keys that tell equal texts apart by their order: of the second point with a key on, its number is worked into the
 * key. So equal texts with different states stay apart.
 */
export function keysInOrder(keys: Uint8Array): Uint8Array {
  const apart = Uint8Array.from(keys);
  const view = new DataView(apart.buffer);
  const bytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
  const met = new Map<string, number>();
  for (let at = 0; at < keys.length; at += KEY_BYTES) {
    const key = bytes.toString("latin1", at, at + KEY_BYTES);
    const before = met.get(key) ?? 0;
    met.set(key, before + 1);
    const last = at + KEY_BYTES - 4;
    if (before > 0) view.setUint32(last, view.getUint32(last) ^ Math.imul(before, 0x9e3779b1));
  }
  return apart;
}
