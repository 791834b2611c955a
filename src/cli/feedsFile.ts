import { readFile } from "node:fs/promises";
import type { GivenFeeds } from "../model/tap/givenFeeds.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";

/** Reads a JSON object of a model's inputs by name, each `{dims, data}`. Throws `feedsWrong`. */
export async function readFeeds(file: string): Promise<GivenFeeds> {
  const value = await readJson(file);
  if (!isObject(value)) throw new StrataError("feedsWrong", { input: file, reason: "it is no JSON object" });
  return Object.fromEntries(Object.entries(value).map(([name, tensor]) => [name, tensorOf(name, tensor)]));
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as unknown;
  } catch (cause) {
    throw new StrataError("feedsWrong", { input: file, reason: reasonOf(cause) }, { cause });
  }
}

function tensorOf(input: string, value: unknown): GivenFeeds[string] {
  const { dims, data } = isObject(value) ? value : {};
  if (!isNumbers(dims) || !dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0))
    throw new StrataError("feedsWrong", { input, reason: "its dims are no list of sizes" });
  if (!isNumbers(data)) throw new StrataError("feedsWrong", { input, reason: "its data are no list of numbers" });
  return { dims, data };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}
