/** A process that asks a GPU for what no buffer and what not even several hold, and then for a small one. */
import { isOutOfMemory } from "../../../src/model/devices/failureReason.ts";
import { modelBytes, nodeField, valueField } from "../../../src/model/graph/onnxBuilder.ts";
import { createSession } from "../../../src/model/onnxruntime.ts";

const session = await createSession(
  modelBytes([
    valueField("input", "x", "float32", ["n"]),
    valueField("input", "shape", "int64", [1]),
    valueField("output", "y"),
    nodeField("Expand", ["x", "shape"], ["wide"]),
    nodeField("ReduceMax", ["wide"], ["y"], { keepdims: 0 }),
  ]),
  { provider: "webgpu" },
);
const maximumOf = (size: bigint) =>
  session.run({
    x: { type: "float32", data: Float32Array.of(7), dims: [1] },
    shape: { type: "int64", data: BigInt64Array.of(size), dims: [1] },
  });
const larger = [1_500_000_000n, 3_000_000_000n];
const large: boolean[] = [];
for (const size of larger) large.push(await maximumOf(size).then(() => false, isOutOfMemory));
const { y } = await maximumOf(4n);
await session.dispose();
process.send?.({ large, small: Array.from(y?.data ?? [], Number) });
process.disconnect();
