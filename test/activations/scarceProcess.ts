/**
 * A process that may open few files: opens the cache in the folder it is given, takes every file that may still be
 * opened, looks and reads again, opens the cache once more, gives the files back, and looks into both. Tells what it
 * saw each time.
 */
import { closeSync, openSync } from "node:fs";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { toFailure } from "../../src/protocol/errors.ts";
import { HIDDEN, SHAPE, sample } from "./sample.ts";

const [, , root = "", records = "0"] = process.argv;
const { keys } = sample("a", 0, Number(records));
const warnings: string[] = [];

function takeAll(): number[] {
  const taken: number[] = [];
  for (;;) {
    try {
      taken.push(openSync("/dev/null", "r"));
    } catch {
      return taken;
    }
  }
}

async function look(cache: ActivationCache): Promise<void> {
  await cache.refresh();
  const rows = cache.lookup(keys).filter((row) => row !== -1);
  const states = new Float32Array(rows.length * HIDDEN);
  const read = await cache.readLayer(0, rows, states).then(
    () => "read",
    (error: unknown) => toFailure(error),
  );
  process.send?.({ known: rows.length, read, sum: states.reduce((sum, value) => sum + value, 0), warnings });
}

const metadata = { model: "sample" };
const onWarning = ({ failure }: { failure: unknown }) => warnings.push(JSON.stringify(failure));
const open = () => ActivationCache.open({ root, key: "key", memory: Infinity, ...SHAPE, metadata, onWarning });
const cache = await open();
await look(cache);
const taken = takeAll();
await look(cache);
const openedWithout = await open();
for (const file of taken) closeSync(file);
await look(cache);
await look(openedWithout);
process.disconnect();
