import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { picturePath } from "../activations/cacheFiles.ts";
import { DamagedFile } from "../activations/safetensors.ts";
import { isMissing } from "../files/systemErrors.ts";
import { writeFileWhole } from "../files/wholeWrites.ts";
import type { Stack } from "../projection/fitStack.ts";
import { decodeStack, encodeStack, type StoredStack } from "../projection/stackFile.ts";
import { reasonOf, StrataError, type Failure } from "../protocol/errors.ts";

/** Points from which reading a picture is quicker than fitting it. */
const WORTH_STORING = 500;

/**
 * A finished picture kept beside the states it was fitted on, under a name made of the points' keys in their order:
 * so a file that is opened again is drawn without a pass over its states. It holds the very bytes the fit gave.
 */
export class StoredPicture {
  readonly #path: string;
  readonly #folder: string;
  readonly #warn: (failure: Failure) => void;

  private constructor(path: string, folder: string, warn: (failure: Failure) => void) {
    this.#path = path;
    this.#folder = folder;
    this.#warn = warn;
  }

  /** `keys`: those of all points. Undefined where storing is not worth it. */
  static of(
    { folder, sourceKey, drawing }: { folder: string; sourceKey: string; drawing: string },
    keys: Uint8Array,
    points: number,
    warn: (failure: Failure) => void,
  ): StoredPicture | undefined {
    if (points < WORTH_STORING) return undefined;
    const name = createHash("sha256").update(drawing).update(keys).digest("hex").slice(0, 32);
    return new StoredPicture(picturePath(folder, sourceKey, name), folder, warn);
  }

  /** The picture; undefined where there is none that can be read. One that is damaged or older, `write` replaces. */
  async read(): Promise<Stack | undefined> {
    try {
      return decodeStack(await readFile(this.#path));
    } catch (error) {
      if (!(error instanceof DamagedFile || isMissing(error))) {
        this.#warn(new StrataError("cacheNotReadable", { path: this.#path, reason: reasonOf(error) }).failure);
      }
      return undefined;
    }
  }

  /** Keeps a picture; a folder that cannot be written is warned of. */
  async write(stack: StoredStack): Promise<void> {
    try {
      await writeFileWhole(this.#path, () => [encodeStack(stack)]);
    } catch (error) {
      this.#warn(new StrataError("cacheNotWritable", { folder: this.#folder, reason: reasonOf(error) }).failure);
    }
  }
}
