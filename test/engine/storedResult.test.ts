import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { pictureFormat } from "../../src/engine/draw.ts";
import { StoredResult } from "../../src/engine/storedResult.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { fitStack } from "../../src/projection/fitStack.ts";
import { pca } from "../../src/projection/pca.ts";
import type { StoredStack } from "../../src/projection/stackFile.ts";
import type { Failure } from "../../src/protocol/errors.ts";
import { arrayStates, hiddenStates } from "../numeric/arrayStates.ts";
import { scratchFolder } from "./engineProcess.ts";

const RECORDS = 500;
const keys = Uint8Array.from({ length: 16 * RECORDS }, (_, i) => i % 251);

let folder = "";
let warned: Failure[] = [];
let stack: StoredStack;

beforeEach(async () => {
  folder = scratchFolder();
  warned = [];
  const states = arrayStates(hiddenStates(RECORDS, 2, 8), 8);
  const algebra = new Algebra();
  const fitted = await fitStack(states, { projection: pca, values: {}, dimensions: 2, algebra });
  stack = { ...fitted, layers: 2, dimensions: 2 };
  await algebra.dispose();
});

afterEach(() => {
  spawnSync("umount", ["-l", folder]);
  rmSync(folder, { recursive: true, force: true });
});

function storedPicture(): StoredResult<StoredStack> {
  const place = { folder, sourceKey: "key", made: "pca", from: [keys], points: RECORDS };
  const stored = StoredResult.of(place, pictureFormat, (failure) => warned.push(failure));
  if (stored === undefined) throw new Error(`${RECORDS} records are not worth storing`);
  return stored;
}

const file = () => path.join(folder, "key", readdirSync(path.join(folder, "key"))[0] ?? "");

it("reads the very bytes that were written", async () => {
  expect(await storedPicture().read()).toBeUndefined();
  await storedPicture().write(stack);
  const found = await storedPicture().read();
  expect(found?.coordinates).toEqual(stack.coordinates);
  expect(found?.fit?.fits).toEqual(stack.fit?.fits);
  expect(warned).toEqual([]);
});

const spoil: Readonly<Record<string, () => void>> = {
  "a damaged": () => truncateSync(file(), 1000),
  // Of the same length, so that nothing but the version tells.
  "an older": () =>
    writeFileSync(file(), readFileSync(file(), "latin1").replace('"version":"1"', '"version":"0"'), "latin1"),
};

it.each(Object.entries(spoil))("replaces %s one", async (_, spoilIt) => {
  await storedPicture().write(stack);
  spoilIt();
  expect(await storedPicture().read()).toBeUndefined();
  await storedPicture().write(stack);
  expect((await storedPicture().read())?.coordinates).toEqual(stack.coordinates);
  expect(readdirSync(path.join(folder, "key"))).toHaveLength(1);
  expect(warned).toEqual([]);
});

it.for(Object.entries(spoil))(
  "draws anew, with a warning, where %s one cannot be replaced",
  async ([, spoilIt], { skip }) => {
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]);
    if (status !== 0) skip("needs a Linux root that may mount a file system");
    await storedPicture().write(stack);
    spoilIt();
    spawnSync("mount", ["-o", "remount,ro", folder]);
    expect(await storedPicture().read()).toBeUndefined();
    await storedPicture().write(stack);
    const reason = expect.stringContaining("EROFS") as string;
    expect(warned).toEqual([{ code: "cacheNotWritable", detail: { folder, reason } }]);
  },
);
