import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { cudaLibraryFolder, installedVersion } from "../../../src/model/devices/cudaLibraries.ts";
import { cuda } from "../../../src/model/devices/cuda.ts";
import { tempFolder } from "../tempFolder.ts";

const scratch = tempFolder();
const description = createRequire(import.meta.url).resolve("onnxruntime-node/package.json");
const runtimeFolder = path.join(path.dirname(description), "bin", "napi-v6", process.platform, process.arch);
const names = ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"];

/** A folder with files called as CUDA's libraries are; they are none. */
function libraries(name: string, version?: string): string {
  const folder = path.join(scratch, name);
  mkdirSync(folder, { recursive: true });
  for (const library of names) writeFileSync(path.join(folder, library), "no library");
  if (version !== undefined) writeFileSync(path.join(folder, "version.txt"), version);
  return folder;
}

describe("CUDA's libraries", () => {
  it("are the user's before the package's, and absent with the reason", () => {
    const own = libraries("own");
    const packaged = libraries("packaged");
    const places = { runtimeFolder: packaged, runtimeVersion: "1.30.0", cudaFolder: own };
    expect(cudaLibraryFolder(places)).toBe(own);
    expect(cudaLibraryFolder({ ...places, cudaFolder: undefined })).toBe(packaged);
    expect(cuda.absence(places)).toBeUndefined();
    const empty = { ...places, runtimeFolder: scratch, cudaFolder: path.join(scratch, "nowhere") };
    expect(cudaLibraryFolder(empty)).toBeUndefined();
    expect(cuda.absence(empty)).toMatch(/not in .*nowhere; Strata: Install CUDA Provider/);
    expect(cuda.absence({ ...empty, cudaFolder: undefined })).toMatch(/not installed; Strata: Install CUDA Provider/);
  });

  it("of another version of ONNX Runtime are not used", () => {
    const old = libraries("old", "1.29.0\n");
    expect(installedVersion(old)).toBe("1.29.0");
    const places = { runtimeFolder, runtimeVersion: "1.30.0", cudaFolder: old };
    expect(cuda.absence(places)).toMatch(/of version 1\.29\.0; .* downloads 1\.30\.0/);
    expect(cuda.absence({ ...places, runtimeVersion: "1.29.0" })).toBeUndefined();
  });

  it.runIf(process.platform === "linux" && process.arch === "x64")(
    "in a folder of their own are where ONNX Runtime looks, and the package's folder stays as it is",
    { timeout: 60_000 },
    () => {
      const before = readdirSync(runtimeFolder);
      const work = path.join(scratch, "work");
      const script = path.join(import.meta.dirname, "loadCuda.ts");
      // The dynamic linker says of every library from where it tries to load it.
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", script, runtimeFolder, libraries("asked"), work],
        { encoding: "utf8", env: { ...process.env, LD_DEBUG: "files" }, maxBuffer: 1 << 28 },
      );
      expect(status, stderr.slice(-500)).toBe(0);
      const [joined = ""] = readdirSync(work);
      const tried = path.join(work, joined, "libonnxruntime_providers_shared.so");
      expect(stderr).toContain(`file=${tried}`);
      expect(stderr).not.toContain(`file=${path.join(runtimeFolder, "libonnxruntime_providers_shared.so")}`);
      // These are no libraries, so CUDA fails; everything else works as before.
      const said = JSON.parse(stdout) as unknown;
      expect(said).toEqual({ first: true, again: true, other: false, cuda: "failed", cpu: ["last_hidden_state"] });
      expect(readdirSync(runtimeFolder)).toEqual(before);
    },
  );
});
