import type { Segment } from "./segments.ts";
import type { TapRules } from "./tapRules.ts";

/** The residual segments of one transformer block. */
export interface Block {
  readonly first: Segment;
  readonly last: Segment;
}

/**
 * Groups the residual segments of a stream into blocks. A block begins where tokens are mixed; `layerCounts`, what the
 * model's configuration may say of their number, settles what the structure leaves open.
 */
export function groupBlocks(residuals: readonly Segment[], layerCounts: readonly number[], rules: TapRules): Block[] {
  const starts = blockStarts(residuals, layerCounts, rules);
  return starts.flatMap((start, index) => {
    const first = residuals[start];
    const last = residuals[(starts[index + 1] ?? residuals.length) - 1];
    return first && last ? [{ first, last }] : [];
  });
}

function blockStarts(residuals: readonly Segment[], layerCounts: readonly number[], rules: TapRules): number[] {
  const attention = positions(residuals, (segment) => segment.mixer === "attention");
  const mixers = positions(residuals, (segment) => segment.mixer !== undefined);
  if (rules.has("attentionPerLayer") && layerCounts.includes(attention.length)) return attention;
  if (rules.has("mixerPerLayer") && layerCounts.includes(mixers.length)) return mixers;
  const divisor = layerCounts.find((count) => residuals.length % count === 0);
  if (rules.has("evenParts") && divisor !== undefined) return every(residuals.length / divisor, residuals.length);
  return startsByStructure(residuals.length, attention, mixers, rules);
}

/** Without a known number: mixers that alternate with something else, or that are all there is, begin the blocks. */
function startsByStructure(
  count: number,
  attention: readonly number[],
  mixers: readonly number[],
  rules: TapRules,
): number[] {
  const alternates = (found: readonly number[]) =>
    count % 2 === 0 && found.length > 0 && found.every((position) => position % 2 === 0);
  if (rules.has("attentionAlternates") && alternates(attention) && attention.length * 2 === count)
    return [...attention];
  if (rules.has("mixersAlternate") && alternates(mixers)) return every(2, count);
  if (rules.has("everyMixer") && mixers.length === count) return [...mixers];
  if (rules.has("anyAttention") && attention.length > 0) return [...attention];
  if (rules.has("anyMixer") && mixers.length > 0) return [...mixers];
  return every(rules.has("blocksOfTwo") && count % 2 === 0 ? 2 : 1, count);
}

function positions(segments: readonly Segment[], test: (segment: Segment) => boolean): number[] {
  return segments.flatMap((segment, position) => (test(segment) ? [position] : []));
}

function every(step: number, count: number): number[] {
  return Array.from({ length: Math.floor(count / step) }, (_, index) => index * step);
}
