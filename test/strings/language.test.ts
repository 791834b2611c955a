import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../..");

/** A sentence as the sources say it. */
interface Said {
  readonly place: string;
  /** `undefined` where it is not one literal. */
  readonly sentence: string | undefined;
  /** How many values fill it. */
  readonly values: number;
}

function read(...names: string[]): string {
  return readFileSync(path.join(root, ...names), "utf8");
}

function parsed(file: string): unknown {
  return JSON.parse(read(file));
}

/** Every call of `l10n.t` in a file. */
function saidIn(file: string): Said[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest);
  const said: Said[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === "l10n.t") {
      const [first] = node.arguments;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      const sentence = first && ts.isStringLiteralLike(first) ? first.text : undefined;
      said.push({ place: `${file}:${line + 1}`, sentence, values: node.arguments.length - 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return said;
}

/** The placeholders of a sentence, each once, in order of their names. */
function placeholders(sentence: string): string[] {
  return [...new Set(Array.from(sentence.matchAll(/\{[^}]+\}/g), ([name]) => name))].toSorted();
}

const sources = ["src", "webview"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/"))),
);
const said = sources.flatMap(saidIn);
const sentences = new Set(said.flatMap(({ sentence }) => (sentence === undefined ? [] : [sentence])));
const bundles = readdirSync(path.join(root, "media/l10n"));

describe("the words", () => {
  it("stand in one folder", () => {
    expect(said.length).toBeGreaterThan(20);
    for (const { place } of said) expect(place).toMatch(/^src\/strings[./]/);
  });

  it("are each one literal, with a value for every placeholder", () => {
    for (const { place, sentence = "", values } of said) {
      expect(sentence, place).not.toBe("");
      const wanted = Array.from({ length: values }, (_, i) => `{${i}}`);
      expect(placeholders(sentence), place).toEqual(wanted);
    }
  });
});

describe.each(bundles)("%s", (name) => {
  const words = parsed(`media/l10n/${name}`) as Readonly<Record<string, string>>;

  it("is named for its language", () => {
    expect(name).toMatch(/^bundle\.l10n\.[a-z-]+\.json$/);
  });

  it("has every sentence, and no other", () => {
    expect(Object.keys(words).filter((sentence) => !sentences.has(sentence))).toEqual([]);
    expect([...sentences].filter((sentence) => !Object.hasOwn(words, sentence))).toEqual([]);
  });

  it.each(Object.entries(words))("%s", (sentence, translation) => {
    expect(translation.trim()).not.toBe("");
    expect(placeholders(translation)).toEqual(placeholders(sentence));
    // What stands at the ends joins it to what is beside it.
    expect(/^\s*/.exec(translation)?.[0]).toBe(/^\s*/.exec(sentence)?.[0]);
    expect(/\s*$/.exec(translation)?.[0]).toBe(/\s*$/.exec(sentence)?.[0]);
  });
});
