import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/dataset/dataset.ts";
import { NO_LABEL } from "../../src/protocol/engine.ts";
import { readText } from "./readText.ts";

const root = path.join(import.meta.dirname, "../..");

/** The section of each record, `-` where it is in none. */
function sectionsOf(dataset: Dataset): readonly string[] {
  return dataset.texts.map((_, record) => dataset.values.of(record, "section") ?? "-");
}

/** The sections in the order of the file, each once. */
async function namesIn(name: string, text: string): Promise<readonly string[]> {
  return [...new Set(sectionsOf(await readText(name, text)))];
}

/** Lines of text to fill a section with. */
function lines(count: number, of = "line"): string {
  return Array.from({ length: count }, (_, i) => `${of} ${i}`).join("\n");
}

describe("sections of Markdown", () => {
  it("are named by the heading above, whose own line is in it", async () => {
    const dataset = await readText("a.md", "lead\n\n# One\n\na\nb\n\n# Two #\nc");
    expect(dataset.texts).toEqual(["lead", "# One", "a", "b", "# Two #", "c"]);
    expect(sectionsOf(dataset)).toEqual(["-", "One", "One", "One", "Two", "Two"]);
    expect(dataset).toMatchObject({ textField: undefined, labelField: "section", labels: ["One", "Two"] });
    expect([...dataset.labelOf]).toEqual([NO_LABEL, 0, 0, 0, 1, 1]);
    expect(dataset.fields.map(({ name, distinct }) => [name, distinct])).toEqual([["section", 2]]);
    expect(dataset.reading.notices).toEqual([]);
  });

  it("go as deep as twenty headings allow, and a title above all is not part of their names", async () => {
    const shallow = "# Book\nlead\n## A\na\n### B\nb\n### C\nc\n## D\nd\n";
    expect(await namesIn("a.md", shallow)).toEqual(["Book", "A", "B", "C", "D"]);
    const deep = Array.from({ length: 12 }, (_, i) => `## Part ${i}\ntext\n### Detail ${i}\nmore`).join("\n");
    expect(await namesIn("a.md", `# Book\n${deep}`)).toEqual([
      "Book",
      ...Array.from({ length: 12 }, (_, i) => `Part ${i}`),
    ]);
  });

  it("of one title under several others are named with these", async () => {
    const log = "# 1.1\n## Added\na\nb\n## Fixed\nc\n# 1.0\n## Added\nd\n## Removed\ne\n";
    expect(await namesIn("a.md", log)).toEqual(["1.1", "1.1 › Added", "Fixed", "1.0", "1.0 › Added", "Removed"]);
  });

  it("begin at underlined titles of one line, not at what only looks so", async () => {
    const text = [
      "---\ntitle: front matter\n---\n",
      "One\n===\n\ntext\nof two lines\n---\n",
      "- item\n---\n",
      "```sh\n# comment\nTwo\n---\n```\n",
      "| a | b |\n---\n",
      "    # code\n",
      "#hashtag\n",
      "Three\n---\nlast",
    ].join("\n");
    expect(await namesIn("a.md", text)).toEqual(["-", "One", "Three"]);
  });

  it("are called without the marks of their headings", async () => {
    const titles = [
      "## The `tap` of **all** layers",
      "## [Install](https://example.com/a_b) _now_",
      "## ![logo](x.png) snake_case_name {#anchor}",
      "## 5 \\* 3",
    ];
    expect(await namesIn("a.md", titles.map((title) => `${title}\ntext\ntext`).join("\n"))).toEqual([
      "The tap of all layers",
      "Install now",
      "logo snake_case_name",
      "5 * 3",
    ]);
  });

  it("of a changelog and a readme of our own are those a reader would name", async () => {
    const dataset = await readText("CHANGELOG.md", readFileSync(path.join(root, "CHANGELOG.md"), "utf8"));
    expect(dataset.labelField).toBe("section");
    const readme = await namesIn("README.md", readFileSync(path.join(root, "README.md"), "utf8"));
    expect(readme.length).toBeGreaterThan(2);
    expect(readme.every((name) => !name.includes("`") && !name.startsWith("#"))).toBe(true);
  });
});

