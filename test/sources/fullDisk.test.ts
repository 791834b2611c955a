import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { Devices } from "../../src/model/devices/devices.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { Caches, unshared } from "../../src/sources/caches.ts";
import { Models } from "../../src/sources/models.ts";
import { ModelSource } from "../../src/sources/modelSource.ts";
import { Points } from "../../src/sources/points.ts";
import { QuantizedNotices } from "../../src/sources/quantizedNotices.ts";
import { Slots } from "../../src/sources/slots.ts";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";

const folder = tempFolder();
const places = { store: "", hubCaches: [], folders: [], bundled: folder };
const warned: string[] = [];
const warn = ({ code }: { code: string }) => warned.push(code);
const devices = new Devices({ probe: import.meta.filename, onWarning: warn });
const models = new Models({}, devices);

afterEach(() => models.dispose());

const RECORDS = 2000;

it("computes no more than the memory holds where the disk refuses, and keeps that", async () => {
  const choice = { model: toyFolder(path.join(folder, "toy")), pooling: "mean" };
  // Nothing can be written below a file.
  writeFileSync(path.join(folder, "file"), "");
  const cacheChoice = { folder: path.join(folder, "file"), limit: 1e9 };
  const file = write(folder, "texts.txt", Array.from({ length: RECORDS }, (_, i) => `${i}`).join("\n"));
  const points = Points.ofRecords(await readDataset({ kind: "file", path: file }, {}));
  await models.lend(choice, places, async (extractor) => {
    const widths = await extractor.measure();
    const rowBytes = 2 * widths.reduce((sum, width) => sum + width, 0);
    const place = { root: cacheChoice.folder, key: extractor.identity.key, widths, metadata: {} };
    const cache = await ActivationCache.open({ ...place, memory: 300 * rowBytes, onWarning: warn });
    const shared = { caches: new Caches(warn), quantized: new QuantizedNotices(warn, undefined) };
    const source = new ModelSource({ choice, places, extractor, cacheChoice, lease: unshared(cache), ...shared });
    const slots = new Slots(points.keys, source);
    let batches = 0;
    for await (const batch of source.compute(slots.missing(), slots, points, neverAborted)) {
      expect(batch.failed).toEqual([]);
      batches++;
    }
    expect(batches).toBeGreaterThan(1);
    const present = slots.present();
    expect(present.length).toBeGreaterThan(300);
    expect(present.length).toBeLessThan(RECORDS);
    const states = await source.states(slots.rowsOf(present)).read(0, 0, present.length);
    expect(states.every(Number.isFinite)).toBe(true);
    await source.release();
  });
  expect(new Set(warned)).toEqual(new Set(["cacheNotWritable"]));
});
