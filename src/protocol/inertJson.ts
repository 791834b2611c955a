/** JSON to stand in an element of a page: no `<` is left, so no text in it can end the element, nor a line of script. */
export function inertJson(json: string): string {
  return json.replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
