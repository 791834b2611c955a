import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { bytesField, messageField } from "../../../src/model/graph/wire.ts";
import { tempFolder, write } from "../tempFolder.ts";

const folder = tempFolder();

/** Fields of an ONNX model, its graph, a node, an attribute, and a value; see onnx.proto. */
const GRAPH = 7;
const OPSET = 8;
const NODE = 1;
const INITIALIZER = 5;
const INPUT = 11;
const ATTRIBUTE = 5;
const SUBGRAPH = 6;
const SUBGRAPHS = 11;

const MILLIONS = 20e6;
const HEAP_MEGABYTES = 400;

function empty(number: number, count: number): Buffer {
  const field = bytesField(number, Buffer.alloc(0));
  return Buffer.alloc(field.length * count, field);
}

const graph = (...parts: readonly Buffer[]) => messageField(GRAPH, parts);
const inAttribute = (...parts: readonly Buffer[]) => messageField(NODE, [messageField(ATTRIBUTE, parts)]);

function nested(levels: number): Buffer {
  let inner = empty(NODE, 1);
  for (let level = 0; level < levels; level++) inner = inAttribute(bytesField(SUBGRAPH, inner));
  return inner;
}

/** What planning says of a file, in a thread of little memory. */
async function failureOf(content: Uint8Array): Promise<unknown> {
  const file = write(folder, "hostile.onnx", content);
  const worker = new Worker(path.join(import.meta.dirname, "planWorker.ts"), {
    workerData: file,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  const [failure] = (await once(worker, "message")) as [unknown];
  await worker.terminate();
  return failure;
}

function tooMuch(found: string, most: string): object {
  return {
    code: "modelNotReadable",
    detail: {
      path: path.join(folder, "hostile.onnx"),
      reason: expect.stringMatching(new RegExp(`it has ${found}.*at most ${most}.*at byte`)) as string,
    },
  };
}

describe("a graph with far more in it than any model is refused in little memory:", { timeout: 60_000 }, () => {
  const cases: [string, () => Buffer, string, string][] = [
    ["nodes", () => graph(empty(NODE, MILLIONS)), "500001 nodes", "500000"],
    ["weights", () => graph(empty(INITIALIZER, MILLIONS)), "1500001 nodes, weights and tensors", "1500000"],
    ["inputs", () => graph(empty(INPUT, MILLIONS)), "1500001 nodes, weights and tensors", "1500000"],
    ["names of a node", () => graph(messageField(NODE, [empty(1, MILLIONS)])), "5000001 fields", "5000000"],
    ["subgraphs", () => graph(inAttribute(empty(SUBGRAPHS, MILLIONS))), "500001 nodes", "500000"],
    ["opsets", () => Buffer.concat([empty(OPSET, MILLIONS), graph(empty(NODE, 1))]), "5000001 fields", "5000000"],
    ["graphs inside each other", () => graph(nested(3000)), "51 graphs inside each other", "50 levels"],
    [
      "bytes of a name",
      () => Buffer.concat([empty(OPSET, 1), graph(messageField(NODE, [bytesField(1, Buffer.alloc(50e6, 65))]))]),
      "a name of 50000000 bytes",
      "65536",
    ],
  ];

  it.each(cases)("%s", async (_, content, found, most) => {
    expect(await failureOf(content())).toMatchObject(tooMuch(found, most));
  });

  it("but below the limits it is read, without a stack or arguments that overflow", async () => {
    const names = graph(messageField(NODE, [empty(1, 400_000)]), empty(NODE, 400_000));
    for (const content of [names, graph(nested(40)), graph(inAttribute(empty(SUBGRAPHS, 200_000)))])
      expect(await failureOf(content)).toMatchObject({ code: "modelNotTransformer" });
  });
});
