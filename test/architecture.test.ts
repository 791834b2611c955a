import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.join(import.meta.dirname, "..");

/** The stages in the order data flow; each may import what stands left of it, and `protocol`. */
const stages = [
  "files",
  "dataset",
  "model",
  "activations",
  "numeric",
  "sources",
  "projection",
  "analysis",
  "comparison",
  "export",
];

/**
 * The folders of `src/model`, each may import those left of it: the ONNX file, the model's folder, texts, where the
 * layers are, what computes them, and what fetches models and libraries.
 */
const modelFolders = ["graph", "store", "text", "tap", "devices", "hub", "cuda"];

/** What each other part may import besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  engine: ["protocol", ...stages],
  editor: ["protocol", "strings"],
  webview: ["protocol", "strings"],
  strings: ["protocol"],
  extension: ["editor", "protocol", "strings"],
  cli: ["engine", "protocol", "strings", ...stages],
};

/** Packages only one file may import, and the whole folder that may import `vscode`. */
const soleImporters: Readonly<Record<string, RegExp>> = {
  "onnxruntime-node": /^src\/model\/onnxruntime\.ts$/,
  "plotly.js-dist-min": /^webview\/plot\.ts$/,
  vscode: /^src\/(editor\/.*|extension)\.ts$/,
};

const MAX_LINES = 400;

const files = ["src", "webview"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mjs|css)$/.test(name))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/"))),
);

function importsOf(file: string): { specifier: string; typeOnly: boolean }[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const pattern = /^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    typeOnly: match[1] !== undefined,
    specifier: match[2] ?? match[3] ?? "",
  }));
}

function partOf(file: string): string {
  const [top, second] = file.split("/");
  if (top === "webview") return "webview";
  return (second ?? "").replace(/\.ts$/, "");
}

/** The folder of `src/model` a file is in; `undefined` for those beside the folders. */
function modelFolder(file: string): string | undefined {
  const parts = file.split("/");
  return parts.length > 3 ? parts[2] : undefined;
}

/** The folder of a file of `src/model`, or those that a file beside the folders needs, one through another. */
function foldersBehind(file: string): string[] {
  const found = new Set<string>();
  const open = [file];
  for (const next of open) {
    const folder = modelFolder(next);
    if (folder !== undefined) found.add(folder);
    else
      for (const { specifier } of importsOf(next)) {
        const target = path.posix.join(path.posix.dirname(next), specifier);
        if (files.includes(target) && partOf(target) === "model" && !open.includes(target)) open.push(target);
      }
  }
  return [...found];
}

describe("the house", () => {
  it("finds the sources", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(50);
  });

  it.each(files)("%s has at most 400 lines", (file) => {
    expect(readFileSync(path.join(root, file), "utf8").split("\n").length).toBeLessThanOrEqual(MAX_LINES);
  });

  it.each(files)("%s imports only what stands before it", (file) => {
    const part = partOf(file);
    const at = stages.indexOf(part);
    const allowed = new Set([part, ...(at >= 0 ? ["protocol", ...stages.slice(0, at)] : (mayImport[part] ?? []))]);
    for (const { specifier } of importsOf(file)) {
      if (!specifier.startsWith(".")) continue;
      const target = path.posix.join(path.posix.dirname(file), specifier);
      if (target === "package.json") continue;
      expect(allowed, `${file} imports ${specifier}`).toContain(partOf(target));
    }
  });

  const inModel = files.filter((file) => file.startsWith("src/model/"));

  it("knows all folders of the model", () => {
    const found = new Set(inModel.map(modelFolder).filter((folder) => folder !== undefined));
    expect([...found].toSorted()).toEqual(modelFolders.toSorted());
  });

  it.each(inModel)("%s imports only what stands before its folder", (file) => {
    const own = modelFolder(file);
    for (const { specifier } of importsOf(file)) {
      const target = path.posix.join(path.posix.dirname(file), specifier);
      if (own === undefined || !specifier.startsWith(".") || !inModel.includes(target) || modelFolder(target) === own)
        continue;
      // A file beside the folders stands where the last folder it needs does.
      const needed = foldersBehind(target).map((folder) => modelFolders.indexOf(folder));
      const last = needed.reduce((most, folder) => Math.max(most, folder), -1);
      expect(last, `${file} imports ${specifier}`).toBeLessThan(modelFolders.indexOf(own));
    }
  });

  it.each(Object.entries(soleImporters))("%s is imported in one place", (name, place) => {
    for (const file of files) {
      for (const { specifier, typeOnly } of importsOf(file)) {
        if (specifier === name && !typeOnly) expect(file).toMatch(place);
      }
    }
  });

  it("no source names a place outside the repository's folders", () => {
    const top = readdirSync(root, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith("."),
    );
    const known = ["src", "webview", "media", "test", "node_modules", "dist", "out"];
    expect(top.map((entry) => entry.name).filter((name) => !known.includes(name))).toEqual([]);
  });
});
