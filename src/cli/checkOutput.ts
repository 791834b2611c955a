import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { isMissing } from "../files/systemErrors.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";

/**
 * Makes sure, before long work and without leaving anything behind, that a folder can be written or made. Throws
 * `outputNotWritable`.
 */
export async function checkOutput(folder: string): Promise<void> {
  try {
    const existing = await nearestFolder(folder);
    await access(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw outputNotWritable(folder, error);
  }
}

/** The same of a file in a folder that is there; it may be a device or a pipe as well. Throws `outputNotWritable`. */
export async function checkOutputFile(file: string): Promise<void> {
  try {
    const found = await stat(file).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (found?.isDirectory() === true) throw new Error(`${file} is a folder`);
    await access(found === undefined ? path.dirname(file) : file, constants.W_OK);
  } catch (error) {
    throw outputNotWritable(file, error);
  }
}

/** Makes sure that no file that is read is written over. Throws `outputNotWritable`. */
export function refuseOverwriting(read: readonly string[], folder: string, names: readonly string[]): void {
  const lost = names.map((name) => path.join(folder, name)).find((file) => read.includes(file));
  if (lost !== undefined) throw outputNotWritable(lost, new Error("it is what is drawn: choose another folder"));
}

/** What is said where something cannot be written. */
export function outputNotWritable(path: string, cause: unknown): StrataError {
  return new StrataError("outputNotWritable", { path, reason: reasonOf(cause) }, { cause });
}

/** The folder, or the first above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  try {
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (error) {
    const above = path.dirname(folder);
    if (isMissing(error) && above !== folder) return nearestFolder(above);
    throw error;
  }
  throw new Error(`${folder} is a file, not a folder`);
}
