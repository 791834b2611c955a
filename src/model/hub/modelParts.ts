import path from "node:path";
import { StrataError } from "../../protocol/errors.ts";
import { bestGraph } from "../store/bestGraph.ts";
import { findGraphs, type GraphFile } from "../store/graphFiles.ts";
import { machineFit } from "../store/machineFit.ts";
import { JsonFolder } from "../store/jsonFolder.ts";
import { modulePlaces, sentenceConfigs } from "../store/sentenceModules.ts";
import type { DeviceId } from "../../protocol/models.ts";
import type { HubFile, HubListing } from "./hubListing.ts";

/** The small files that are read of a model, beside its graph. */
const SMALL_FILES = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "modules.json",
  "1_Pooling/config.json",
  ...sentenceConfigs,
  "config_sentence_transformers.json",
  "generation_config.json",
];

/** The graph of a repository to fetch: `file`, else the best for `device`. Throws `modelFileMissing`. */
export function graphToFetch({ id, files }: HubListing, file: string | undefined, device: DeviceId): GraphFile {
  const graphs = findGraphs(files);
  const graph =
    file === undefined
      ? bestGraph(graphs, device, (candidate) => machineFit(candidate, device).ok)
      : graphs.find((candidate) => candidate.file === file);
  if (graph !== undefined) return graph;
  const detail = { id, file: file ?? "onnx/model.onnx", files: graphs.map((known) => known.file).join(", ") };
  throw new StrataError("modelFileMissing", detail);
}

/**
 * The folder of a repository in which a graph's tokenizer is: the nearest above it, `""` for the root. Throws
 * `tokenizerMissing`.
 */
export function homeOfGraph({ id, files }: HubListing, graph: string): string {
  const names = new Set(files.map(({ file }) => file));
  for (let folder = graph; folder !== ".";) {
    folder = path.posix.dirname(folder);
    if (names.has(inFolder(folder, "tokenizer.json"))) return folder === "." ? "" : folder;
  }
  const others = ["tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "vocab.txt", "vocab.json"];
  throw new StrataError("tokenizerMissing", { folder: id, found: others.filter((name) => names.has(name)).join(", ") });
}

/** The small files of a model whose tokenizer is in `home`, as far as the repository has them. */
export function smallFiles({ files }: HubListing, home: string): HubFile[] {
  return pick(
    files,
    SMALL_FILES.map((name) => inFolder(home, name)),
  );
}

/** The configurations of the modules that a stored `modules.json` names. */
export async function moduleFiles({ files }: HubListing, home: string, folder: string): Promise<HubFile[]> {
  const modules = await new JsonFolder(path.join(folder, home)).value("modules.json");
  const named = modulePlaces(modules).flatMap((place) =>
    ["config.json", ...sentenceConfigs].map((name) => inFolder(home, `${place}/${name}`)),
  );
  return pick(files, named);
}

/** The files of a repository that have these names, in their order. */
export function pick(files: readonly HubFile[], names: readonly string[]): HubFile[] {
  return names.flatMap((name) => files.find(({ file }) => file === name) ?? []);
}

function inFolder(folder: string, name: string): string {
  return folder === "" || folder === "." ? name : `${folder}/${name}`;
}
