import { describe, expect, it } from "vitest";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyModel } from "../toyModel.ts";
import { unpack } from "../zoo.ts";

const folder = tempFolder();

function streamOf(bytes: Uint8Array, layerCounts: number[] = []) {
  const plan = planTap(write(folder, "model.onnx", bytes), layerCounts);
  closeTap(plan);
  return plan;
}

describe("the residual stream", () => {
  it("is found by structure: block inputs, the last output, the final norm", () => {
    const { stream, layers } = streamOf(toyModel({ layers: 3 }));
    expect(stream.hidden).toEqual(["x0", "x1", "x2", "last_hidden_state"]);
    expect(stream.rawLast).toBe("x3");
    expect(stream).toMatchObject({ output: "last_hidden_state", endsInOutput: true });
    expect(layers).toEqual(["embedding", "1", "2", "3"]);
  });

  it("has as many blocks as the configuration says where the structure leaves it open", () => {
    expect(streamOf(toyModel({ layers: 3 }), [6, 3]).stream.hidden.length).toBe(4);
    expect(streamOf(toyModel({ layers: 3 }), [6]).stream.hidden.length).toBe(7);
  });

  it("does not look at names", () => {
    const named = streamOf(toyModel({ layers: 2 })).stream;
    const bytes = toyModel({ layers: 2 });
    // Names of one length, so that the file's structure stays.
    const swapped = Buffer.from(bytes.toString("latin1").replaceAll("x1", "zz").replaceAll("mid.0", "x1.0x"), "latin1");
    expect(streamOf(swapped).stream.hidden).toEqual(named.hidden.map((name) => name.replace("x1", "zz")));
  });

  it("keeps what fused operators hide", () => {
    const plan = planTap(unpack(folder, "gpt2.legacy-14-past+fused"), [3]);
    closeTap(plan);
    expect(plan.stream.fusedSums.size).toBe(1);
    expect([...plan.stream.fusedSums.values()][0]).toMatchObject({ slot: 3, node: { op: "SkipLayerNormalization" } });
  });
});
