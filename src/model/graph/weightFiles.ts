import { realpathSync } from "node:fs";
import path from "node:path";
import { StrataError } from "../../protocol/errors.ts";
import type { OnnxModel } from "./onnxGraph.ts";

/** Where the weights of an edited model lie. */
export interface WeightFiles {
  /** The one folder all files are in, links resolved; ONNX Runtime opens nothing outside it. */
  readonly folder: string;
  /** Name of the model's own file in it: the edited model refers to the weights in it as well, and copies none. */
  readonly self: string;
  /** What each location named in the model is called in the folder. */
  readonly locations: ReadonlyMap<string, string>;
  /** The files beside the model's own as the model names them, absolute: links are not resolved. */
  readonly files: readonly string[];
}

/**
 * Finds the files a model's weights are in. External data may only name files inside the model's own folder: a
 * location that leads out, by its path or by a link, throws `modelExternalData`. In the cache of the Hugging Face
 * hub model and data are links to neighbours in another folder; that folder is then the model's own.
 */
export function findWeights(model: OnnxModel): WeightFiles {
  const { source, graph } = model;
  const own = realpathSync(source.path);
  const folder = path.dirname(own);
  const named = new Set([...graph.initializers.values()].flatMap(({ external }) => external?.location ?? []));
  const found = [...named].map((location) => [location, resolveInside(source.path, folder, location)] as const);
  return {
    folder,
    self: path.basename(own),
    locations: new Map(found.map(([location, file]) => [location, withSlashes(path.relative(folder, file))])),
    files: [...new Map(found.map(([location, file]) => [file, besideModel(source.path, location)] as const))]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, named]) => named),
  };
}

function resolveInside(modelFile: string, folder: string, location: string): string {
  const refused = () => new StrataError("modelExternalData", { path: modelFile, location });
  const lexical = besideModel(modelFile, location);
  if (path.isAbsolute(location) || !isInside(path.dirname(path.resolve(modelFile)), lexical)) throw refused();
  const real = realpathOf(lexical, modelFile, location);
  if (!isInside(folder, real)) throw refused();
  return real;
}

function besideModel(modelFile: string, location: string): string {
  return path.resolve(path.dirname(modelFile), location);
}

function realpathOf(file: string, modelFile: string, location: string): string {
  try {
    return realpathSync(file);
  } catch (cause) {
    throw new StrataError("weightsMissing", { path: modelFile, location }, { cause });
  }
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** ONNX writes paths as POSIX does. */
function withSlashes(file: string): string {
  return file.split(path.sep).join("/");
}
