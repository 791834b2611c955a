import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Extractor } from "../../../src/model/extractor.ts";
import {
  elementTypes,
  initializerField,
  modelBytes,
  nodeField,
  valueField,
} from "../../../src/model/graph/onnxBuilder.ts";
import { closeGraph, openGraph } from "../../../src/model/graph/modelGraph.ts";
import type { OnnxModel } from "../../../src/model/graph/onnxGraph.ts";
import { integerField, messageField, textField } from "../../../src/model/graph/wire.ts";
import { cacheSizesOf } from "../../../src/model/tap/cacheSizes.ts";
import { modelFeeds } from "../../../src/model/tap/feeds.ts";
import { inputKinds, kindByName } from "../../../src/model/tap/inputKinds.ts";
import { readLayerTable } from "../../../src/model/tap/layerTable.ts";
import { openTap } from "../../../src/model/tap/openTap.ts";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { bundledModel, relativeError } from "../bundled.ts";
import { rewriteGraph } from "../rewriteGraph.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyFolder } from "../toyFolder.ts";
import { type ToyOptions, toyModel } from "../toyModel.ts";
import { batchOf, differenceTo, truthOf, unpack, zoo } from "../zoo.ts";

const folder = tempFolder();

async function states(home: string, texts: readonly string[], maxTokens?: number) {
  const extractor = await Extractor.open({ folder: home, pooling: "mean", ...(maxTokens && { maxTokens }) });
  try {
    const size = (await extractor.measure()).reduce((sum, width) => sum + width, 0);
    const found = new Float32Array(texts.length * size);
    const truncated: boolean[] = [];
    for await (const batch of extractor.extract(texts))
      batch.rows.forEach((row, at) => {
        found.set(batch.states.subarray(at * size, (at + 1) * size), row * size);
        truncated[row] = batch.truncated[at] === 1;
      });
    return {
      found,
      truncated,
      notices: extractor.notices,
      maxTokens: extractor.identity.maxTokens,
      key: extractor.identity.key,
    };
  } finally {
    await extractor.dispose();
  }
}

const words = Array.from({ length: 11 }, (_, index) =>
  Array.from({ length: 1 + ((5 * index) % 7) }, (_, word) => `w${(3 * word + index) % 40}`).join(" "),
);

describe("graphs made for one size", () => {
  const sizes: [string, ToyOptions][] = [
    ["8 texts", { batch: 8 }],
    ["texts of 16 tokens", { tokens: 16 }],
    ["one text of 16 tokens", { batch: 1, tokens: 16 }],
    ["8 texts of 16 tokens", { batch: 8, tokens: 16 }],
    ["2 texts of 9 tokens", { batch: 2, tokens: 9 }],
  ];

  it.each(sizes)("%s: the same states as any", async (name, options) => {
    const free = await states(toyFolder(path.join(folder, `free ${name}`), {}, toyModel({ mask: "read" })), words);
    const home = toyFolder(path.join(folder, name), {}, toyModel({ mask: "read", ...options }));
    const fixed = await states(home, words);
    expect(relativeError(fixed.found, free.found)).toBeLessThan(1e-5);
    const detail = { rows: options.batch, tokens: options.tokens };
    expect(fixed.notices).toEqual([{ code: "fixedSizes", detail }]);
    expect(fixed.maxTokens).toBe(options.tokens ?? free.maxTokens);
  });

  it.each([2, 3, 4])("opens one for %i tokens", async (tokens) => {
    const home = toyFolder(path.join(folder, `${tokens} tokens`), {}, toyModel({ mask: "read", tokens }));
    expect((await states(home, words)).maxTokens).toBe(tokens);
  });

  it("longer texts are cut and said so", async () => {
    const home = toyFolder(path.join(folder, "cut"), {}, toyModel({ mask: "read", tokens: 6 }));
    const free = toyFolder(path.join(folder, "uncut"), {}, toyModel({ mask: "read" }));
    const long = ["w1 w2 w3 w4 w5 w6 w7 w8", "w1 w2"];
    const cut = await states(home, long);
    expect(cut.truncated).toEqual([true, false]);
    expect(relativeError(cut.found, (await states(free, long, 6)).found)).toBeLessThan(1e-5);
  });

  it.each([
    ["1", { batch: 1, tokens: 128 }],
    ["8", { batch: 8, tokens: 128 }],
  ])(
    "the bundled model made for %s texts of 128 tokens",
    async (name, { batch, tokens }) => {
      const texts = [
        "a short text",
        "The lake was calm that morning, and the boats had left.",
        "one",
        "word ".repeat(200),
      ];
      const home = path.join(folder, `bundled ${name}`);
      cpSync(bundledModel, home, { recursive: true });
      const inputs = ["input_ids", "attention_mask", "token_type_ids"];
      const bytes = rewriteGraph(path.join(bundledModel, "onnx", "model.onnx"), {
        dropInputs: inputs,
        additions: inputs.map((input) => valueField("input", input, "int64", [batch, tokens])),
      });
      writeFileSync(path.join(home, "onnx", "model.onnx"), bytes);
      const fixed = await states(home, texts);
      const free = await states(bundledModel, texts, 128);
      expect(fixed.maxTokens).toBe(128);
      expect(fixed.truncated).toEqual([false, false, false, true]);
      expect(relativeError(fixed.found, free.found)).toBeLessThan(1e-3);
    },
    60_000,
  );
});

