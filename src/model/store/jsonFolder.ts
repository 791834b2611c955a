import { readFile } from "node:fs/promises";
import path from "node:path";
import { KnownFiles } from "../../files/fileIdentity.ts";
import { reasonOf, StrataError } from "../../protocol/errors.ts";
import { checkJsonFile } from "../fileKind.ts";
import { CONFIG_BYTES, whyTooDeep, whyTooLarge } from "../jsonLimits.ts";
import { isObject, type JsonObject } from "./modelConfig.ts";

/** The JSON files of a model's folder; all that are looked for become known, those that are not there as well. */
export class JsonFolder {
  readonly folder: string;
  readonly #known: KnownFiles;

  constructor(folder: string, known: KnownFiles = new KnownFiles()) {
    this.folder = folder;
    this.#known = known;
  }

  /** Where a file of the folder is, absolute where the folder is; it becomes known. */
  place(file: string): string {
    const place = path.join(this.folder, file);
    this.#known.add(place);
    return place;
  }

  /**
   * What a file holds; `undefined` where it is not there. Throws `fileWrong` where it is another thing or cut off,
   * `modelNotReadable` where it is no JSON, or larger or deeper than any configuration is.
   */
  async value(file: string): Promise<unknown> {
    const place = this.place(file);
    try {
      const tooLarge = whyTooLarge(place, CONFIG_BYTES);
      if (tooLarge !== undefined) throw new Error(tooLarge);
      const value: unknown = JSON.parse(await readFile(place, "utf8"));
      const tooDeep = whyTooDeep(value);
      if (tooDeep !== undefined) throw new Error(tooDeep);
      return value;
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
      if (cause instanceof SyntaxError) checkJsonFile(place);
      throw new StrataError("modelNotReadable", { path: place, reason: reasonOf(cause) }, { cause });
    }
  }

  /** The same for a file that has to hold an object. */
  async object(file: string): Promise<JsonObject | undefined> {
    const value = await this.value(file);
    if (value === undefined || isObject(value)) return value;
    throw new StrataError("modelNotReadable", { path: path.join(this.folder, file), reason: "no JSON object" });
  }
}
