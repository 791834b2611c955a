import { cudaLibraryFolder } from "./cudaLibraries.ts";
import type { Device } from "./device.ts";
import { fileIdentity, graphicsDrivers } from "./graphicsDrivers.ts";

/** NVIDIA's graphics processors, by libraries that come apart from the package. */
export const cuda: Device = {
  provider: "cuda",
  absence: (places) =>
    cudaLibraryFolder(places) === undefined
      ? `its libraries are not ${places.cudaFolder === undefined ? "installed" : `in ${places.cudaFolder}`}; Strata: Install CUDA Provider downloads them`
      : undefined,
  meansAbsent: () => false,
  identity: (places) => {
    const folder = cudaLibraryFolder(places);
    return [...(folder === undefined ? [] : [folder, ...fileIdentity(folder)]), ...graphicsDrivers()];
  },
};
