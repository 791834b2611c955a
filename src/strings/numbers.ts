/** Numbers as they are shown, the same in every language. */

/** An integer in groups of three. */
export function grouped(number: number): string {
  return String(Math.round(number)).replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** `340 ms`, `4.2 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** `22.2 %` of a share between 0 and 1. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A number in four digits, or with all that stand before its point: dates and counts are told apart by the last ones. */
export function shortNumber(value: number): string {
  if (Math.abs(value) >= 1000 && Math.abs(value) < 1e10) return String(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** `1.4 MB` in powers of ten. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** The size of a file or download in powers of ten: `45 MB`, `1.4 GB`. */
export function fileSize(bytes: number): string {
  return bytes < 1e9 ? megabytes(bytes) : `${(bytes / 1e9).toFixed(1)} GB`;
}
