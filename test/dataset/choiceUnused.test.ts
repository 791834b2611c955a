import { expect, it } from "vitest";
import type { ReadingChoice } from "../../src/protocol/reading.ts";
import { readingNoticeWords } from "../../src/strings/reading.ts";
import { readText } from "./readText.ts";

const lines = '{"text":"one two three"}\n{"text":"one two four"}\n';
const table = "text;label\none two three;a\nfour five six;b\n";
const chat = '{"messages":[{"role":"user","content":"hello there"},{"role":"assistant","content":"good morning"}]}\n';

it.each<[string, string, ReadingChoice, readonly string[]]>([
  ["a.jsonl", lines, { dialect: { delimiter: ";" }, turns: "each" }, ["dialect", "turns"]],
  ["a.csv", table, { array: "data[]", turns: "lastUser" }, ["array", "turns"]],
  ["a.txt", "one line\n", { array: "data[]", dialect: { header: true } }, ["dialect", "array"]],
  ["a.jsonl", chat, { turns: "lastUser" }, []],
  ["a.csv", table, { dialect: { delimiter: ";" } }, []],
  ["a.json", `[${lines.trim().replace("\n", ",")}]`, { array: "[]" }, []],
])("%s says what was chosen and is not used: %j %j", async (file, text, choice, parts) => {
  const { reading } = await readText(file, text, choice);
  const unused = reading.notices.flatMap((notice) => (notice.kind === "choiceUnused" ? [notice] : []));
  expect(unused.map(({ part }) => part)).toEqual(parts);
  for (const notice of unused) expect(readingNoticeWords(notice).sentence).toContain(notice.part);
});
