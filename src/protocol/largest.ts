/** The largest of some numbers, `least` where all are smaller: a call can take only so many arguments. */
export function largest(values: Iterable<number>, least = 0): number {
  let found = least;
  for (const value of values) found = Math.max(found, value);
  return found;
}

/** The smallest of some numbers, `most` where all are larger. */
export function smallest(values: Iterable<number>, most = Infinity): number {
  let found = most;
  for (const value of values) found = Math.min(found, value);
  return found;
}
