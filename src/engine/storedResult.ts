import { createHash } from "node:crypto";
import { readFile, utimes } from "node:fs/promises";
import { resultPath } from "../activations/cacheFiles.ts";
import { DamagedFile } from "../activations/safetensors.ts";
import { isMissing } from "../files/systemErrors.ts";
import { writeFileWhole } from "../files/wholeWrites.ts";
import { reasonOf, StrataError, type Failure } from "../protocol/errors.ts";

/** Points from which reading a result is quicker than making it. */
const WORTH_STORING = 500;

/** How a result is kept. */
export interface ResultFormat<T> {
  /** What the name of its file ends with. */
  readonly suffix: string;
  encode(result: T): Buffer;
  /** Throws `DamagedFile` where the bytes are no such result. */
  decode(bytes: Uint8Array): T;
}

export interface ResultPlace {
  /** The cache folder. */
  readonly folder: string;
  /** Of the states it is made of. */
  readonly sourceKey: string;
  /** What makes it, and with which values. */
  readonly made: string;
  /** The keys of the points it is made of, in their order, and whatever else it depends on. */
  readonly from: readonly Uint8Array[];
  readonly points: number;
  /** Made so slowly that it is kept of however few points. */
  readonly isSlow?: boolean;
}

/**
 * A result kept beside the states it was made of, under a name made of all it depends on: so a file that is opened
 * again is drawn without a pass over its states. It holds the very bytes that were made.
 */
export class StoredResult<T> {
  readonly #path: string;
  readonly #folder: string;
  readonly #format: ResultFormat<T>;
  readonly #warn: (failure: Failure) => void;

  private constructor(path: string, folder: string, format: ResultFormat<T>, warn: (failure: Failure) => void) {
    this.#path = path;
    this.#folder = folder;
    this.#format = format;
    this.#warn = warn;
  }

  /** Undefined where storing is not worth it. */
  static of<T>(
    { folder, sourceKey, made, from, points, isSlow = false }: ResultPlace,
    format: ResultFormat<T>,
    warn: (failure: Failure) => void,
  ): StoredResult<T> | undefined {
    if (points < WORTH_STORING && !isSlow) return undefined;
    const hash = createHash("sha256").update(made);
    for (const bytes of from) hash.update(bytes);
    const path = resultPath(folder, sourceKey, hash.digest("hex").slice(0, 32), format.suffix);
    return new StoredResult(path, folder, format, warn);
  }

  /** The result; undefined where there is none that can be read. One that is damaged or older, `write` replaces. */
  async read(): Promise<T | undefined> {
    try {
      const result = this.#format.decode(await readFile(this.#path));
      const now = new Date();
      // Those that were not used for long go first; where the time cannot be set, it is as old as it is.
      await Promise.allSettled([utimes(this.#path, now, now)]);
      return result;
    } catch (error) {
      if (!(error instanceof DamagedFile || isMissing(error))) {
        this.#warn(new StrataError("cacheNotReadable", { path: this.#path, reason: reasonOf(error) }).failure);
      }
      return undefined;
    }
  }

  /** Keeps a result; a folder that cannot be written is warned of. */
  async write(result: T): Promise<void> {
    try {
      await writeFileWhole(this.#path, () => [this.#format.encode(result)]);
    } catch (error) {
      this.#warn(new StrataError("cacheNotWritable", { folder: this.#folder, reason: reasonOf(error) }).failure);
    }
  }
}
