import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { DeviceId, ModelFile } from "../../protocol/models.ts";
import { type FileEntry, findGraphs, type GraphFile } from "./graphFiles.ts";
import { machineFit } from "./machineFit.ts";

/** Folders below a repository that are looked into: ONNX Runtime's builder nests graphs two deep. */
const REPOSITORY_DEPTH = 2;

/** Files that tell something of a model's graphs; nothing else is looked at. */
const TELLING = /\.onnx$|\.onnx[._]data(_\d+)?$|^tokenizer\.json$/;

/**
 * The graphs in a model's folder and its `onnx/`; none where it is no model, or cannot be read. Links are followed, so
 * the caches of the Hugging Face hub can be read.
 */
export async function graphsIn(folder: string): Promise<GraphFile[]> {
  return findGraphs([...(await entriesOf(folder, "", 0)), ...(await entriesOf(folder, "onnx", 0))]);
}

/** The same for a repository, which may keep several builds in folders of their own. */
export async function graphsInRepository(folder: string): Promise<GraphFile[]> {
  return findGraphs(await entriesOf(folder, "", REPOSITORY_DEPTH));
}

/** What can be said of a graph before it is loaded. */
export function describeGraph(graph: GraphFile, device: DeviceId): ModelFile {
  const { file, style, bytes } = graph;
  return { file, style, bytes, runs: machineFit(graph, device) };
}

/** The names in a folder; none where it cannot be read. */
export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Size of a file, links followed; undefined where it is not there or no file. */
export async function fileBytes(file: string): Promise<number | undefined> {
  return stat(file).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
}

async function entriesOf(root: string, inside: string, depth: number): Promise<FileEntry[]> {
  const found: FileEntry[] = [];
  for (const entry of await readdir(path.join(root, inside), { withFileTypes: true }).catch(() => [])) {
    const file = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (TELLING.test(entry.name)) {
      const bytes = await fileBytes(path.join(root, file));
      if (bytes !== undefined) found.push({ file, bytes });
    } else if (entry.isDirectory() && depth > 0 && !entry.name.startsWith(".")) {
      for (const entry of await entriesOf(root, file, depth - 1)) found.push(entry);
    }
  }
  return found;
}
