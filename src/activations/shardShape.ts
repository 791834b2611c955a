import { DamagedFile, type SafetensorsHeader, type TensorShape, placeTensors } from "./safetensors.ts";
import { KEY_BYTES } from "./recordKeys.ts";

/** What decides where everything lies in a shard. */
export interface ShardShape {
  readonly rows: number;
  readonly hidden: number;
  /** Per layer, whether it is stored as float32: float16 could not hold one of its values. */
  readonly wide: readonly boolean[];
}

/** Bytes of one row's states where no layer is wide. */
export function bytesPerRow({ layers, hidden }: { layers: number; hidden: number }): number {
  return layers * hidden * 2;
}

/**
 * The tensors of a shard in file order: the layers, then what is read on opening. `checksums` are the CRC-32 of the
 * header and of every other tensor in file order.
 */
export function shardTensors({ rows, hidden, wide }: ShardShape): TensorShape[] {
  return [
    ...wide.map((isWide, layer) => {
      return { name: `layer.${layer}`, dtype: isWide ? "F32" : "F16", shape: [rows, hidden] } as const;
    }),
    { name: "checksums", dtype: "U32", shape: [wide.length + 4] },
    { name: "tokens", dtype: "U32", shape: [rows] },
    { name: "keys", dtype: "U8", shape: [rows, KEY_BYTES] },
    { name: "truncated", dtype: "U8", shape: [rows] },
  ];
}

/** The shape a header describes. Throws `DamagedFile` where it is not that of a shard with such layers. */
export function shapeOf({ tensors }: SafetensorsHeader, layers: number, hidden: number): ShardShape {
  const rows = tensors.find(({ name }) => name === "tokens")?.shape[0];
  if (rows === undefined || !Number.isSafeInteger(rows) || rows < 1)
    throw new DamagedFile("its header has no usable tokens");
  const wide = tensors.slice(0, layers).map(({ dtype }) => dtype === "F32");
  const shape = { rows, hidden, wide };
  const expected = placeTensors(shardTensors(shape));
  const differs = expected.find((tensor, i) => JSON.stringify(tensor) !== JSON.stringify(tensors[i]));
  if (differs !== undefined || tensors.length !== expected.length || wide.length !== layers) {
    throw new DamagedFile(`its tensors are not those of ${rows} rows of ${layers} layers of ${hidden}`);
  }
  return shape;
}
