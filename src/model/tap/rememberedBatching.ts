import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Batching } from "../../protocol/models.ts";
import { writeTextWhole } from "../../files/wholeWrites.ts";

const known: readonly Batching[] = ["any", "equalLengths", "single"];

/** Which texts of a model may run together, as found before; `undefined` where nothing is remembered. */
export async function recallBatching(folder: string, model: string): Promise<Batching | undefined> {
  try {
    const text = await readFile(fileOf(folder, model), "utf8");
    return known.find((batching) => batching === text);
  } catch {
    // Missing or unreadable: it is found again.
    return undefined;
  }
}

/** The file is there whole or as it was before. Rejects with the file system's error. */
export async function rememberBatching(folder: string, model: string, batching: Batching): Promise<void> {
  await writeTextWhole(fileOf(folder, model), batching);
}

function fileOf(folder: string, model: string): string {
  return path.join(folder, `batching-${model}.txt`);
}
