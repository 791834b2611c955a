const CONTROLS = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;
const KEPT = new Set(["\n", "\t"]);

/**
 * A sentence for a terminal. Names and values of a file may stand in it: their control characters, which could rewrite
 * the screen, are written as `\u{1b}`.
 */
export function printed(sentence: string): string {
  return sentence.replaceAll(CONTROLS, (sign) => (KEPT.has(sign) ? sign : `\\u{${sign.charCodeAt(0).toString(16)}}`));
}

/** Prints a text piece by piece, and a line end behind it. Resolves when all of it is written. */
export async function print(pieces: Iterable<string>): Promise<void> {
  let waiting = "";
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < PIECE) continue;
    await written(waiting);
    waiting = "";
  }
  await written(`${waiting}\n`);
}

/** UTF-16 units written at a time. */
const PIECE = 2 ** 16;

function written(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
