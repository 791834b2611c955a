import { describe, expect, it } from "vitest";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { closeTap, planTap, type TapPlan } from "../../../src/model/tap/tapPlan.ts";
import { tensorName } from "../../../src/model/tap/tensorName.ts";
import { tempFolder } from "../tempFolder.ts";
import { batchOf, differenceTo, feedsOf, truthOf, unpack, zoo } from "../zoo.ts";

const folder = tempFolder();

/** The tensors of a plan by the names their places give them. */
function named(plan: TapPlan): Map<string, string> {
  const made = plan.model.graph.nodes.flatMap(({ outputs }) => outputs.filter((output) => output !== ""));
  return new Map(made.map((tensor) => [tensorName(plan, tensor), tensor]));
}

/** Norms stand inside the branches: what is added to a block's input is exactly what leaves the branches. */
const preNorm = zoo
  .filter((name) => /^(gemma2|gpt2|gpt_neox|llama|modernbert|opt|phi|qwen2|qwen3|t5enc)\./.test(name))
  // Its fused norms add the bias of a branch themselves: the branch with it is inside the operator.
  .filter((name) => name !== "gpt2.legacy-14-past+fused");

describe("tensors found by their place", () => {
  it.each(preNorm)("attention output and MLP output make each block's output of its input: %s", async (name) => {
    const truth = truthOf(name);
    const batch = batchOf(truth);
    const plan = planTap(unpack(folder, name), [truth.layers]);
    const names = named(plan);
    const { hidden, rawLast } = plan.stream;
    const stream = [...hidden.slice(0, -1), rawLast];
    const branches = stream
      .slice(1)
      .map((_, block) => ["attention output", "mlp output"].map((part) => names.get(`${block + 1} ${part}`) ?? ""));
    expect(branches.flat()).not.toContain("");
    const session = await openStates(plan, [...stream, ...branches.flat()]);
    const states = await session.run(feedsOf(truth, session.inputs), batch);
    await session.dispose();
    closeTap(plan);
    const data = (index: number) => states[index]?.data ?? new Float32Array();
    for (let block = 0; block < truth.layers; block++) {
      const [input, attention, mlp] = [
        data(block),
        data(stream.length + 2 * block),
        data(stream.length + 2 * block + 1),
      ];
      const sum = input.map((value, index) => value + (attention[index] ?? NaN) + (mlp[index] ?? NaN));
      const dims = [batch.rows, batch.tokens, sum.length / (batch.rows * batch.tokens)];
      const expected = { dims, data: [...data(block + 1)] };
      // What a quantised or half-precision graph rounds between the two additions.
      expect(differenceTo(expected, sum, batch)).toBeLessThan(name.includes("fp16") ? 2e-3 : 1e-5);
    }
  });

  it.each([
    ["bert.legacy-17", ["attention output", "query", "key", "value", "mlp output", "mlp activation"]],
    ["distilbert.legacy-17+fused", ["attention output", "query", "key", "value", "mlp output", "mlp activation"]],
    [
      "gpt2.dynamo-18",
      ["normalised input", "attention output", "normalised mlp input", "mlp activation", "mlp output"],
    ],
    ["llama.legacy-17+q4", ["normalised input", "query", "value", "attention output", "normalised mlp input"]],
    ["gpt_neox.legacy-17", ["normalised input", "normalised mlp input", "attention output", "mlp output"]],
  ])("every block of %s has %j", (name, parts) => {
    const truth = truthOf(name);
    const plan = planTap(unpack(folder, name), [truth.layers]);
    closeTap(plan);
    const names = [...named(plan).keys()];
    for (let block = 1; block <= truth.layers; block++)
      expect(names).toEqual(expect.arrayContaining(parts.map((part) => `${block} ${part}`)));
  });

  it("are not told by their own names", () => {
    const plan = planTap(unpack(folder, "bert.legacy-17"), [3]);
    closeTap(plan);
    const query = named(plan).get("2 query") ?? "";
    expect(query).toMatch(/layer\.1.*query/);
    expect(tensorName(plan, "/somewhere/else/MatMul_7_output_0")).toBe("MatMul_7_output_0");
  });
});
