import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseObject, type JsonObject } from "../store/modelConfig.ts";
import { writeTextWhole } from "../../files/wholeWrites.ts";
import { hashFile, startHash } from "./fileHash.ts";
import type { HubFile } from "./hubListing.ts";

/** Folder of the records in a stored model. */
const RECORDS = ".strata";

/**
 * Whether a file of a stored model is what the hub lists. Size, time and hash of what was fetched are recorded beside
 * the model; a file without a record, or touched since, is hashed. Rejects with the file system's error.
 */
export async function isStored(folder: string, wanted: HubFile): Promise<boolean> {
  const place = path.join(folder, wanted.file);
  const facts = await stat(place).catch(() => undefined);
  if (facts?.isFile() !== true || facts.size !== wanted.bytes) return false;
  if (wanted.hash === undefined) return true;
  const record = await readRecord(folder, wanted.file);
  if (record?.["time"] === facts.mtimeMs && record["size"] === facts.size) return record["hash"] === wanted.hash.hex;
  const hash = startHash(wanted.hash.kind, facts.size);
  await hashFile(place, hash);
  if (hash.digest("hex") !== wanted.hash.hex) return false;
  await recordFile(folder, wanted);
  return true;
}

/** Records a file that was just checked, and which files it needs beside it. */
export async function recordFile(
  folder: string,
  { file, hash }: HubFile,
  needs: readonly string[] = [],
): Promise<void> {
  const { size, mtimeMs } = await stat(path.join(folder, file));
  await writeTextWhole(recordPath(folder, file), JSON.stringify({ size, time: mtimeMs, hash: hash?.hex, needs }));
}

/** Whether a graph is there with all that was fetched for it, none touched since. Opens the records alone. */
export async function isComplete(folder: string, graph: string): Promise<boolean> {
  const needs = (await readRecord(folder, graph))?.["needs"];
  if (!Array.isArray(needs)) return false;
  const files = [graph, ...needs.filter((file) => typeof file === "string")];
  return (await Promise.all(files.map((file) => isUntouched(folder, file)))).every(Boolean);
}

async function isUntouched(folder: string, file: string): Promise<boolean> {
  const facts = await stat(path.join(folder, file)).catch(() => undefined);
  const record = await readRecord(folder, file);
  return facts !== undefined && record?.["size"] === facts.size && record["time"] === facts.mtimeMs;
}

async function readRecord(folder: string, file: string): Promise<JsonObject | undefined> {
  return parseObject(await readFile(recordPath(folder, file), "utf8").catch(() => "null"));
}

function recordPath(folder: string, file: string): string {
  return path.join(folder, RECORDS, `${file}.json`);
}
