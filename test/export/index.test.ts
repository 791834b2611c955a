import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { exporters } from "../../src/export/index.ts";

it("lists every export of the folder, once, each with a file of its own", async () => {
  const folder = path.join(import.meta.dirname, "../../src/export");
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  const modules = await Promise.all(files.map((name) => import(path.join(folder, name)) as Promise<object>));
  const found = modules
    .flatMap((exported) => Object.values(exported) as unknown[])
    .filter((value) => typeof value === "object" && value !== null && "id" in value && "write" in value);
  expect(new Set(found)).toEqual(new Set(exporters));
  expect(new Set(exporters.map(({ id }) => id)).size).toBe(exporters.length);
  expect(new Set(exporters.map(({ fileName }) => fileName)).size).toBe(exporters.length);
});
