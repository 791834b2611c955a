import { createHash } from "node:crypto";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { makeFolderNow } from "../../files/folders.ts";
import { systemCode } from "../../files/systemErrors.ts";
import type { DevicePlaces } from "./device.ts";

/** ONNX Runtime's own library on Linux, by the name everything that needs it asks for. */
const RUNTIME = "libonnxruntime.so.1";
const NEEDED = ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"];

/** Says which version of ONNX Runtime the libraries beside it are of. */
export const CUDA_VERSION_FILE = "version.txt";

/** The version of ONNX Runtime that a folder's libraries are of; undefined where it does not say or they are not there. */
export function installedVersion(folder: string): string | undefined {
  const file = path.join(folder, CUDA_VERSION_FILE);
  return hasLibraries(folder) && existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** The folder that ONNX Runtime's CUDA libraries are in: the user's, else the package's own; Linux only. */
export function cudaLibraryFolder({ runtimeFolder, cudaFolder }: DevicePlaces): string | undefined {
  return [cudaFolder, runtimeFolder].find((folder) => folder !== undefined && hasLibraries(folder));
}

function hasLibraries(folder: string): boolean {
  return NEEDED.every((name) => existsSync(path.join(folder, name)));
}

/**
 * ONNX Runtime looks for its CUDA libraries only in the folder its own library was loaded from, and the extension's
 * folder may not be writable. So a folder inside `work` gets links to both, and its library is the one to load
 * (`useLibrary`). Undefined where nothing needs linking. Throws the file system's error.
 */
export function linkCuda(places: DevicePlaces, work: string): string | undefined {
  const folder = cudaLibraryFolder(places);
  if (folder === undefined || folder === places.runtimeFolder) return undefined;
  const name = createHash("sha256")
    .update(JSON.stringify([places.runtimeFolder, folder]))
    .digest("hex")
    .slice(0, 16);
  const joined = path.join(work, `cuda-${name}`);
  makeFolderNow(joined);
  link(path.join(places.runtimeFolder, RUNTIME), path.join(joined, RUNTIME));
  for (const library of NEEDED) link(path.join(folder, library), path.join(joined, library));
  return path.join(joined, RUNTIME);
}

/** The folder's name says what its links lead to, so one that is there is right. */
function link(target: string, file: string): void {
  try {
    symlinkSync(target, file);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}
