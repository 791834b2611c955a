/** A process with Node's own Float16Array that feeds half-precision numbers to a model and tells what it read. */
import { modelBytes, nodeField, valueField } from "../../src/model/graph/onnxBuilder.ts";
import { createSession } from "../../src/model/onnxruntime.ts";

const before = "Float16Array" in globalThis;
const session = await createSession(
  modelBytes([
    valueField("input", "past", "float16", ["batch", 2]),
    valueField("output", "read"),
    valueField("output", "same"),
    nodeField("Cast", ["past"], ["read"], { to: 1 }),
    nodeField("Identity", ["past"], ["same"]),
  ]),
);
const { read, same } = await session.run({
  past: { type: "float16", data: Uint16Array.of(0x3c00, 0xc000, 0x3800, 0), dims: [2, 2] },
});
await session.dispose();
process.send?.({ before, read: Array.from(read?.data ?? [], Number), same: Array.from(same?.data ?? [], Number) });
process.disconnect();
