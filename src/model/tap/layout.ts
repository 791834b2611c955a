/**
 * How a tensor lays out one vector per token. `rows` is batch × tokens in one axis; of `heads` and `size` the vector is
 * made, one head behind the other.
 */
export const layouts = {
  "batch tokens hidden": ["batch", "tokens", "fixed"],
  "tokens batch hidden": ["tokens", "batch", "fixed"],
  "batch hidden tokens": ["batch", "fixed", "tokens"],
  "rows hidden": ["rows", "fixed"],
  "batch heads tokens size": ["batch", "fixed", "tokens", "fixed"],
  "batch tokens heads size": ["batch", "tokens", "fixed", "fixed"],
  "batch heads size tokens": ["batch", "fixed", "fixed", "tokens"],
  "batch tokens parts heads size": ["batch", "tokens", "fixed", "fixed", "fixed"],
} as const;

export type Layout = keyof typeof layouts;

type Role = "batch" | "tokens" | "rows" | "fixed";

/** The sizes a tensor had for a batch. */
export interface Seen {
  readonly dims: readonly number[];
  readonly rows: number;
  readonly tokens: number;
}

/**
 * The layout of a tensor; `undefined` where it has no vector per token. A second batch of other sizes tells its axes
 * apart from those that happen to be as long.
 */
export function layoutOf(first: Seen, second: Seen = first): Layout | undefined {
  if (first.dims.length !== second.dims.length) return undefined;
  const roles = first.dims.map((_, axis) => rolesOf(axis, first, second));
  const names = Object.keys(layouts) as Layout[];
  return names.find((name) => {
    const wanted: readonly Role[] = layouts[name];
    return wanted.length === roles.length && wanted.every((role, axis) => roles[axis]?.includes(role));
  });
}

/** What an axis may be: batch, tokens, rows (both in one), or of a fixed size. */
function rolesOf(axis: number, first: Seen, second: Seen): Role[] {
  const is = (size: (seen: Seen) => number) => [first, second].every((seen) => seen.dims[axis] === size(seen));
  const fits: Readonly<Record<Role, boolean>> = {
    batch: is(({ rows }) => rows),
    tokens: is(({ tokens }) => tokens),
    rows: is(({ rows, tokens }) => rows * tokens),
    fixed: first.dims[axis] === second.dims[axis],
  };
  return (Object.keys(fits) as Role[]).filter((role) => fits[role]);
}

/** The order of axes that gives `[batch, tokens, …]`; `undefined` where they are in that order. */
export function orderOf(layout: Layout): readonly number[] | undefined {
  const roles: readonly Role[] = layouts[layout];
  if (layout === "rows hidden") return undefined;
  const fixed = roles.flatMap((role, axis) => (role === "fixed" ? [axis] : []));
  const order = [roles.indexOf("batch"), roles.indexOf("tokens"), ...fixed];
  return order.every((axis, place) => axis === place) ? undefined : order;
}

/** The numbers of a tensor as `[batch, tokens, width]`. */
export function tokenMajor(data: Float32Array, dims: readonly number[], layout: Layout): Float32Array {
  const order = orderOf(layout);
  if (order === undefined) return data;
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1));
  const axes = order.map((axis) => ({ size: dims[axis] ?? 1, stride: strides[axis] ?? 0 }));
  const result = new Float32Array(data.length);
  let written = 0;
  const copy = (depth: number, from: number): void => {
    const axis = axes[depth];
    if (axis === undefined) {
      result[written++] = data[from] ?? NaN;
      return;
    }
    for (let i = 0; i < axis.size; i++) copy(depth + 1, from + i * axis.stride);
  };
  copy(0, 0);
  return result;
}
