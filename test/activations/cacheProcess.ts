/**
 * A process that uses a cache until it is killed: `write SOURCE ROOT` appends and flushes rows and tells how many are
 * safe; `read SOURCE ROOT COUNT` reads the same rows over and over and tells each time whether they were right.
 */
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { HIDDEN, LAYERS, SHAPE, range, sample, sampleLayer } from "./sample.ts";

const [, , task = "", source = "", root = "", count = "0"] = process.argv;
const tell = (message: unknown) => process.send?.(message);
const onWarning = (warning: Error) => tell({ warning: warning.message });

async function write(cache: ActivationCache): Promise<never> {
  for (let from = 0, to = 100; ; from = to, to += 100) {
    const { keys, states, tokens, truncated } = sample(source, from, to);
    await cache.append(keys, states, tokens, truncated);
    await cache.flush();
    tell({ safe: to });
    if (to % 500 === 0) await cache.merge();
  }
}

async function read(cache: ActivationCache, records: number): Promise<never> {
  const rows = cache.lookup(sample(source, 0, records).keys);
  const states = new Float32Array(records * HIDDEN);
  const expected = range(0, LAYERS).map((layer) => Buffer.from(sampleLayer(range(0, records), layer).buffer));
  for (let round = 0; ; round++) {
    const layer = round % LAYERS;
    await cache.readLayer(layer, rows, states);
    tell({ right: expected[layer]?.equals(Buffer.from(states.buffer)) });
  }
}

const cache = await ActivationCache.open({
  root,
  key: "key",
  memory: Infinity,
  ...SHAPE,
  metadata: { model: "sample" },
  onWarning,
});
await (task === "write" ? write(cache) : read(cache, Number(count)));
