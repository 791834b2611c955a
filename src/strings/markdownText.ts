/** A text as Markdown that shows just this text, on one line: no link, no picture, no command, no markup is made of it. */
export function markdownText(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[!-/:-@[-`{-~]/g, "\\$&");
}