describe("sections of plain text", () => {
  it("are the scenes of the sample, by their first lines", async () => {
    const file = path.join(root, "media/samples/harbour.txt");
    const dataset = await readText(file, readFileSync(file, "utf8"));
    expect(dataset.labels).toHaveLength(9);
    expect(dataset.labels[1]).toBe("In the bakery the ovens have been hot…");
    expect(new Uint32Array(9).map((_, label) => dataset.labelOf.filter((of) => of === label).length)).toEqual(
      new Uint32Array(9).fill(8),
    );
  });

  it("begin at underlined titles, on two heights", async () => {
    const text = `=====\nTitle\n=====\n\nOne\n---\n${lines(3)}\n\nTwo\n---\n${lines(3)}\n\nnot this\n-\n`;
    expect(await namesIn("a.txt", text)).toEqual(["-", "Title", "One", "Two"]);
  });

  it("begin at chapters that stand alone, not in the list of contents", async () => {
    const play = `Contents\nACT I\nACT II\n\nACT I\n\nSCENE I. Elsinore\n\n${lines(5)}\n\nACT II\n\nSCENE I. A room\n\n${lines(5)}\n`;
    expect(await namesIn("a.txt", play)).toEqual(["-", "ACT I", "SCENE I. Elsinore", "ACT II", "SCENE I. A room"]);
    const book = `CHAPTER I.\n\n${lines(4)}\n\nChapter of accidents is no line of a book but a sentence without end, which goes on.\n\nCHAPTER II.\n\n${lines(4)}\n`;
    expect(await namesIn("a.txt", book)).toEqual(["CHAPTER I.", "CHAPTER II."]);
  });

  it("are paragraphs only where these are several lines each and forty at most", async () => {
    const groups = (count: number, each: number) =>
      Array.from({ length: count }, (_, i) => lines(each, `group ${i}, line`)).join("\n\n\n");
    expect((await readText("a.txt", groups(40, 4))).labels).toHaveLength(40);
    for (const text of [groups(41, 4), groups(40, 3), groups(1, 90), lines(100).replaceAll("\n", "\n\n")]) {
      const dataset = await readText("a.txt", text);
      expect(dataset).toMatchObject({ fields: [], labelField: undefined, labels: [] });
    }
    expect(await namesIn("a.txt", `---\nsame\n${lines(3)}\n\nsame\n${lines(3)}`)).toEqual(["-", "same", "same (2)"]);
  });

  it("of more than forty headings are a field and no label", async () => {
    const many = Array.from({ length: 41 }, (_, i) => `# Part ${i}\n${lines(2)}`).join("\n");
    const dataset = await readText("a.txt", many);
    expect(dataset).toMatchObject({ labelField: undefined, labels: [] });
    expect(dataset.fields.map(({ name, distinct }) => [name, distinct])).toEqual([["section", 41]]);
  });

  it("are none in files of other kinds, where a hash begins a comment", async () => {
    const code = `# one\n${lines(3)}\n\n# two\n${lines(3)}`;
    for (const name of ["a.py", "a.log", "Untitled-1"])
      expect(await readText(name, code)).toMatchObject({ format: "text", fields: [], labels: [] });
  });

  it("can be chosen as label or left out, and are no text", async () => {
    const text = `# a\n${lines(3)}\n# b\n${lines(3)}`;
    expect((await readText("a.txt", text, { label: null })).labelField).toBeUndefined();
    expect((await readText("a.txt", text, { label: "section" })).labels).toEqual(["a", "b"]);
    await expect(readText("a.txt", text, { text: "section" })).rejects.toMatchObject({ code: "fieldMissing" });
  });
});
