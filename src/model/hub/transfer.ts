import type { DownloadProgress } from "../../protocol/models.ts";

/** Milliseconds between two reports. */
const INTERVAL = 100;

/** Seconds of the recent past the rate is taken over. */
const WINDOW_SECONDS = 5;

/** Counts the bytes of a download over all its files, and reports them with rate and time left. */
export class Transfer {
  readonly #id: string;
  readonly #file: string;
  readonly #report: (progress: DownloadProgress) => void;
  readonly #marks: { seconds: number; received: number }[] = [];
  #total: number;
  /** Of files that are whole. */
  #before = 0;
  #current = 0;
  /** Bytes that came over the network, unlike those found on the disk. */
  #received = 0;
  #reportedAt = -Infinity;

  constructor(id: string, file: string, total: number, report: (progress: DownloadProgress) => void) {
    this.#id = id;
    this.#file = file;
    this.#total = total;
    this.#report = report;
  }

  /** More is to come than was known. */
  expect(bytes: number): void {
    this.#total += bytes;
  }

  /** Bytes that are still to come. */
  get left(): number {
    return this.#total - this.#before - this.#current;
  }

  /** What is in place of the file under way; `received` of it came just now. */
  at(bytes: number, received: number): void {
    this.#current = bytes;
    this.#received += received;
    this.#tell(false);
  }

  /** The file under way is whole. */
  finish(bytes: number): void {
    this.#before += bytes;
    this.#current = 0;
    this.#tell(this.#before >= this.#total);
  }

  #tell(isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#reportedAt < INTERVAL) return;
    this.#reportedAt = now;
    this.#marks.push({ seconds: now / 1000, received: this.#received });
    while (this.#marks.length > 2 && (this.#marks[0]?.seconds ?? 0) < now / 1000 - WINDOW_SECONDS) this.#marks.shift();
    const bytes = this.#before + this.#current;
    const rate = this.#rate();
    this.#report({
      id: this.#id,
      file: this.#file,
      bytes,
      total: this.#total,
      bytesPerSecond: rate,
      secondsLeft: rate === undefined ? undefined : (this.#total - bytes) / rate,
    });
  }

  /** Undefined until something came. */
  #rate(): number | undefined {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.received <= first.received) return undefined;
    return (last.received - first.received) / (last.seconds - first.seconds);
  }
}
