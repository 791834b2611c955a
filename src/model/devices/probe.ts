import type { ModelFacts } from "../store/modelFacts.ts";
import type { Provider } from "../../protocol/models.ts";
import { largest } from "../../protocol/largest.ts";
import type { TokenBatch } from "../tap/feeds.ts";
import { modelBytes, nodeField, valueField } from "../graph/onnxBuilder.ts";
import { createSession } from "../onnxruntime.ts";
import { openTap, type Tap } from "../tap/openTap.ts";
import type { PoolingInput } from "../tap/poolSession.ts";
import { probeIds } from "../tap/probeIds.ts";
import { closeTap, planTap, type TapPlan } from "../tap/tapPlan.ts";

/** A model to try on a device; everything in it crosses the border of the probe's process. */
export interface ProbeRequest {
  readonly provider: Provider;
  readonly modelFile: string;
  readonly facts: ModelFacts;
  /** ONNX Runtime's own library, where another than the package's is to be loaded. */
  readonly library: string | undefined;
}

/** What a device did with a model. */
export interface Measurement {
  /** Largest relative difference of a layer's hidden states to the CPU's; NaN where they are no numbers. */
  readonly difference: number;
  /** Its speed as a multiple of the CPU's; where it is far slower, an upper bound of that. */
  readonly speed: number;
}

/** Tokens of the two short texts. */
const SHORT = [5, 3];
/** Texts of this many tokens are what the time is taken of. */
const TIMED_TOKENS = 32;
/** The timed batch grows up to a real one, while the CPU stays below this. */
const TIMED_TEXTS = [8, 16, 32, 48];
const TIMED_SECONDS = 0.25;
const REPEATS = 3;
/** A device this much slower need not be measured closer. */
const FAR_SLOWER = 4;
/** Different token ids, where the vocabulary has as many. */
const IDS = 40;

/**
 * Runs a model on a device and on the CPU, in this process: two short texts, whose hidden states are compared token by
 * token at every layer, then the time of a batch, warm, the median of three. Throws what ONNX Runtime and the tap throw;
 * a device that is not there already with the first graph of one node.
 */
export async function measureDevice({ provider, modelFile, facts }: ProbeRequest): Promise<Measurement> {
  const tiny = await createSession(tinyModel(), { provider });
  await tiny.run({ x: { type: "float32", data: Float32Array.of(1), dims: [1] } });
  await tiny.dispose();
  const plan = planTap(modelFile, facts.layerCounts);
  try {
    const onCpu = await openTap(plan, facts);
    const onDevice = await openTap(plan, facts, { provider });
    const most = onCpu.fixed.tokens ?? Infinity;
    const short = SHORT.slice(0, onCpu.mostTexts).map((tokens) => Math.min(tokens, most));
    const batch = batchOf(plan, short);
    const expected = await onCpu.run(batch, [everyToken(batch)]);
    const started = performance.now();
    const found = await onDevice.run(batch, [everyToken(batch)]);
    const shortSeconds = (performance.now() - started) / 1000;
    const difference = largestDifference(found.pooled, expected.pooled, onCpu.tokenWidths, batch);
    return { difference, speed: await relativeSpeed(plan, onCpu, onDevice, shortSeconds) };
  } finally {
    closeTap(plan);
  }
}

/** y = x + x */
function tinyModel(): Buffer {
  return modelBytes([
    valueField("input", "x", "float32", ["n"]),
    valueField("output", "y"),
    nodeField("Add", ["x", "x"], ["y"]),
  ]);
}

/** Texts of these many tokens. */
function batchOf(plan: TapPlan, lengths: readonly number[]): TokenBatch {
  const [rows, tokens] = [lengths.length, largest(lengths)];
  const some = probeIds(plan, IDS);
  const ids = Int32Array.from({ length: rows * tokens }, (_, index) => some[index % IDS] ?? 0);
  return { rows, tokens, ids, lengths: Uint32Array.from(lengths) };
}

/** Weights that pool each token alone. */
function everyToken({ rows, tokens }: TokenBatch): PoolingInput {
  const weights = new Float32Array(rows * tokens * tokens);
  for (let row = 0; row < rows; row++)
    for (let token = 0; token < tokens; token++) weights[(row * tokens + token) * tokens + token] = 1;
  return { kind: "weights", vectors: tokens, weights };
}

/**
 * Relative root-mean-square difference of the layer where it is largest, over the tokens that are no padding; NaN where
 * one has no numbers. Of each text the states `[tokens, width]` of every layer, one behind the other.
 */
function largestDifference(
  found: Float32Array,
  expected: Float32Array,
  widths: readonly number[],
  { rows, tokens, lengths }: TokenBatch,
): number {
  const perText = expected.length / rows;
  let start = 0;
  const differences = widths.map((width) => {
    let [apart, size] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const from = row * perText + start;
      for (let index = from; index < from + (lengths[row] ?? 0) * width; index++) {
        apart += ((found[index] ?? NaN) - (expected[index] ?? NaN)) ** 2;
        size += (expected[index] ?? NaN) ** 2;
      }
    }
    start += tokens * width;
    return Math.sqrt(apart / size);
  });
  return largest(differences);
}

/** `shortSeconds`: what the device took for the two short texts, warm. */
async function relativeSpeed(plan: TapPlan, onCpu: Tap, onDevice: Tap, shortSeconds: number): Promise<number> {
  const tokens = Math.min(TIMED_TOKENS, onCpu.fixed.tokens ?? Infinity);
  const most = onCpu.batching === "single" ? 1 : onCpu.mostTexts;
  let batch = batchOf(plan, [tokens]);
  for (const texts of new Set(TIMED_TEXTS.map((count) => Math.min(count, most)))) {
    batch = batchOf(plan, new Array<number>(texts).fill(tokens));
    // The first run of a shape also warms up.
    if ((await secondsOf(onCpu, batch)) > TIMED_SECONDS) break;
  }
  const cpuSeconds = await medianSeconds(onCpu, batch);
  if (shortSeconds > FAR_SLOWER * cpuSeconds) return cpuSeconds / shortSeconds;
  const warmUp = await secondsOf(onDevice, batch);
  if (warmUp > FAR_SLOWER * cpuSeconds) {
    const second = await secondsOf(onDevice, batch);
    if (second > FAR_SLOWER * cpuSeconds) return cpuSeconds / second;
  }
  return cpuSeconds / (await medianSeconds(onDevice, batch));
}

async function medianSeconds(tap: Tap, batch: TokenBatch): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < REPEATS; run++) times.push(await secondsOf(tap, batch));
  return times.toSorted((a, b) => a - b)[REPEATS >> 1] ?? NaN;
}

async function secondsOf(tap: Tap, batch: TokenBatch): Promise<number> {
  const weights = new Float32Array(batch.rows * batch.tokens).fill(1 / batch.tokens);
  const started = performance.now();
  await tap.run(batch, [{ kind: "weights", vectors: 1, weights }]);
  return (performance.now() - started) / 1000;
}
