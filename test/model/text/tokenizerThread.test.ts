import path from "node:path";
import { describe, expect, it } from "vitest";
import { openTokenizer } from "../../../src/model/text/tokenizerThread.ts";
import { bundledModel, referenceIds, referenceTexts, tokenizerWorker } from "../bundled.ts";
import { tempFolder, write } from "../tempFolder.ts";

const files = {
  tokenizer: path.join(bundledModel, "tokenizer.json"),
  config: path.join(bundledModel, "tokenizer_config.json"),
  maxTokens: 256,
};

describe.each([
  ["in a worker", tokenizerWorker],
  ["on this thread", undefined],
])("a tokenizer %s", (_, workerFile) => {
  it("answers in the order of the calls", async () => {
    const tokenizer = await openTokenizer(files, workerFile);
    expect(tokenizer.special).toEqual({ before: 1, behind: 1 });
    const replies = await Promise.all([
      ...referenceTexts.map((text) => tokenizer.encode([text])),
      tokenizer.encode(referenceTexts),
      tokenizer.encode([]),
    ]);
    const ids = replies.map((reply) => Array.from(reply.ids));
    expect(ids).toEqual([...referenceIds, referenceIds.flat(), []]);
    await tokenizer.dispose();
  });

  it("packs many texts", async () => {
    const tokenizer = await openTokenizer(files, workerFile);
    const texts = Array.from({ length: 1000 }, (_, index) => referenceTexts[index % referenceTexts.length] ?? "");
    const { ids, offsets, truncated } = await tokenizer.encode(texts);
    const expected = texts.map((_, index) => referenceIds[index % referenceIds.length] ?? []);
    expect(Array.from(ids)).toEqual(expected.flat());
    expect(offsets.length).toBe(1001);
    expect(Array.from(offsets.subarray(1), (end, text) => end - (offsets[text] ?? 0))).toEqual(
      expected.map((one) => one.length),
    );
    expect(Array.from(truncated, Boolean)).toEqual(expected.map((one) => one.length === 256));
    await tokenizer.dispose();
  });

  it("rejects with the reason where the files are no tokenizer", async () => {
    const tokenizer = write(folder, "tokenizer.json", "{}");
    const opening = openTokenizer({ ...files, tokenizer }, workerFile);
    await expect(opening).rejects.toMatchObject({ code: "tokenizerUnsupported", detail: { path: tokenizer } });
  });
});

const folder = tempFolder();

describe("a worker that breaks", () => {
  it("rejects what waits and what comes later", async () => {
    const broken = write(
      folder,
      "broken.mjs",
      `import { parentPort } from "node:worker_threads";
       parentPort.on("message", () => process.exit(3));
       parentPort.postMessage({ kind: "ready", special: { before: 0, behind: 0 } });`,
    );
    const tokenizer = await openTokenizer(files, broken);
    const failures = [tokenizer.encode(["a"]), tokenizer.encode(["b"])];
    for (const failure of failures) await expect(failure).rejects.toThrow(/internal.*tokenizer stopped.*code 3/);
    await expect(tokenizer.encode(["c"])).rejects.toThrow("tokenizer stopped");
  });

  it("rejects where its file is missing", async () => {
    await expect(openTokenizer(files, path.join(folder, "none.mjs"))).rejects.toThrow("tokenizer stopped");
  });
});
