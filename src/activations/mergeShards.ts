import { hash } from "node:crypto";
import { type CacheShape, type ShardFolder, ShardGone } from "./shardFolder.ts";
import type { RowTable } from "./rowTable.ts";
import type { StoredSegment } from "./segments.ts";
import { Scratch } from "./shard.ts";
import { bytesPerRow } from "./shardShape.ts";

/** A shard holds up to so many rows and about so many bytes: few files, each soon read and soon evicted. */
const SHARD_ROWS = 2048;
const SHARD_BYTES = 128 * 1024 * 1024;
/** Fewer shards than this are not worth a rewrite. */
const MERGED_AT_ONCE = 4;

/** Rows that go into one shard. */
export function rowsPerShard(shape: CacheShape): number {
  return Math.max(1, Math.min(SHARD_ROWS, Math.floor(SHARD_BYTES / bytesPerRow(shape.widths))));
}

/** Groups of small shards to merge, smallest first; only shards of equal layer types share a group. */
export function mergeGroups(segments: readonly StoredSegment[], limit: number): StoredSegment[][] {
  const groups: StoredSegment[][] = [];
  const small = segments.filter(({ shard }) => shard.shape.rows < limit / 2);
  for (const types of new Set(small.map(layerTypes))) {
    let rows = Infinity;
    for (const segment of small.filter((other) => layerTypes(other) === types).sort(bySize)) {
      rows += segment.shard.shape.rows;
      if (rows > limit) {
        groups.push([]);
        rows = segment.shard.shape.rows;
      }
      groups.at(-1)?.push(segment);
    }
  }
  return groups.filter((group) => group.length >= MERGED_AT_ONCE);
}

/**
 * Writes one shard with all rows of several, each once, and returns its name. The name follows from theirs: processes
 * that merge the same shards at the same time write the same file. Throws `cacheNotWritable`, and `ShardGone` where
 * one of the shards cannot be read any more.
 */
export async function mergeShards(
  folder: ShardFolder,
  table: RowTable,
  segments: readonly StoredSegment[],
  metadata: Readonly<Record<string, string>>,
): Promise<string> {
  const sources = keepOnce(segments.toSorted(byName));
  const [first] = sources;
  if (first === undefined) throw new RangeError("nothing to merge");
  const rows = Int32Array.from(sources.flatMap(({ kept, segment }) => kept.map((place) => segment.rows[place] ?? 0)));
  const { widths, wide } = first.segment.shard.shape;
  const name = mergedName(sources, metadata);
  await folder.write(name, {
    shape: { rows: rows.length, widths, wide },
    rows: table.columns(rows),
    metadata,
    layer: (layer) => layerBytes(folder, sources, layer),
  });
  return name;
}

interface Source {
  readonly segment: StoredSegment;
  /** Places of the rows that no source before it has. */
  readonly kept: readonly number[];
}

function keepOnce(segments: readonly StoredSegment[]): Source[] {
  const met = new Set<number>();
  return segments.map((segment) => {
    const kept: number[] = [];
    segment.rows.forEach((row, place) => {
      if (!met.has(row)) kept.push(place);
      met.add(row);
    });
    return { segment, kept };
  });
}

async function* layerBytes(
  folder: ShardFolder,
  sources: readonly Source[],
  layer: number,
): AsyncGenerator<Uint8Array, void> {
  const scratch = new Scratch();
  for (const { segment, kept } of sources) {
    const { shard } = segment;
    const { rows } = shard.shape;
    const read = await folder.read(shard, layer, 0, rows - 1, scratch);
    if (read === undefined) throw new ShardGone(shard.name);
    const bytes = new Uint8Array(read.states.buffer, read.states.byteOffset, read.states.byteLength);
    const rowBytes = bytes.length / rows;
    if (kept.length === rows) yield bytes;
    else for (const place of kept) yield bytes.subarray(place * rowBytes, (place + 1) * rowBytes);
  }
}

function mergedName(sources: readonly Source[], metadata: Readonly<Record<string, string>>): string {
  const origin = JSON.stringify([metadata, ...sources.map(({ segment }) => segment.shard.name)]);
  return `v1-${hash("sha256", origin, "hex").slice(0, 32)}.safetensors`;
}

function layerTypes({ shard }: StoredSegment): string {
  return shard.shape.wide.join();
}

function bySize(a: StoredSegment, b: StoredSegment): number {
  return a.shard.shape.rows - b.shard.shape.rows || byName(a, b);
}

function byName(a: StoredSegment, b: StoredSegment): number {
  return a.shard.name < b.shard.name ? -1 : 1;
}
