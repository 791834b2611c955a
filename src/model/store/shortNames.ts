import { readFile } from "node:fs/promises";
import path from "node:path";
import { isRepositoryPart, readHubName } from "./hubNames.ts";
import { writeTextWhole } from "../../files/wholeWrites.ts";

/** Folder of the store that remembers what the hub calls repositories that were asked for without an organisation. */
const NAMES = path.join(".strata", "names");

/** The whole name of a repository that was fetched by its short one (`gpt2`); undefined where none was. */
export async function wholeName(store: string, short: string): Promise<string | undefined> {
  if (!isRepositoryPart(short)) return undefined;
  // Missing or unreadable: the hub is asked for it.
  const said = await readFile(path.join(store, NAMES, short), "utf8").catch(() => "");
  return readHubName(said)?.id === said ? said : undefined;
}

/** Remembers it for `wholeName`; the file is there whole or not at all. Rejects with the file system's error. */
export async function rememberName(store: string, short: string, id: string): Promise<void> {
  await writeTextWhole(path.join(store, NAMES, short), id);
}
