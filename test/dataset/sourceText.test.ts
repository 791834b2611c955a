import { expect, it } from "vitest";
import { SourceText } from "../../src/dataset/sourceText.ts";

it.each(["", "a", "\n", "\r", "\r\n", "\n\r", "\r\r\n\n", "a\r\nb\nc\rd", "a\r", "a\r\n", "😀\n\u2028\u0085\v\fx\r\r"])(
  "has the lines and positions of a plain split: %j",
  (text) => {
    const source = new SourceText(text);
    const lines = text.split(/\r\n|\n|\r/);
    expect(source.lineCount).toBe(lines.length);
    const spans = lines.map((_, line) => source.lineSpan(line));
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(lines);
    for (const [line, { start, end }] of spans.entries()) {
      expect(source.positionAt(start)).toEqual({ line, character: 0 });
      expect(source.positionAt(end)).toEqual({ line, character: end - start });
    }
  },
);
