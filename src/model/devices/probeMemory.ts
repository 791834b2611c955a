import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeTextWhole } from "../../files/wholeWrites.ts";

/** What is known of a model on a device. */
export interface Remembered {
  /** `absent`: the machine has no such device. */
  readonly outcome: "ran" | "refused" | "absent";
  readonly reason: string;
  readonly speed?: number;
  readonly difference?: number;
  /** Tokens per batch that were found best. */
  readonly batchTokens?: number;
}

/** Results of probes, a small file each, so that windows that write at once lose nothing. */
export class ProbeMemory {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where nothing is remembered or the file is damaged. */
  async read(key: string): Promise<Remembered | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#file(key), "utf8"));
      return isRemembered(value) ? value : undefined;
    } catch {
      // Missing or damaged: the probe is made again, and the file written anew.
      return undefined;
    }
  }

  /** The file is there whole or as it was before. Rejects with the file system's error. */
  async write(key: string, value: Remembered): Promise<void> {
    await writeTextWhole(this.#file(key), JSON.stringify(value));
  }

  #file(key: string): string {
    return path.join(this.#folder, `${key}.json`);
  }
}

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== "object" || value === null) return false;
  const { outcome, reason, speed, difference, batchTokens } = value as Partial<Record<keyof Remembered, unknown>>;
  if (typeof reason !== "string" || !["ran", "refused", "absent"].includes(String(outcome))) return false;
  if (outcome === "ran" && (typeof speed !== "number" || typeof difference !== "number")) return false;
  return batchTokens === undefined || (Number.isInteger(batchTokens) && Number(batchTokens) > 0);
}
