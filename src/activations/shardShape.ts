import { DamagedFile, type SafetensorsHeader, type TensorShape, placeTensors } from "./safetensors.ts";
import { KEY_BYTES } from "./recordKeys.ts";

/** What decides where everything lies in a shard. */
export interface ShardShape {
  readonly rows: number;
  /** Width of the vector at each layer. */
  readonly widths: readonly number[];
  /** Per layer, whether it is stored as float32: float16 could not hold one of its values. */
  readonly wide: readonly boolean[];
}

/** Bytes of one row's states where no layer is wide. */
export function bytesPerRow(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) * 2;
}

/** What a shard's metadata says of its layers. Caches of models whose layers are equally wide stay as they were. */
export function widthsMetadata(widths: readonly number[]): Record<string, string> {
  const layers = String(widths.length);
  const [hidden = 0, ...others] = widths;
  if (others.every((width) => width === hidden)) return { layers, hidden: String(hidden) };
  return { layers, widths: widths.join() };
}

/**
 * The tensors of a shard in file order: the layers, then what is read on opening. `checksums` are the CRC-32 of the
 * header and of every other tensor in file order.
 */
export function shardTensors({ rows, widths, wide }: ShardShape): TensorShape[] {
  return [
    ...widths.map((width, layer) => {
      return { name: `layer.${layer}`, dtype: wide[layer] ? "F32" : "F16", shape: [rows, width] } as const;
    }),
    { name: "checksums", dtype: "U32", shape: [widths.length + 4] },
    { name: "tokens", dtype: "U32", shape: [rows] },
    { name: "keys", dtype: "U8", shape: [rows, KEY_BYTES] },
    { name: "truncated", dtype: "U8", shape: [rows] },
  ];
}

/** The shape a header describes. Throws `DamagedFile` where it is not that of a shard with such layers. */
export function shapeOf({ tensors }: SafetensorsHeader, widths: readonly number[]): ShardShape {
  const rows = tensors.find(({ name }) => name === "tokens")?.shape[0];
  if (rows === undefined || !Number.isSafeInteger(rows) || rows < 1)
    throw new DamagedFile("its header has no usable tokens");
  const wide = tensors.slice(0, widths.length).map(({ dtype }) => dtype === "F32");
  const shape = { rows, widths, wide };
  const expected = placeTensors(shardTensors(shape));
  const differs = expected.find((tensor, i) => JSON.stringify(tensor) !== JSON.stringify(tensors[i]));
  if (differs !== undefined || tensors.length !== expected.length) {
    throw new DamagedFile(`its tensors are not those of ${rows} rows of layers of ${widths.join(", ")}`);
  }
  return shape;
}
