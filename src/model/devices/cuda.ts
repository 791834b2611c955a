import { cudaLibraryFolder, installedVersion } from "./cudaLibraries.ts";
import type { Device } from "./device.ts";
import { fileIdentity, graphicsDrivers } from "./graphicsDrivers.ts";

/** NVIDIA's graphics processors, by libraries that come apart from the package. */
export const cuda: Device = {
  provider: "cuda",
  absence: (places) => {
    const folder = cudaLibraryFolder(places);
    const where = places.cudaFolder === undefined ? "installed" : `in ${places.cudaFolder}`;
    if (folder === undefined) return `its libraries are not ${where}; Strata: Install CUDA Provider downloads them`;
    const version = installedVersion(folder) ?? places.runtimeVersion;
    if (version === places.runtimeVersion) return undefined;
    return `its libraries are of version ${version}; Strata: Install CUDA Provider downloads ${places.runtimeVersion}`;
  },
  meansAbsent: () => false,
  identity: (places) => {
    const folder = cudaLibraryFolder(places);
    return [...(folder === undefined ? [] : [folder, ...fileIdentity(folder)]), ...graphicsDrivers()];
  },
};
