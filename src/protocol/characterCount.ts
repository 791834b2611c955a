/** Characters of a text; those that take two UTF-16 units count once. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if (text.charCodeAt(at) >> 10 !== 0x36 || text.charCodeAt(at + 1) >> 10 !== 0x37) continue;
    count--;
    at++;
  }
  return count;
}
