import { CLOSED, END, JsonReader, OBJECT } from "./jsonReader.ts";
import type { SourceText } from "./sourceText.ts";

const LINES = 2;

/** Whether the first two lines that are not empty are one object each. */
export function isJsonLines(source: SourceText): boolean {
  let objects = 0;
  for (let line = 0; line < source.lineCount && objects < LINES; line++) {
    const { start, end } = source.lineSpan(line);
    if (!/[^\s\uFEFF]/.test(source.text.slice(start, end))) continue;
    if (line === source.lineCount - 1 && objects === 0) return false;
    if (!isOneObject(source.text, start, end)) return false;
    objects++;
  }
  return objects === LINES;
}

function isOneObject(text: string, start: number, end: number): boolean {
  let faults = 0;
  const reader = new JsonReader(text, start, end, () => faults++);
  if (reader.next() !== OBJECT) return false;
  for (let event = reader.next(); event !== END; event = reader.next()) {
    if (faults > 0) return false;
    if (event === CLOSED && reader.depth === 0) return reader.next() === END && faults === 0;
  }
  return false;
}
