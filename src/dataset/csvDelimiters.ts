/** Delimiters with how likely each is before the text is looked at. */
export const DELIMITERS: readonly (readonly [delimiter: string, likely: number])[] = [
  [",", 1],
  [";", 1],
  ["\t", 1.05],
  ["|", 1],
  ["||", 1],
  ["::", 0.8],
  ["^", 0.7],
  ["~", 0.7],
  ["\u001F", 1],
  ["\u0001", 1],
  ["§", 0.7],
  ["¦", 0.7],
  [":", 0.5],
  [" ", 0.3],
];
/** A single line with any other is no table. */
export const USUAL_DELIMITERS = [",", ";", "\t", "|"];
/** How likely any other sign is. */
const UNUSUAL = 0.7;
const LINES_WITH_SIGN = 100;
const MOST_RUNS = 8;
const SIGN_RUN = /[|;~^@#$&%*+<=>:§¦\t]{2,12}/gu;

/** Delimiters worth a try with how likely each is, one column first; the chosen one alone where one was chosen. */
export function delimitersIn(sample: string, chosen: string | undefined): readonly (readonly [string, number])[] {
  if (chosen !== undefined) return [[chosen, 1]];
  const alone = /^[\s,;|]*$/.test(sample)
    ? USUAL_DELIMITERS.find((delimiter) => sample.includes(delimiter))
    : undefined;
  if (alone !== undefined) return [[alone, 1]];
  const lines = sample.split(/\r\n|\n|\r/, LINES_WITH_SIGN).filter((line) => line.trim() !== "");
  const runs = signRunsIn(lines);
  const inRun = (delimiter: string, run: string) =>
    run !== delimiter &&
    run.includes(delimiter) &&
    lines.filter((line) => line.replaceAll(run, "").includes(delimiter)).length * 2 < lines.length;
  const standsAlone = (delimiter: string) => !runs.some((run) => inRun(delimiter, run));
  const usual = DELIMITERS.filter(([delimiter]) => sample.includes(delimiter));
  const single = [...usual, ...otherDelimitersIn(lines)].filter(([delimiter]) => standsAlone(delimiter));
  const known = runs.filter((run) => !DELIMITERS.some(([delimiter]) => delimiter === run));
  return [["", 1], ...single, ...known.map((run) => [run, UNUSUAL] as const)];
}

/** Signs in a row, the same in both directions, that stand as often in every one of the first lines: `@@`, `|~|`. */
function signRunsIn(lines: readonly string[]): readonly string[] {
  if (lines.length < 2) return [];
  const runs = new Set(lines[0]?.match(SIGN_RUN));
  const times = (line: string, run: string) => line.split(run).length;
  const mirrored = [...runs].filter((run) => run === Array.from(run).reverse().join(""));
  return mirrored
    .slice(0, MOST_RUNS)
    .filter((run) => lines.every((line) => times(line, run) === times(lines[0] ?? "", run)));
}

/** Signs that are no usual delimiters but stand in every one of the first lines. */
function otherDelimitersIn(lines: readonly string[]): readonly (readonly [string, number])[] {
  const [first = ""] = lines;
  const signs = [...new Set(first)].filter((sign) => /^[^\p{L}\p{M}\p{N}\s"'.\-_/\\()[\]{}@<>]$/u.test(sign));
  const rare = signs.filter((sign) => !DELIMITERS.some(([delimiter]) => delimiter === sign));
  return rare.filter((sign) => lines.every((line) => line.includes(sign))).map((sign) => [sign, UNUSUAL]);
}