describe("what the inputs are for", () => {
  it.each([
    { ids: "input_word_ids", mask: "input_mask", types: "input_type_ids" },
    { ids: "ids", mask: "mask", types: "segment_ids" },
    { ids: "input_ids:0", mask: "input_mask:0", types: "segment_ids:0" },
    { ids: "serving_default_input_word_ids:0", mask: "serving_default_input_mask:0", types: "x:0" },
    { ids: "input_1", mask: "input_2", types: "input_3" },
    // What names say is wrong where they are swapped; the graph tells.
    { ids: "a", mask: "tokens", types: "b" },
  ])("$ids, $mask, $types", async (inputs) => {
    const named = { ids: "input_ids", mask: "attention_mask", types: "token_type_ids" };
    const expected = await states(
      toyFolder(path.join(folder, "named"), {}, toyModel({ mask: "read", inputs: named })),
      words,
    );
    const home = toyFolder(
      path.join(folder, `inputs ${inputs.ids.replace(":", "")}`),
      {},
      toyModel({ mask: "read", inputs }),
    );
    const found = await states(home, words);
    expect(relativeError(found.found, expected.found)).toBe(0);
  });

  it.each(["decoder_input_ids", "task_id", "lang_ids"])("%s is no token type or position", async (types) => {
    const inputs = { ids: "input_ids", mask: "attention_mask", types };
    const home = toyFolder(path.join(folder, types), {}, toyModel({ mask: "read", inputs }));
    await expect(states(home, words)).rejects.toThrow(`it needs the input ${types}, which cannot be made from text`);
  });

  it.each(zoo)("of %s is in the graph as it is in the names", (name) => {
    const { model, ...graph } = openGraph(unpack(folder, name));
    const renamed = withoutNames(model);
    const kinds = inputKinds(renamed);
    closeGraph({ model, ...graph });
    expect(renamed.graph.inputs.map((input) => kinds.get(input.name))).toEqual(
      model.graph.inputs.map((input) => kindByName(input.name)),
    );
  });
});

/** A model whose inputs of texts are called `x0, x1 …`. */
function withoutNames(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const texts = graph.inputs.filter(({ dims }) => dims?.length === 2).map(({ name }) => name);
  const renamed = (name: string) => (texts.includes(name) ? `x${texts.indexOf(name)}` : name);
  return {
    ...model,
    graph: {
      ...graph,
      inputs: graph.inputs.map((input) => ({ ...input, name: renamed(input.name) })),
      nodes: graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) })),
    },
  };
}

