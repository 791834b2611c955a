import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Summary } from "../../src/protocol/summary.ts";
import { bundledModel, scratchFolder, writeText } from "../engine/engineProcess.ts";
import { FakeHub } from "../model/hub/fakeHub.ts";
import { writeHubCache } from "../model/modelTree.ts";
import { bundledFiles } from "../model/hub/sampleModel.ts";
import { strata } from "./strata.ts";

const ID = "org/MiniLM";

let folder = "";
let text = "";
let hub: FakeHub;
beforeAll(() => {
  folder = scratchFolder();
  text = writeText(folder, "texts.txt", "one\ntwo\nthree");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  hub = await FakeHub.start();
  hub.put(ID, bundledFiles());
});
afterEach(() => hub.close());

/** Runs the command line with caches of its own. */
const run = (words: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
  strata(words, undefined, { HF_HOME: path.join(folder, "hf"), ...variables });

describe("embedding-strata visualize --model", { timeout: 120_000 }, () => {
  const words = (model: string, ...more: string[]) => [
    ...["visualize", text, "--out", path.join(folder, "out"), "--json", "--device", "cpu"],
    ...["--model", model, "--models", path.join(folder, "models"), ...more],
  ];

  it("fetches a repository that is not here, once, and tells how far it is", async () => {
    const first = await run(words(ID), { HF_ENDPOINT: hub.host, HF_TOKEN: "hf_secret" });
    expect(first.status, first.errors).toBe(0);
    expect((JSON.parse(first.out) as Summary).result).toMatchObject({ model: ID, records: 3, layers: { length: 7 } });
    expect(first.errors).toContain(`${ID} · `);
    expect(new Set(hub.seen.map(({ server, authorization }) => `${server} ${authorization ?? ""}`))).toEqual(
      new Set(["hub Bearer hf_secret", "files "]),
    );
    expect(existsSync(path.join(folder, "models", ID, "onnx", "model.onnx"))).toBe(true);

    hub.seen.length = 0;
    const again = await run(words(`${ID}/onnx/model.onnx`, "--hub-host", hub.host));
    expect((JSON.parse(again.out) as Summary).result).toMatchObject({ model: ID, cached: 3 });
    expect(hub.seen).toEqual([]);
  });

  it("fetches one that is named without its organisation, and needs no network the next time", async () => {
    hub.renamed.set("MiniLM", ID);
    const first = await run(words("MiniLM", "--hub-host", hub.host));
    expect(first.status, first.errors).toBe(0);
    expect((JSON.parse(first.out) as Summary).result.model).toBe(ID);
    const again = await run(words("MiniLM", "--offline"));
    expect(again.status, again.errors).toBe(0);
    expect((JSON.parse(again.out) as Summary).result).toMatchObject({ model: ID, cached: 3 });
  });

  it("takes a repository from the cache of Hugging Face's own libraries", async () => {
    const cache = path.join(folder, "hf", "hub");
    writeHubCache(cache, "org/cached", bundledFiles());
    const { status, out, errors } = await run(words("org/cached", "--hub-host", hub.host));
    expect(status, errors).toBe(0);
    expect((JSON.parse(out) as Summary).result).toMatchObject({ model: "org/cached", records: 3 });
    const elsewhere = await run(words("org/cached", "--offline"), { HF_HUB_CACHE: path.join(folder, "empty") });
    expect(elsewhere.errors).toContain("Strata is offline");
    expect(hub.seen).toEqual([]);
  });

  it("reads a folder and a graph by their paths, as they are and relative", async () => {
    const graph = path.join(bundledModel, "onnx", "model.onnx");
    for (const model of [bundledModel, graph, path.relative(process.cwd(), graph), "all-MiniLM-L6-v2"]) {
      const { status, out, errors } = await run(words(model, "--hub-host", hub.host));
      expect(status, errors).toBe(0);
      expect((JSON.parse(out) as Summary).result.model).toBe("all-MiniLM-L6-v2");
    }
    expect(hub.seen).toEqual([]);
  });

  it.each([
    [["other/name", "--offline"], {}, "Strata is offline"],
    [["other/name"], { HF_HUB_OFFLINE: "1" }, "Strata is offline"],
    [["gpt3.onnx"], {}, 'There is no model "gpt3.onnx"'],
    [["gpt3", "--offline"], {}, "Strata is offline"],
    [["./nothing"], {}, "nothing"],
  ])("%j with %j asks nothing and says why", async ([model = "", ...more], variables, reason) => {
    const { status, errors } = await run(words(model, "--hub-host", hub.host, ...more), variables);
    expect(status).toBe(1);
    expect(errors).toContain(reason);
    expect(errors.trim().split("\n")).toHaveLength(1);
    expect(hub.seen).toEqual([]);
  });

  it("says what the hub says, and which proxy is in the way", async () => {
    const missing = await run(words("other/name", "--hub-host", hub.host));
    expect(missing.errors).toContain(`${hub.host} knows no other/name`);
    const blocked = await run(words("other/name", "--hub-host", hub.host), { HTTP_PROXY: "http://127.0.0.1:1" });
    expect(blocked.errors).toContain("through the proxy 127.0.0.1:1");
    const direct = { HTTP_PROXY: "http://127.0.0.1:1", NO_PROXY: "127.0.0.1" };
    expect((await run(words("other/name", "--hub-host", hub.host), direct)).errors).toContain("knows no other/name");
  });
});
