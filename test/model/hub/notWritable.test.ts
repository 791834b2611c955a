import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { downloadModel } from "../../../src/model/hub/downloadModel.ts";
import { tempFolder } from "../tempFolder.ts";
import { FakeHub } from "./fakeHub.ts";
import { graph, placesIn, smallFiles } from "./sampleModel.ts";

const ID = "org/name";
const FILE = "onnx/model.onnx";
const NO_MOUNT = "needs a Linux root that may mount a file system";
const mounted: string[] = [];
let hub: FakeHub;
let folder = "";

beforeEach(async () => {
  folder = path.join(root, `store ${made++}`);
  mkdirSync(folder);
  hub = await FakeHub.start();
  hub.put(ID, { ...smallFiles, [FILE]: graph });
});
const root = tempFolder();
let made = 0;

afterEach(async () => {
  for (const place of mounted.splice(0)) spawnSync("umount", ["-l", place]);
  await hub.close();
});

/** Whether a file system of its own could be mounted there. */
function mount(place: string, options: string): boolean {
  if (spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", place]).status !== 0) return false;
  mounted.push(place);
  return true;
}

function download(): Promise<{ model: string }> {
  const places = { ...placesIn(root), store: folder };
  return downloadModel(
    { id: ID, hub: hub.access(), places },
    { signal: new AbortController().signal, progressed: () => undefined },
  );
}

it("a store that can only be read is named", async ({ skip }) => {
  if (!mount(folder, "size=1m")) skip(NO_MOUNT);
  spawnSync("mount", ["-o", "remount,ro", folder]);
  await expect(download()).rejects.toMatchObject({
    code: "storeNotWritable",
    detail: { folder, reason: expect.stringContaining("EROFS") as string },
  });
});

it("a store where a file is in the way is named", async () => {
  writeFileSync(path.join(folder, "org"), "");
  await expect(download()).rejects.toMatchObject({
    code: "storeNotWritable",
    detail: { folder, reason: expect.stringMatching(/ENOTDIR|EEXIST/) as string },
  });
});

it("a disk without room is known before anything large is fetched", async ({ skip }) => {
  if (!mount(folder, "size=64k")) skip(NO_MOUNT);
  await expect(download()).rejects.toMatchObject({ code: "diskFull", detail: { folder } });
  expect(hub.seen).toHaveLength(1);
});

it("a disk that fills up under way keeps what is there, and goes on once there is room", async ({ skip }) => {
  const megabyte = 1 << 20;
  hub.put(ID, { ...smallFiles, [FILE]: graph, "onnx/model.onnx_data": Buffer.alloc(megabyte, 1) });
  if (!mount(folder, "size=2m")) skip(NO_MOUNT);
  const filler = path.join(folder, "filler");
  hub.special = ({ server, path: asked }) => {
    // Something else takes the room while the data are on their way.
    if (server === "files" && asked.endsWith("_data")) writeFileSync(filler, Buffer.alloc(megabyte + megabyte / 2));
    return false;
  };
  await expect(download()).rejects.toMatchObject({
    code: "diskFull",
    detail: { folder, needed: expect.any(Number) as number },
  });
  hub.special = () => false;
  rmSync(filler);
  hub.seen.length = 0;
  expect(await download()).toEqual({ model: `${ID}/${FILE}` });
  const [data] = hub.requestsOf("onnx/model.onnx_data");
  expect(Number(/\d+/.exec(data?.range ?? "")?.[0])).toBeGreaterThan(100_000);
  const stored = path.join(folder, ID, "onnx");
  expect(readFileSync(path.join(stored, "model.onnx_data")).equals(Buffer.alloc(megabyte, 1))).toBe(true);
  expect(readdirSync(stored).toSorted()).toEqual(["model.onnx", "model.onnx_data"]);
});
