import { appendFileSync, cpSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ExtractedBatch } from "../../src/model/extraction.ts";
import { Extractor } from "../../src/model/extractor.ts";
import { textField } from "../../src/model/graph/wire.ts";
import { ModelIdentity } from "../../src/model/modelIdentity.ts";
import { externalToy } from "./externalToy.ts";
import { writeTree } from "./modelTree.ts";
import { tempFolder, write } from "./tempFolder.ts";
import { toyFolder } from "./toyFolder.ts";

const folder = tempFolder();

/** A model with all the files that are read of one, its table of embeddings beside the graph. */
function wholeModel(name: string): string {
  const home = toyFolder(path.join(folder, name));
  const { proto, data } = externalToy(home, "weights.data", 0);
  rmSync(path.join(home, "inline.onnx"));
  writeTree(home, {
    "onnx/model.onnx": proto,
    "onnx/weights.data": data,
    "tokenizer_config.json": {},
    "modules.json": [
      { type: "sentence_transformers.models.Transformer", path: "" },
      { type: "sentence_transformers.models.Pooling", path: "1_Pooling" },
    ],
    "1_Pooling/config.json": { pooling_mode: "mean" },
    "sentence_bert_config.json": { max_seq_length: 64 },
    "config_sentence_transformers.json": { prompts: { query: "w1 " } },
    "pools/pool.mjs": 'import { first } from "./first.mjs";\nexport default first;',
    "pools/first.mjs": "export const first = (states, { width }) => states.slice(0, width);",
  });
  return home;
}

const moduleIn = (home: string) => ({ moduleFolder: path.join(home, "pools"), pooling: { "1": "./pool.mjs" } });

const files = [
  ...["onnx/model.onnx", "onnx/weights.data", "tokenizer.json", "tokenizer_config.json", "config.json"],
  ...["modules.json", "1_Pooling/config.json", "sentence_bert_config.json", "config_sentence_transformers.json"],
  ...["pools/pool.mjs", "pools/first.mjs"],
];

/** Other content of the same length: the last byte is another. */
function withOtherEnd(file: string): Buffer {
  const content = readFileSync(file);
  content.writeUInt8((content.at(-1) ?? 0) ^ 1, content.length - 1);
  return content;
}

describe("whether a model's files are those that were read", () => {
  it.each(files)("%s that is written over, or replaced by another of its size and time, is another", async (name) => {
    const home = wholeModel(`replaced-${name.replaceAll("/", "-")}`);
    const file = path.join(home, name);
    const original = readFileSync(file);
    const { atime, mtime } = statSync(file);
    const identity = await ModelIdentity.open({ folder: home, pooling: "auto", layers: moduleIn(home) });
    expect(identity.isChanged).toBe(false);

    write(home, "beside", withOtherEnd(file));
    utimesSync(path.join(home, "beside"), atime, mtime);
    renameSync(path.join(home, "beside"), file);
    expect(identity.isChanged).toBe(true);
    expect(() => identity.check()).toThrow(expect.objectContaining({ code: "modelChanged", detail: { path: file } }));

    writeFileSync(file, original);
    expect(identity.isChanged).toBe(false);
    writeFileSync(file, withOtherEnd(file));
    utimesSync(file, atime, mtime);
    expect(identity.isChanged).toBe(true);
    identity.close();
  });

  it("a file that is copied over itself or touched is the same", async () => {
    const home = wholeModel("touched");
    const identity = await ModelIdentity.open({ folder: home, pooling: "auto", layers: moduleIn(home) });
    for (const name of files) {
      const file = path.join(home, name);
      cpSync(file, path.join(home, "copy"));
      renameSync(path.join(home, "copy"), file);
      utimesSync(file, 1e9, 1e9);
    }
    expect(identity.isChanged).toBe(false);
    identity.close();
  });

  it("a file that goes, and one that was looked for and comes, are changes", async () => {
    const home = toyFolder(path.join(folder, "comes"));
    const identity = await ModelIdentity.open({ folder: home, pooling: "auto" });
    writeTree(home, { "1_Pooling/config.json": { pooling_mode: "cls" } });
    expect(identity.isChanged).toBe(true);
    rmSync(path.join(home, "1_Pooling"), { recursive: true });
    expect(identity.isChanged).toBe(false);
    rmSync(path.join(home, "tokenizer.json"));
    expect(identity.isChanged).toBe(true);
    identity.close();
  });
});

describe("a model whose file is replaced", () => {
  const texts = Array.from({ length: 600 }, (_, index) => `w${index % 40} w${Math.floor(index / 40)}`);
  const graphOf = (home: string) => path.join(home, "onnx", "model.onnx");
  /** A model's own description, which changes nothing it computes. */
  const describeAnew = (home: string) => appendFileSync(graphOf(home), textField(6, "another"));

  it("before it was loaded is not taken for the one that was opened", async () => {
    const home = toyFolder(path.join(folder, "before"));
    const extractor = await Extractor.open({ folder: home, pooling: "mean" });
    describeAnew(home);
    const detail = { path: graphOf(home) };
    await expect(extractor.load()).rejects.toMatchObject({ code: "modelChanged", detail });
    await extractor.dispose();
  });

  it.each(["onnx/model.onnx", "onnx/weights.data", "tokenizer.json", "pools/first.mjs"])(
    "during a run gives no states from then on: %s",
    async (name) => {
      const home = wholeModel(`during-${name.replaceAll("/", "-")}`);
      const file = path.join(home, name);
      const extractor = await Extractor.open({ folder: home, pooling: "mean", layers: moduleIn(home) });
      const batches: ExtractedBatch[] = [];
      const run = async () => {
        for await (const batch of extractor.extract(texts)) {
          batches.push(batch);
          if (batches.length === 2) writeFileSync(file, withOtherEnd(file));
        }
      };
      await expect(run()).rejects.toMatchObject({ code: "modelChanged", detail: { path: file } });
      expect(batches).toHaveLength(2);
      await extractor.dispose();
    },
  );

  it("but for its configuration, which was read, goes on", async () => {
    const home = toyFolder(path.join(folder, "small"));
    const extractor = await Extractor.open({ folder: home, pooling: "mean" });
    let seen = 0;
    for await (const batch of extractor.extract(texts)) {
      if (seen === 0) write(home, "config.json", "{}");
      seen += batch.rows.length;
    }
    expect(seen).toBe(texts.length);
    await extractor.dispose();
  });
});
