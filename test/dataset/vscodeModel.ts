/**
 * VS Code's text model in its simplest form, written apart from the product: lines end at `\r\n`, `\n` or `\r`,
 * characters are UTF-16 units. Gives the text of a record's range.
 */
export function textAtRange(text: string, ranges: Uint32Array, record: number): string {
  const pieces = text.split(/(\r\n|\n|\r)/);
  const [startLine = 0, startCharacter = 0, endLine = 0, endCharacter = 0] = ranges.slice(record * 4, record * 4 + 4);
  const line = (n: number) => pieces[2 * n] ?? "";
  if (startLine === endLine) return line(startLine).slice(startCharacter, endCharacter);
  const between = pieces.slice(2 * startLine + 1, 2 * endLine).join("");
  return line(startLine).slice(startCharacter) + between + line(endLine).slice(0, endCharacter);
}
