/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly theirs: string;
  readonly ratio: string;
  readonly goal: string;
}

export interface Options {
  /** Measurements of each side; medians are taken. */
  readonly runs: number;
  /** Lines of the extraction bench. */
  readonly lines: number;
  /** Lines of the large file's bench: the costliest row, a few minutes on two cores. */
  readonly large: number;
  /** Interpreter with the packages of `requirements.txt`; what needs it is shown as not run without it. */
  readonly python: string | undefined;
}

export interface Bench {
  readonly id: string;
  run(options: Options): Promise<Row[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** Measures sides in turn, A B C A B C …, so that a machine whose speed drifts treats them alike. */
export async function inTurn<K extends string>(
  runs: number,
  sides: Readonly<Record<K, () => Promise<number>>>,
): Promise<Record<K, number>> {
  const times = new Map<string, number[]>();
  for (let run = 0; run < runs; run++) {
    for (const [name, measure] of Object.entries<() => Promise<number>>(sides)) {
      times.set(name, [...(times.get(name) ?? []), await measure()]);
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)])) as Record<K, number>;
}

export function seconds(value: number): string {
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

export function times(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ×`;
}

/** A share as one over a number. */
export function oneOver(share: number): string {
  return `1/${Math.round(1 / share)}`;
}

export const notRun = { theirs: "not run", ratio: "–" } as const;

/** Of a row of which neither side could be measured. */
export const neitherRun = { ours: notRun.theirs, ...notRun } as const;
