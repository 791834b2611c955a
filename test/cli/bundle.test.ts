import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { decodePage } from "../../src/protocol/pageData.ts";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { strata } from "./strata.ts";

const texts = Array.from({ length: 30 }, (_, i) => `w${i} w${(i * 7 + 3) % 30} w${(i * 11 + 1) % 30}`);

describe("a run bundle on the command line", { timeout: 60_000 }, () => {
  let folder = "";
  let out = "";
  let bundle = "";

  beforeAll(async () => {
    folder = tempFolder();
    out = path.join(folder, "out");
    bundle = path.join(out, "states.safetensors");
    const file = write(folder, "a.txt", texts.join("\n"));
    const model = ["--model", toyFolder(path.join(folder, "toy")), "--device", "cpu"];
    expect(await strata(["visualize", file, "--states", "--out", out, ...model])).toMatchObject({ status: 0 });
  }, 60_000);

  it("stays whole when it is drawn into its own folder", async () => {
    const before = readFileSync(bundle);
    expect(await strata(["visualize", bundle, "--states", "--out", out])).toMatchObject({ status: 0 });
    expect(readFileSync(bundle).equals(before)).toBe(true);
  });

  it("is called by the file of its texts, in the problems and on the page", async () => {
    const records = path.join(out, "records.jsonl");
    const whole = readFileSync(records, "utf8");
    writeFileSync(records, whole.replace(texts[4] ?? "", "w1"));
    const { status, errors } = await strata(["visualize", bundle, "--out", path.join(folder, "edited")]);
    writeFileSync(records, whole);
    expect(status).toBe(0);
    expect(errors).toContain(`${records}:5:`);
    const html = readFileSync(path.join(folder, "edited", "index.html"), "utf8");
    const data = /id="strata-data">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
    expect(decodePage(data).info.file).toBe("records.jsonl");
  });

  it.each([
    ["--points", "tokens"],
    ["--pooling", "cls"],
    ["--max-tokens", "3"],
    ["--layers", "0,3"],
  ])("takes no %s, which only a model heeds", async (option, value) => {
    const place = path.join(folder, "refused");
    const { status, errors } = await strata(["visualize", bundle, option, value, "--out", place]);
    expect(status).toBe(1);
    expect(errors).toContain(`${option} cannot be "${value}"`);
    expect(existsSync(place)).toBe(false);
  });

  it("of tokens is told of as tokens", async () => {
    const tokens = path.join(folder, "tokens");
    const model = ["--model", path.join(folder, "toy"), "--device", "cpu"];
    const words = [
      "visualize",
      path.join(folder, "a.txt"),
      "--points",
      "tokens",
      "--states",
      "--out",
      tokens,
      ...model,
    ];
    const first = await strata(words);
    expect(first.out).toMatch(/^records +90 tokens of 30 records$/m);
    expect(first.errors).not.toMatch(/\d records\/s|90 records/);
    const again = await strata([
      "visualize",
      path.join(tokens, "states.safetensors"),
      "--out",
      path.join(folder, "t2"),
    ]);
    expect(again.status).toBe(0);
    expect(again.out).toMatch(/^records +90 tokens( ·|$)/m);
  });
});

it("is no long work for nothing where the page cannot be written", { timeout: 60_000 }, async () => {
  const folder = tempFolder();
  const file = write(folder, "a.txt", texts.join("\n"));
  const model = ["--model", toyFolder(path.join(folder, "toy")), "--device", "cpu"];
  const place = path.join(file, "below", "a file");
  const { status, errors } = await strata(["visualize", file, "--out", place, ...model]);
  expect(status).toBe(1);
  expect(errors).toContain(place);
  expect(errors).toMatch(/^The result cannot be written/);
});
