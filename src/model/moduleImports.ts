import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { KnownFiles } from "../files/fileIdentity.ts";
import { reasonOf } from "../protocol/errors.ts";

/**
 * What stands between the words of a program and is none of them, or an import with what it names: in quotes, or a
 * bracket where that is computed. Regular expressions are not told from divisions; a quote in one ends with its line.
 */
const PARTS =
  /\/\/.*|\/\*[^]*?\*\/|(?<![.\w$])(?:(?:import|from)\s*|(?:import|require)\s*\(\s*)(?:"([^"\n]*)"|'([^'\n]*)')|(?<![.\w$])(?:import|require)\s*(\()|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`/g;

const CODE = /\.[cm]?js$/;

/**
 * A JavaScript file and all files it imports, one through another, and a digest of their contents, hexadecimal; `known`
 * takes each before it is read. Throws an error in plain words where the content of what is imported cannot be known: a
 * package, which may be installed anew at any time, a name that is computed, and a file that cannot be read.
 */
export function moduleContents(file: string, known: KnownFiles): { digest: string; files: readonly string[] } {
  const digests = new Map<string, string>();
  const files = [file];
  for (const next of files) {
    known.add(next);
    const content = readFileSync(next);
    digests.set(next, createHash("sha256").update(content).digest("hex"));
    if (!CODE.test(next)) continue;
    for (const imported of importedFiles(content.toString(), next)) if (!files.includes(imported)) files.push(imported);
  }
  const [own = "", ...imported] = digests.values();
  const digest =
    imported.length === 0
      ? own
      : createHash("sha256")
          .update([own, ...imported].join(" "))
          .digest("hex");
  return { digest, files };
}

/** The files a program imports; those that come with Node are left out. */
function importedFiles(text: string, file: string): string[] {
  return [...text.matchAll(PARTS)].flatMap(([, double, single, computed]) => {
    if (computed !== undefined) throw new Error(`${path.basename(file)} imports a file whose name it computes`);
    const name = double ?? single;
    if (name === undefined || isOfNode(name)) return [];
    if (!/^(\.{0,2}\/|file:)/.test(name))
      throw new Error(
        `${path.basename(file)} imports the package ${name}; it can import files alone, as ./${name}.mjs`,
      );
    return [fileOf(name, file)];
  });
}

function isOfNode(name: string): boolean {
  return name.startsWith("node:") || builtinModules.includes(name);
}

/** Links are followed, as Node follows them: what a file imports is looked for beside the file itself. */
function fileOf(name: string, from: string): string {
  try {
    return realpathSync(fileURLToPath(new URL(name, pathToFileURL(from))));
  } catch (cause) {
    throw new Error(`${path.basename(from)} imports ${name}: ${reasonOf(cause)}`, { cause });
  }
}
