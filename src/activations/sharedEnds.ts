/** What an edit of a sequence left alone. */
export interface SharedEnds {
  /** Items before `start`, and those from `end` on, were there before. */
  readonly start: number;
  readonly end: number;
  /** What the places behind the edit had more before than now. */
  readonly shift: number;
}

/** The ends that two sequences of these lengths share; `isSame` compares a place before and a place now. */
export function sharedEnds(before: number, now: number, isSame: (before: number, now: number) => boolean): SharedEnds {
  const most = Math.min(before, now);
  const shift = before - now;
  let start = 0;
  while (start < most && isSame(start, start)) start++;
  let end = now;
  while (now - end < most - start && isSame(end - 1 + shift, end - 1)) end--;
  return { start, end, shift };
}
