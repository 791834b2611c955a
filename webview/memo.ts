/** True where both hold the same values in the same places. */
function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, i) => Object.is(value, other[i]));
}

/** Remembers the last call: equal arguments give the very same result again. */
export function memoLast<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly result: R } | undefined;
  return (...args) => {
    if (last === undefined || !same(last.args, args)) last = { args, result: compute(...args) };
    return last.result;
  };
}

/** Runs `draw` only when what `pick` takes from the value has changed since the last time. */
export function onChange<S, T extends unknown[]>(
  pick: (value: S) => readonly [...T],
  draw: (...picked: NoInfer<T>) => void,
): (value: S) => void {
  let last: readonly [...T] | undefined;
  return (value) => {
    const picked = pick(value);
    if (last !== undefined && same(last, picked)) return;
    last = picked;
    draw(...picked);
  };
}