describe("empty caches", () => {
  it("ONNX Runtime's own GPT-2 has the texts second, and both commands open it", async () => {
    const home = toyFolder(path.join(folder, "past"), {}, toyModel({ past: true }));
    const free = toyFolder(path.join(folder, "no past"), {}, toyModel());
    expect(relativeError((await states(home, words)).found, (await states(free, words)).found)).toBeLessThan(1e-6);
    const table = await readLayerTable({ folder: home, file: path.join(home, "onnx", "model.onnx") });
    expect(table.layers.map(({ shape }) => shape)).toEqual(new Array(3).fill(["batch", "tokens", 8]));
  });

  it.each(["qwen3.genai-fp32-cpu", "qwen3.genai-int4-cpu"])(
    "the packed projections of %s tell their head size",
    async (name) => {
      const truth = truthOf(name);
      const batch = batchOf(truth);
      const statesIn = async (file: string) => {
        const plan = planTap(file, [truth.layers]);
        const unknown = { heads: undefined, headSize: undefined };
        const tap = await openTap(plan, { layerCounts: [truth.layers], hiddenSize: undefined, cache: unknown });
        await tap.dispose();
        const session = await openStates(plan, plan.stream.hidden);
        const layers = await session.run(modelFeeds("", session.inputs, batch), batch);
        await session.dispose();
        closeTap(plan);
        return layers.map(({ data }) => data);
      };
      const file = unpack(folder, name);
      const joints: Buffer[] = [];
      const bytes = rewriteGraph(file, {
        inputsOf: ({ op, inputs }) => {
          if (op !== "GroupQueryAttention") return undefined;
          const [query = "", key = "", value = "", ...rest] = inputs;
          const output = `packed.${joints.length}`;
          joints.push(nodeField("Concat", [query, key, value], [output], { axis: -1 }));
          return [output, "", "", ...rest];
        },
      });
      const packed = await statesIn(write(folder, "packed.onnx", modelWith(bytes, joints)));
      const own = await statesIn(file);
      expect(packed).toHaveLength(truth.layers + 1);
      for (const [layer, data] of packed.entries())
        expect(relativeError(data, own[layer] ?? new Float32Array())).toBeLessThan(1e-5);
      if (name.includes("fp32"))
        for (const [layer, data] of packed.entries())
          expect(differenceTo(truth.hidden[layer], data, batch)).toBeLessThan(1e-4);
    },
  );

  const width = 96;
  const input = (name: string) => valueField("input", name, "float32", ["b", "s", width]);
  const weight = (name: string, columns: number) =>
    initializerField(name, "float32", [width, columns], new Float32Array(width * columns));
  const attention = (
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, number>>,
    domain = "com.microsoft",
  ) =>
    messageField(1, [
      ...inputs.map((name) => textField(1, name)),
      textField(2, "out"),
      textField(4, op),
      ...Object.entries(attributes).map(([name, value]) =>
        messageField(5, [textField(1, name), integerField(3, value), integerField(20, 2)]),
      ),
      textField(7, domain),
    ]);
  const graphs: [string, Buffer[], { heads: number; headSize: number }][] = [
    [
      "one packed product",
      [
        weight("w", 160),
        nodeField("MatMul", ["x", "w"], ["qkv"]),
        attention("GroupQueryAttention", ["qkv", "", "", "past", "past_v"], { num_heads: 6, kv_num_heads: 2 }),
      ],
      { heads: 2, headSize: 16 },
    ],
    [
      "one packed product of 4 bits",
      [
        nodeField("MatMulNBits", ["x", "w", "scales"], ["qkv"], { K: 96, N: 160, bits: 4, block_size: 32 }),
        attention("GroupQueryAttention", ["qkv", "", "", "past", "past_v"], { num_heads: 6, kv_num_heads: 2 }),
      ],
      { heads: 2, headSize: 16 },
    ],
    [
      "the product behind it",
      [
        attention("GroupQueryAttention", ["x2", "", "", "past", "past_v"], { num_heads: 6, kv_num_heads: 2 }),
        weight("back", 96),
        nodeField("MatMul", ["out", "back"], ["y"]),
      ],
      { heads: 2, headSize: 16 },
    ],
    [
      "the cosines of its angles",
      [
        initializerField("cos", "float32", [32, 8], new Float32Array(256)),
        attention("GroupQueryAttention", ["x2", "", "", "past", "past_v", "lengths", "total", "cos", "sin"], {
          num_heads: 6,
          kv_num_heads: 2,
        }),
      ],
      { heads: 2, headSize: 16 },
    ],
    [
      "the product before a cast of the cache",
      [
        weight("w", 160),
        nodeField("Cast", ["past"], ["wide past"], { to: 1 }),
        nodeField("MatMul", ["x", "w"], ["qkv"]),
        attention("GroupQueryAttention", ["qkv", "", "", "wide past", "past_v"], { num_heads: 6, kv_num_heads: 2 }),
      ],
      { heads: 2, headSize: 16 },
    ],
    [
      "keys of their own",
      [
        weight("wk", 32),
        weight("bias", 32),
        nodeField("MatMul", ["x", "wk"], ["k"]),
        attention("MultiHeadAttention", ["x", "k", "v", "", "", "", "past", "past_v"], { num_heads: 4 }),
      ],
      { heads: 4, headSize: 8 },
    ],
    [
      "weights of all three",
      [weight("wqkv", 288), attention("Attention", ["x", "wqkv", "b", "", "past"], { num_heads: 4 })],
      { heads: 4, headSize: 24 },
    ],
    [
      "ONNX's own attention",
      [
        weight("wk", 32),
        nodeField("MatMul", ["x", "wk"], ["k"]),
        attention("Attention", ["x", "k", "v", "", "past", "past_v"], { q_num_heads: 8, kv_num_heads: 2 }, ""),
      ],
      { heads: 2, headSize: 16 },
    ],
  ];

  it.each(graphs)("size by %s", (name, fields, expected) => {
    const graph = openGraph(write(folder, `${name}.onnx`, modelBytes([input("x"), ...fields])));
    const found = cacheSizesOf(graph.model, "past");
    closeGraph(graph);
    expect(found).toEqual(expected);
  });
});

