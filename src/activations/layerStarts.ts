/** Where each layer begins in a row of states, `[layers + 1]`; the last is where the row ends. */
export function layerStarts(widths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(widths.length + 1);
  for (const [layer, width] of widths.entries()) starts[layer + 1] = (starts[layer] ?? 0) + width;
  return starts;
}
