import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readingChoice } from "../../src/cli/readingOptions.ts";
import { StrataError } from "../../src/protocol/errors.ts";
import type { Summary } from "../../src/protocol/summary.ts";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { strata } from "./strata.ts";

describe("the options of the reading", () => {
  it("are left to be found where none is given", () => {
    expect(readingChoice({})).toStrictEqual({});
    expect(readingChoice({ header: "auto" })).toStrictEqual({});
  });

  it.each([
    ["tab", "\t"],
    ["\\t", "\t"],
    ["\t", "\t"],
    ["semicolon", ";"],
    [";", ";"],
    ["||", "||"],
    ["space", " "],
    ["none", ""],
  ])("--delimiter %j is %j", (word, delimiter) => {
    expect(readingChoice({ delimiter: word })).toStrictEqual({ dialect: { delimiter } });
  });

  it.each([
    [{ quote: "single" }, { dialect: { quote: "'" } }],
    [{ quote: "none" }, { dialect: { quote: "" } }],
    [{ header: "no" }, { dialect: { header: false } }],
    [{ turns: "last-user" }, { turns: "lastUser" }],
    [{ turns: "each" }, { turns: "each" }],
    [{ array: "data[].qas[]" }, { array: "data[].qas[]" }],
    [{ encoding: "shiftjis" }, { encoding: "shiftjis" }],
  ] as const)("%j is %j", (words, choice) => {
    expect(readingChoice(words)).toStrictEqual(choice);
  });

  it.each([
    [{ delimiter: "abc" }, "--delimiter"],
    [{ delimiter: "" }, "--delimiter"],
    [{ delimiter: "toString" }, "--delimiter"],
    [{ delimiter: "\uFEFF" }, "--delimiter"],
    [{ quote: "`" }, "--quote"],
    [{ header: "true" }, "--header"],
    [{ turns: "middle" }, "--turns"],
  ] as const)("%j is refused", (words, option) => {
    expect(() => readingChoice(words)).toThrow(StrataError);
    expect(() => readingChoice(words)).toThrow(option);
  });
});

describe("embedding-strata visualize, how the file is read", { timeout: 120_000 }, () => {
  const folder = tempFolder();
  const model = toyFolder(path.join(folder, "toy"));
  const visualize = (file: string, ...words: readonly string[]) => {
    const out = path.join(folder, `out-${path.basename(file)}`);
    return strata(["visualize", file, "--model", model, "--out", out, "--device", "cpu", ...words]);
  };
  const row = (text: string): string => JSON.stringify({ text, mood: "fine", none: "some" });
  const flawed = write(
    folder,
    "flawed.jsonl",
    [row("w1 w2"), "  [3", ...Array.from({ length: 13 }, () => "oops"), row("w3 w4"), row("")].join("\n"),
  );

  it("prints the first problems with line, column, reason and effect, and counts each effect", async () => {
    const { status, out, errors } = await visualize(flawed);
    expect(status, errors).toBe(0);
    const said = errors.split("\n").filter((line) => line.startsWith(flawed));
    expect(said).toHaveLength(10);
    expect(said[0]).toMatch(/flawed\.jsonl:3:1 “oops” is not a JSON value \(not read\)$/);
    expect(errors).toContain("and 5 more; --json lists all of them");
    expect(out).toMatch(/^records +3 records · .* · 14 not read, 1 read as it stands$/m);
    expect(out).toMatch(/^read as +UTF-8$/m);
  });

  it("lists all of them with their kinds in --json, and how the file was read", async () => {
    const { status, out, errors } = await visualize(flawed, "--json");
    expect(status, errors).toBe(0);
    const { problems, effects, reading } = JSON.parse(out) as Summary;
    expect(problems).toHaveLength(15);
    expect(errors).toContain(`flawed.jsonl:3:${problems[0]?.column ?? 0} ${problems[0]?.reason ?? ""}`);
    expect(problems.at(-1)).toMatchObject({ line: 17, kind: "emptyText", effect: "asItStands" });
    expect(effects).toEqual({ notRead: 14, leftOut: 0, guessed: 0, asItStands: 1 });
    expect(reading).toMatchObject({ encoding: "UTF-8", notices: [] });
  });

  it("draws nothing and fails with --strict where there is a problem, and draws where there is none", async () => {
    const sound = write(folder, "sound.jsonl", [row("w1 w2"), row("w3 w4")].join("\n"));
    const strict = await visualize(flawed, "--strict", "--out", path.join(folder, "strict"));
    expect(strict.status).toBe(1);
    expect(strict.errors).toContain("14 not read, 1 read as it stands. Nothing is drawn.");
    expect(existsSync(path.join(folder, "strict", "index.html"))).toBe(false);
    expect((await visualize(sound, "--strict")).status).toBe(0);
  });

  it("names a text that the model has no states for with its line, and fails with --strict", async () => {
    const tokenizer = readFileSync(path.join(model, "tokenizer.json"), "utf8");
    const other = toyFolder(path.join(folder, "beyond"));
    write(other, "tokenizer.json", tokenizer.replace('"w39":42', '"w39":5000'));
    const file = write(folder, "beyond.jsonl", [row("w1 w2"), row("w1 w39"), row("w3 w4")].join("\n"));
    const { status, out, errors } = await visualize(file, "--model", other);
    expect(status, errors).toBe(0);
    expect(errors).toContain("beyond.jsonl:2:10 its token w39 has the id 5000");
    expect(out).toMatch(/· 1 left out$/m);
    const strict = await visualize(file, "--model", other, "--strict", "--out", path.join(folder, "strict"));
    expect(strict.status).toBe(1);
    expect(existsSync(path.join(folder, "strict", "index.html"))).toBe(false);
  });

  it("prints what stands in a file without its control characters", async () => {
    const escape = "\u001b[2J\u009b1m\u202e";
    const hostile = write(folder, "hostile.csv", `text,mood${escape}\nw1 w2,a\nw3 w4,${escape},b,c\nw5,b\n`);
    for (const words of [[], ["--text-field", "nowhere"]]) {
      const { out, errors } = await visualize(hostile, "--label-field", `mood${escape}`, ...words);
      expect(out + errors).toContain("\\u{1b}[2J\\u{9b}1m\\u{202e}");
      expect(out + errors).not.toMatch(/[\u001b\u009b\u202e]/);
    }
  });

  it("takes no label with --label-field none, and the field of that name where there is one", async () => {
    const labelled = await visualize(flawed, "--label-field", "none", "--json");
    expect((JSON.parse(labelled.out) as Summary).labelField).toBe("none");
    const plain = write(folder, "plain.jsonl", '{"text": "w1", "mood": "a"}\n{"text": "w2", "mood": "b"}');
    const unlabelled = await visualize(plain, "--label-field", "none", "--json");
    expect(unlabelled.status, unlabelled.errors).toBe(0);
    expect((JSON.parse(unlabelled.out) as Summary).labelField).toBeUndefined();
    const missing = await visualize(plain, "--label-field", "nowhere");
    expect(missing.status).toBe(1);
    expect(missing.errors).toContain('There is no field "nowhere"');
  });
});
