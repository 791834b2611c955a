/** More different numbers than this are a scale, whole ones and ones with fractions. */
const FEW_WHOLE = 20;
const FEW_FRACTIONS = 12;
/** Numbers of classes are used again and again. */
const LEAST_USES = 4;

const PLAIN = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s?%?$/i;
const THOUSANDS = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\s?%?$/;
const DECIMAL_COMMA = /^[-+]?\d+(?:,\d+)?\s?%?$/;
/** Codes, whose digits matter. */
const LEADING_ZERO = /^0\d/;
/** Fields whose whole numbers name classes. */
const CLASS_NAMES =
  /(?:^|[^a-z])(?:labels?|class(?:es)?|categor(?:y|ies)|intents?|topics?|clusters?|groups?|targets?|y)(?:[^a-z]|$)/i;

/**
 * Labels as numbers, NaN where there is none; `undefined` where they are categories: where one is no number, has digits
 * that a number would lose, where there are few different ones, or whole ones from 0 or 1 on without a gap that a field
 * of classes uses again and again.
 * @param names `[records]`
 * @param few the different numbers that are few
 */
export function numericLabels(
  names: readonly (string | undefined)[],
  field: string,
  few?: number,
): Float64Array | undefined {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  const distinct = [...counts.keys()];
  const values = numbersOf(distinct.map((name) => name.trim()));
  if (values === undefined) return undefined;
  if (values.length <= (few ?? (values.every(Number.isInteger) ? FEW_WHOLE : FEW_FRACTIONS))) return undefined;
  const labelled = names.filter((name) => name !== undefined).length;
  if (CLASS_NAMES.test(field) && areClasses(values, labelled)) return undefined;
  const numbers = new Map(distinct.map((name, i) => [name, values[i] ?? NaN]));
  return Float64Array.from(names, (name) => (name === undefined ? NaN : (numbers.get(name) ?? NaN)));
}

/** The numbers that the names write; `undefined` where one writes none or none that a number holds, or some are in percent. */
function numbersOf(names: readonly string[]): readonly number[] | undefined {
  const shares = names.filter((name) => name.endsWith("%")).length;
  if (shares > 0 && shares < names.length) return undefined;
  const comma = names.some((name) => DECIMAL_COMMA.test(name) && name.includes(",") && !THOUSANDS.test(name));
  const values: number[] = [];
  for (const name of names) {
    const digits = comma ? commaDigits(name) : pointDigits(name);
    const value = digits === undefined ? NaN : Number(digits.replace(/\s?%$/, ""));
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return undefined;
    values.push(value);
  }
  return values;
}

function pointDigits(name: string): string | undefined {
  if (LEADING_ZERO.test(name)) return undefined;
  if (THOUSANDS.test(name)) return name.replaceAll(",", "");
  return PLAIN.test(name) ? name : undefined;
}

function commaDigits(name: string): string | undefined {
  return DECIMAL_COMMA.test(name) && !LEADING_ZERO.test(name) ? name.replace(",", ".") : undefined;
}

function areClasses(values: readonly number[], labelled: number): boolean {
  const sorted = values.toSorted((a, b) => a - b);
  const first = sorted[0] ?? NaN;
  const dense = sorted.every((value, i) => value === first + i);
  return dense && (first === 0 || first === 1) && labelled >= sorted.length * LEAST_USES;
}
