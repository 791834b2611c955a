import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { analyses } from "../../src/analysis/index.ts";
import { exporters } from "../../src/export/index.ts";
import { projections } from "../../src/projection/index.ts";
import { encodings } from "../../src/protocol/encodings.ts";
import { poolings } from "../../src/protocol/poolings.ts";
import { suggestions } from "../../src/protocol/suggestions.ts";
import { panelText } from "../../src/strings/panel.ts";

const root = path.join(import.meta.dirname, "../..");

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly markdownDescription: string }>> };
  };
}

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

/** The one place where what is said stands elsewhere. */
const LOOKED_UP = "src/strings/declared.ts";

/** A parameter that is called as its reference calls it, in every language. */
function isName(words: string): boolean {
  return /^[A-Za-z]+(_[a-z]+)+$/.test(words);
}

/** What tables outside the folder say of themselves. */
function declaredWords(): Set<string> {
  const tasks = [...analyses, ...projections].flatMap(({ label, help, range, parameters }) => [
    ...[label, help, ...(range ? [range.words] : [])],
    ...Object.entries(parameters).flatMap(([name, parameter]) => [
      // What is called as its authors do has no other name.
      ...[panelText.parameter(name, parameter.group), parameter.help].filter((words) => words !== name),
      ...(parameter.kind === "choice" ? parameter.options : []),
    ]),
  ]);
  const others = [
    ...exporters.flatMap(({ label, help }) => [label, help]),
    ...poolings.flatMap(({ label, how }) => [label, how]),
    ...suggestions.map(({ purpose }) => purpose),
    ...encodings.map(({ languages }) => languages),
  ];
  return new Set([...tasks, ...others, ...resultWords()].filter((words) => words.length > 1 && !isName(words)));
}

/** What the results of analyses call their series and their sums. */
function resultWords(): string[] {
  const found: string[] = [];
  for (const file of sources.filter((name) => /^src\/(analysis|comparison)\//.test(name))) {
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.initializer)) {
        if (["label", "total"].includes(node.name.getText(parsedSource))) found.push(node.initializer.text);
      }
      ts.forEachChild(node, visit);
    };
    const parsedSource = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest);
    visit(parsedSource);
  }
  return found;
}

const sources = ["src", "webview"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/"))),
);
const said = sources.flatMap(saidIn);
const sentences = new Set([
  ...said.flatMap(({ sentence }) => (sentence === undefined ? [] : [sentence])),
  ...declaredWords(),
]);
const bundles = readdirSync(path.join(root, "media/l10n"));

describe("the words", () => {
  it("stand in one folder", () => {
    expect(said.length).toBeGreaterThan(20);
    for (const { place } of said) expect(place).toMatch(/^src\/strings[./]/);
  });

  it("are put into a manifest by its keys alone", () => {
    const { commands, configuration } = (parsed("package.json") as Manifest).contributes;
    for (const { title } of commands) expect(title).toMatch(/^%.*%$/);
    for (const { markdownDescription } of Object.values(configuration.properties))
      expect(markdownDescription).toMatch(/^%.*%$/);
  });

  it("are each one literal, with a value for every placeholder", () => {
    for (const { place, sentence = "", values } of said) {
      if (place.startsWith(LOOKED_UP)) continue;
      expect(sentence, place).not.toBe("");
      const wanted = Array.from({ length: values }, (_, i) => `{${i}}`);
      expect(placeholders(sentence), place).toEqual(wanted);
    }
  });
});

/** The words a manifest leaves to files beside it. */
const keys = Array.from(read("package.json").matchAll(/"%([^"]*)%"/g), ([, key = ""]) => key);

describe.each(readdirSync(root).filter((name) => /^package\.nls\b.*\.json$/.test(name)))("%s", (name) => {
  const words = parsed(name) as Readonly<Record<string, string>>;

  it("has every word of the manifest, and no other", () => {
    expect(keys.length).toBeGreaterThan(100);
    expect(Object.keys(words).toSorted()).toEqual([...new Set(keys)].toSorted());
    for (const [key, text] of Object.entries(words)) expect(text.trim(), key).not.toBe("");
  });

  it("links and quotes what the English words do", () => {
    const english = parsed("package.nls.json") as Readonly<Record<string, string>>;
    for (const [key, text] of Object.entries(words)) expect(linksIn(text), key).toEqual(linksIn(english[key] ?? ""));
  });
});

/** The links and the quoted parts of a text, in the order of the alphabet. */
function linksIn(text: string): string[] {
  return Array.from(text.matchAll(/\(command:[^)]*\)|`[^`]*`/g), ([part]) => part).toSorted();
}

describe.each(bundles)("%s", (name) => {
  const words = parsed(`media/l10n/${name}`) as Readonly<Record<string, string>>;

  it("is named for its language", () => {
    expect(name).toMatch(/^bundle\.l10n\.[a-z-]+\.json$/);
  });

  it("has every sentence, and no other", () => {
    expect(Object.keys(words).filter((sentence) => !sentences.has(sentence))).toEqual([]);
    expect([...sentences].filter((sentence) => !Object.hasOwn(words, sentence))).toEqual([]);
  });

  it("fills in what the English sentences do", () => {
    for (const [sentence, translation] of Object.entries(words)) {
      expect(translation.trim(), sentence).not.toBe("");
      expect(placeholders(translation), sentence).toEqual(placeholders(sentence));
      // What stands at the ends joins it to what is beside it.
      expect(/^\s*/.exec(translation)?.[0], sentence).toBe(/^\s*/.exec(sentence)?.[0]);
      expect(/\s*$/.exec(translation)?.[0], sentence).toBe(/\s*$/.exec(sentence)?.[0]);
    }
  });
});
