import { type Shape, unescaped } from "./jsonShape.ts";

const LONGEST_NAME = 40;
const COLUMN_NAMES =
  /^(?:text|sentence|content|label|category|class|question|answer|title|prompt|comment|review|message|body|id)s?$/i;

/** Whether most items of an array are rows of cells; one of them may be an object, as beside a text its annotations. */
export function isCellRow({ arrays, objects, strings, item }: Shape): boolean {
  if (arrays <= objects + strings || item === undefined) return false;
  return item.objects === 0 || (item.objects <= arrays && item.strings >= arrays);
}

/**
 * The names in the first of several rows of cells; `undefined` where it is rather a row: names are short words, each
 * different, and one of them is known or stands above cells that are no strings.
 */
export function headerOf({ arrays, item: cells }: Shape): readonly string[] | undefined {
  if (cells === undefined || arrays < 2 || cells.count % arrays !== 0) return undefined;
  const columns = cells.count / arrays;
  const names = cells.samples.slice(0, columns).map(unescaped);
  const areNames = names.every((name) => name.length <= LONGEST_NAME && /^\p{L}[\p{L}\d_ .-]*$/u.test(name));
  if (columns < 2 || names.length < columns || new Set(names).size < columns || !areNames) return undefined;
  const below = (cells.strings - columns) / (arrays - 1);
  const isAboveOthers = below > 0 && below < columns && Number.isInteger(below);
  return isAboveOthers || names.some((name) => COLUMN_NAMES.test(name)) ? names : undefined;
}
