import { mkdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { systemCode } from "./systemErrors.ts";

/**
 * Makes a folder and those above it that are missing; one that is there is left as it is. Rejects with the file system's
 * error. Node's own `recursive` never ends where a file system says that a folder is missing whose parent is there, as
 * `/proc` and automounted folders do.
 */
export async function makeFolder(folder: string): Promise<void> {
  const above = path.dirname(folder);
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return;
    if (systemCode(error) !== "ENOENT" || above === folder) throw error;
    await makeFolder(above);
    await orThere(mkdir(folder));
  }
}

/** The same before it returns. */
export function makeFolderNow(folder: string): void {
  const above = path.dirname(folder);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return;
    if (systemCode(error) !== "ENOENT" || above === folder) throw error;
    makeFolderNow(above);
    try {
      mkdirSync(folder);
    } catch (again) {
      if (systemCode(again) !== "EEXIST") throw again;
    }
  }
}

/** Another process may have made it meanwhile. */
async function orThere(making: Promise<unknown>): Promise<void> {
  try {
    await making;
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}