/** A model with more nodes. */
function modelWith(bytes: Buffer, nodes: readonly Buffer[]): Buffer {
  return Buffer.concat([bytes, messageField(7, nodes)]);
}

describe("small vocabularies", () => {
  it.each([5, 9, 23])("of %s words open with both commands", async (vocabulary) => {
    const home = toyFolder(path.join(folder, `vocabulary ${vocabulary}`), {}, toyModel({ mask: "read", vocabulary }));
    const table = await readLayerTable({ folder: home, file: path.join(home, "onnx", "model.onnx") });
    expect(table.layers).toHaveLength(3);
    expect((await states(home, ["w0", "w1 w0"])).notices).toEqual([]);
  });
});

describe("what is refused has a sentence of its own", () => {
  const embedded = modelBytes([
    valueField("input", "input", "float32", ["b", "s", 8]),
    valueField("output", "y", "float32", ["b", "s", 8]),
    initializerField("w", "float32", [8, 8], new Float32Array(64)),
    nodeField("MatMul", ["input", "w"], ["y"]),
  ]);
  const dims = (name: string, type: keyof typeof elementTypes, shape: readonly (number | string)[]) =>
    rewriteGraph(write(folder, "toy.onnx", toyModel({ mask: "read" })), {
      dropInputs: [name],
      additions: [valueField("input", name, type, shape)],
    });
  const cases: [string, Buffer, string, RegExp][] = [
    [
      "a mask of four axes",
      dims("attention_mask", "int64", ["b", 1, "s", "s"]),
      "modelUnfit",
      /attention_mask is \[b, 1, s, s\]/,
    ],
    ["a decoder of one step", toyModel({ tokens: 1 }), "modelUnfit", /one token at a time \(input_ids \[batch, 1\]\)/],
    ["float inputs", embedded, "modelUnfit", /input \[b, s, 8\] in place of token ids/],
    [
      "a graph without nodes",
      modelBytes([valueField("input", "x", "float32", [1])]),
      "modelNotTransformer",
      /nothing is computed/,
    ],
  ];

  it.each(cases)("%s", async (name, graph, code, reason) => {
    const home = toyFolder(path.join(folder, name), {}, graph);
    const failure = states(home, ["w1"]);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(reason);
    await expect(readLayerTable({ folder: home, file: path.join(home, "onnx", "model.onnx") })).rejects.toMatchObject({
      code,
    });
  });
});
