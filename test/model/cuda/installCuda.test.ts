import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cudaPackage } from "../../../src/model/cuda/cudaPackage.ts";
import { installCuda } from "../../../src/model/cuda/installCuda.ts";
import { cudaLibraryFolder } from "../../../src/model/devices/cudaLibraries.ts";
import type { DownloadProgress } from "../../../src/protocol/models.ts";
import { tempFolder } from "../tempFolder.ts";
import { FakeFeed } from "./fakeFeed.ts";
import { zipFile } from "./zipFile.ts";

const scratch = tempFolder();
const from = import.meta.filename;
const manifest = path.join(import.meta.dirname, "..", "..", "..", "package.json");
const { dependencies } = JSON.parse(readFileSync(manifest, "utf8")) as { dependencies: Record<string, string> };
const wanted = cudaPackage(from, "linux/x64");

describe("the package of CUDA libraries", () => {
  it("is what onnxruntime-node names, of its own version", () => {
    expect(wanted).toMatchObject({
      name: "Microsoft.ML.OnnxRuntime.Gpu.Linux",
      version: dependencies["onnxruntime-node"],
      index: expect.stringMatching(/^https:/) as string,
    });
    const libraries = ["shared", "cuda", "tensorrt"].map((name) => `libonnxruntime_providers_${name}.so`);
    expect([...(wanted?.files.values() ?? [])].toSorted()).toEqual(libraries.toSorted());
  });

  it("is none where onnxruntime-node names none", () => {
    for (const platform of ["win32/x64", "linux/arm64", "darwin/arm64", "plan9/mips"])
      expect(cudaPackage(from, platform)).toBeUndefined();
  });
});

describe.runIf(process.platform === "linux" && process.arch === "x64")("installing CUDA", () => {
  const libraries = [...(wanted?.files ?? [])].map(([place, name], index) => {
    return { place, name, content: Buffer.alloc(200_000 + index, name) };
  });
  const archive = zipFile({
    "[Content_Types].xml": Buffer.from("<Types/>"),
    ...Object.fromEntries(libraries.map(({ place, content }) => [place, content])),
  });
  let feed: FakeFeed;
  let folder: string;
  let progress: DownloadProgress[];

  beforeEach(async () => {
    feed = await FakeFeed.start(wanted?.name ?? "", wanted?.version ?? "", archive);
    folder = path.join(scratch, "storage", "cuda");
    progress = [];
    rmSync(path.dirname(folder), { recursive: true, force: true });
  });
  afterEach(() => feed.close());

  const install = (signal = new AbortController().signal, offline = false) =>
    installCuda(
      { folder, hub: { host: "https://hub.example", token: "secret", offline }, from, feed: feed.index },
      { signal, progressed: (now) => progress.push(now) },
    );
  const places = () => ({ runtimeFolder: scratch, runtimeVersion: "", cudaFolder: folder });

  function expectInstalled(): void {
    for (const { name, content } of libraries) expect(readFileSync(path.join(folder, name))).toEqual(content);
    expect(cudaLibraryFolder(places())).toBe(folder);
    expect(readdirSync(path.dirname(folder))).toEqual(["cuda"]);
  }

  it("puts the libraries into the folder, and asks for nothing once they are there", async () => {
    expect(await install()).toEqual({ folder });
    expectInstalled();
    expect(progress.at(-1)).toMatchObject({ id: "cuda", bytes: archive.length, total: archive.length });
    expect(feed.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
    const asked = feed.seen.length;
    expect(await install()).toEqual({ folder });
    expect(feed.seen.length).toBe(asked);
  });

  it("replaces libraries of another version", async () => {
    mkdirSync(folder, { recursive: true });
    for (const { name } of libraries) writeFileSync(path.join(folder, name), "old");
    writeFileSync(path.join(folder, "version.txt"), "1.2.3");
    writeFileSync(path.join(folder, "left over"), "");
    await install();
    expectInstalled();
    expect(existsSync(path.join(folder, "left over"))).toBe(false);
  });

  it("goes on where the connection broke", async () => {
    feed.cuts.push(150_000, 100_000);
    await install();
    expectInstalled();
    const ranges = feed.packageRequests.map(({ range }) => range);
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBeUndefined();
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it("goes on after it was cancelled", async () => {
    const cancel = new AbortController();
    feed.cuts.push(150_000, 0, 0, 0, 0, 0);
    const cancelled = installCuda(
      { folder, hub: { host: "", offline: false }, from, feed: feed.index },
      { signal: cancel.signal, progressed: ({ bytes }) => bytes > 0 && cancel.abort() },
    );
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    expect(existsSync(folder)).toBe(false);
    feed.cuts.length = 0;
    await install();
    expectInstalled();
    expect(feed.packageRequests.at(-1)?.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it("throws away what is not what the feed lists, and leaves what is there", async () => {
    await install();
    writeFileSync(path.join(folder, "version.txt"), "1.2.3");
    feed.listed = (entry) => (entry["packageHash"] = Buffer.alloc(64, 7).toString("base64"));
    await expect(install()).rejects.toMatchObject({ code: "downloadDamaged" });
    expect(readdirSync(path.dirname(folder))).toEqual(["cuda"]);
    expect(readFileSync(path.join(folder, "version.txt"), "utf8")).toBe("1.2.3");
  });

  it.each([
    ["no hash", (entry: Record<string, unknown>) => delete entry["packageHash"], "names no hash"],
    ["another hash", (entry: Record<string, unknown>) => (entry["packageHashAlgorithm"] = "MD5"), "no SHA-512"],
  ])("refuses a feed with %s", async (_, listed, reason) => {
    feed.listed = (entry) => void listed(entry);
    await expect(install()).rejects.toMatchObject({
      code: "cudaUnavailable",
      detail: { reason: expect.stringContaining(reason) as string },
    });
    expect(feed.packageRequests).toEqual([]);
  });

  it("writes nothing outside the folder", async () => {
    const evil = { "../../escaped.so": Buffer.from("x") };
    feed.package = zipFile({ ...evil, ...Object.fromEntries(libraries.map(({ place, content }) => [place, content])) });
    await expect(install()).rejects.toMatchObject({ code: "cudaUnavailable" });
    expect(existsSync(path.join(scratch, "escaped.so"))).toBe(false);
    expect(existsSync(path.join(path.dirname(folder), "escaped.so"))).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it("says which library a package lacks", async () => {
    feed.package = zipFile({ "lib/other.so": Buffer.from("x") });
    await expect(install()).rejects.toMatchObject({
      code: "cudaUnavailable",
      detail: { reason: expect.stringContaining("providers_cuda.so") as string },
    });
    expect(readdirSync(path.dirname(folder))).toEqual([]);
  });

  it("makes no request while offline, and says where nothing answers", async () => {
    await expect(install(undefined, true)).rejects.toMatchObject({ code: "hubOffline" });
    expect(feed.seen).toEqual([]);
    const gone = installCuda(
      { folder, hub: { host: "", offline: false }, from, feed: "http://127.0.0.1:9/index.json" },
      { signal: new AbortController().signal, progressed: () => undefined },
    );
    await expect(gone).rejects.toMatchObject({ code: "cudaUnavailable" });
  });
});
