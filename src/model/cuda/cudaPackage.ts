import { createRequire } from "node:module";
import path from "node:path";

/** The package of the NuGet feed that holds ONNX Runtime's CUDA libraries. */
export interface CudaPackage {
  readonly name: string;
  readonly version: string;
  /** Address of the feed's service index. */
  readonly index: string;
  /** Path inside the package → name of the library. */
  readonly files: ReadonlyMap<string, string>;
}

/** What `onnxruntime-node` says of the libraries it leaves out, as its own installation reads it. */
interface InstallMetadata {
  readonly requirements: Readonly<Record<string, readonly string[] | undefined>>;
  /** `platform/arch:requirement` → file → where it is. */
  readonly manifests: Readonly<Record<string, Readonly<Record<string, { package: string; path: string }>> | undefined>>;
  readonly packages: Readonly<
    Record<string, { name: string; versions: readonly { feed: string; version: string }[] } | undefined>
  >;
  readonly feeds: Readonly<Record<string, { type: string; index: string } | undefined>>;
}

/**
 * The package for a platform (`linux/x64`), undefined where there is none. `from`: a file in or below the folder whose
 * `node_modules` has ONNX Runtime; its version is the one the libraries must have.
 */
export function cudaPackage(from: string, platform: string): CudaPackage | undefined {
  const metadata = createRequire(from)("onnxruntime-node/script/install-metadata.js") as InstallMetadata;
  const requirement = metadata.requirements[platform]?.find((name) => name.startsWith("cuda"));
  const manifest = metadata.manifests[`${platform}:${requirement ?? ""}`];
  const [first] = Object.values(manifest ?? {});
  const found = first && metadata.packages[first.package];
  const [version] = found?.versions ?? [];
  const feed = version && metadata.feeds[version.feed];
  if (manifest === undefined || found === undefined || version === undefined || feed === undefined) return undefined;
  const files = Object.entries(manifest).map(([file, place]) => [place.path, path.basename(file)] as const);
  return { name: found.name, version: version.version, index: feed.index, files: new Map(files) };
}
