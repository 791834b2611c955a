/** The largest of some numbers, `least` where all are smaller: a call can take only so many arguments. */
export function largest(values: Iterable<number>, least = 0): number {
  let found = least;
  for (const value of values) found = Math.max(found, value);
  return found;
}
