import { describe, expect, it } from "vitest";
import { failureOfReply } from "../../src/protocol/errors.ts";
import { searchPattern, textMatcher } from "../../src/protocol/textMatcher.ts";

function word(query: string, text: string): boolean {
  return textMatcher(query, "word", false)(text);
}

describe("texts that hold a query", () => {
  it("stand for themselves, whatever they mean in a pattern", () => {
    const matches = textMatcher("a.b(c)*[d]{2}|$^\\/-", "text", false);
    expect(matches("xx A.B(c)*[d]{2}|$^\\/- yy")).toBe(true);
    expect(matches("axb(c)*[d]{2}|$^\\/-")).toBe(false);
  });

  it("tell capitals only where they matter, in any alphabet", () => {
    expect(textMatcher("ÄPFEL", "text", false)("viele äpfel")).toBe(true);
    expect(textMatcher("ΣΟΦΙΑ", "text", false)("η σοφια")).toBe(true);
    expect(textMatcher("ÄPFEL", "text", true)("viele äpfel")).toBe(false);
  });

  it("may be composed of letters and marks", () => {
    expect(textMatcher("Ä", "text", true)("A\u0308rger")).toBe(true);
    expect(textMatcher("e\u0301", "word", true)("né e\u0301 là")).toBe(true);
  });

  it.each([
    ["war", "the war ended", true],
    ["war", "a warm day", false],
    ["war", "(war)", true],
    ["über", "nichts über uns", true],
    ["ber", "nichts über uns", false],
    ["s", "groß", false],
    ["сон", "это сон.", true],
    ["сон", "сезон", false],
    ["كتاب", "هذا كتاب جديد", true],
    ["كتاب", "كتابه هنا", false],
    ["snake_case", "a snake_case name", true],
    ["snake", "a snake_case name", false],
    ["C++", "in C++ and Rust", true],
    ["#tag", "a#tag", true],
    ["𝔸", "x 𝔸 y", true],
    ["𝔸", "𝔸𝔹", false],
    ["war", "warwar war", true],
  ])("%s as a word of “%s”: %s", (query, text, expected) => {
    expect(word(query, text)).toBe(expected);
  });

  it.each([
    ["東京", "私は東京に住んでいます", true],
    ["京", "私は東京に住んでいます", false],
    ["喜欢", "我喜欢音乐", true],
    ["欢", "我喜欢音乐", false],
    ["ภาษา", "ภาษาไทยง่าย", true],
  ])("%s as a word of “%s”, where words have no spaces: %s", (query, text, expected) => {
    expect(word(query, text)).toBe(expected);
  });
});

describe("regular expressions", () => {
  it("read characters, and lines", () => {
    expect(searchPattern("^.$", false).test("one\n😀")).toBe(true);
    expect(searchPattern("^\\p{Lu}+$", true).test("ÄÖÜ")).toBe(true);
    expect(searchPattern("ä", false).test("Ä")).toBe(true);
  });

  it.each([
    ["(", "Unterminated group"],
    ["/(/", "Unterminated group"],
    ["a{2,1}", "numbers out of order in {} quantifier"],
    ["\\p{Nothing}", "Invalid property name"],
    ["(a+)".repeat(25_000), "it has 100000 characters, and 2000 at most are tried"],
  ])("%.20s breaks: %s", (query, reason) => {
    let thrown: unknown;
    try {
      searchPattern(query, false);
    } catch (error) {
      thrown = error;
    }
    expect(failureOfReply(thrown)).toEqual({ code: "patternWrong", detail: { pattern: query, reason } });
  });
});
