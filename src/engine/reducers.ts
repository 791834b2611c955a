import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile, utimes } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { REDUCER, resultPath } from "../activations/cacheFiles.ts";
import { DamagedFile } from "../activations/safetensors.ts";
import { makeFolder } from "../files/folders.ts";
import { isMissing } from "../files/systemErrors.ts";
import { putInPlace } from "../files/wholeWrites.ts";
import { neverAborted } from "../numeric/work.ts";
import { canPlace } from "../projection/placing.ts";
import { decodeReducer, encodeReducer, type Reducer } from "../projection/reducer.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import { areAllowed } from "../protocol/parameters.ts";
import { drawnLayers } from "./draw.ts";
import type { Run } from "./run.ts";
import type { Tables } from "./tasks.ts";

/** What a run was drawn by, to draw others by. Throws `noReducer` where its projection can place no further points. */
export function reducerOf(run: Run, { projections }: Tables): Reducer {
  const { fitted, drawing, canvas, states, points } = run;
  const { projection, dimensions } = drawing;
  const name = path.posix.basename(points.dataset.path.replaceAll("\\", "/"));
  const known = { name, projection, dimensions, layers: canvas.layers, widths: states.widths };
  if (fitted?.stack !== undefined) return { ...known, fit: fitted.stack, drawn: [] };
  const method = projections.find(({ id }) => id === projection.id);
  if (method === undefined || !canPlace(method, fitted?.steps))
    throw new StrataError("noReducer", { path: name, projection: method?.label ?? projection.id });
  return { ...known, fit: undefined, drawn: drawnLayers(run) };
}

/**
 * Keeps what a run was drawn by with the results of its states, under a name made of all it depends on; its path. Throws
 * `noReducer`, and `cacheNotWritable`.
 */
export async function keepReducer(run: Run, tables: Tables): Promise<string> {
  const reducer = reducerOf(run, tables);
  const { cacheFolder, source, points, canvas, drawing } = run;
  const hash = createHash("sha256").update(JSON.stringify(drawing)).update(points.keys).update(canvas.coordinates);
  const file = resultPath(cacheFolder, source.resultKey, hash.digest("hex").slice(0, 32), REDUCER);
  try {
    await makeFolder(path.dirname(file));
    await putInPlace(file, (unfinished) => writeReducer(unfinished, reducer, neverAborted));
  } catch (error) {
    throw new StrataError("cacheNotWritable", { folder: cacheFolder, reason: reasonOf(error) }, { cause: error });
  }
  return file;
}

/** Writes a file that `readReducer` reads. Rejects with the file system's error, or the signal's reason. */
export function writeReducer(file: string, reducer: Reducer, signal: AbortSignal): Promise<void> {
  return pipeline(() => encodeReducer(reducer, signal), createWriteStream(file));
}

/** Throws `reducerNotReadable` where there is no file of a fitted projection that these tables have. */
export async function readReducer(file: string, { projections }: Tables): Promise<Reducer> {
  const refused = (reason: string, cause?: unknown) =>
    new StrataError("reducerNotReadable", { path: file, reason }, { cause });
  let reducer: Reducer;
  try {
    reducer = decodeReducer(await readFile(file));
    const now = new Date();
    // In a cache those that were not used for long go first; where the time cannot be set, it is as old as it is.
    await Promise.allSettled([utimes(file, now, now)]);
  } catch (error) {
    if (error instanceof DamagedFile || !isMissing(error)) throw refused(reasonOf(error), error);
    throw refused("the file is not there", error);
  }
  const { id, values } = reducer.projection;
  const method = projections.find((known) => known.id === id);
  if (method === undefined) throw refused(`this version of the product knows no projection ${JSON.stringify(id)}`);
  if (!areAllowed(method.parameters, values)) throw refused(`it has values that ${method.label} does not take`);
  if (reducer.fit === undefined && method.place === undefined)
    throw refused(`${method.label} places no further points`);
  return reducer;
}
