import * as l10n from "@vscode/l10n";
import { flagOf } from "../protocol/flags.ts";
import { allowedValues, type Parameter, type ParameterGroup } from "../protocol/parameters.ts";
import type { Group, Numbers, PerLayer, TaskInfo } from "../protocol/tasks.ts";
import { count, grouped, percent } from "../strings.ts";

const COLUMN = 23;
const WIDTH = 120;

/** A task in the help of a command: its name, what it does, its flags. */
export function taskWords({ id, parameters, ...about }: TaskInfo): string {
  return [entry(id, aboutWords(about)), ...Object.entries(parameters).map((each) => flagWords(each))].join("\n");
}

function aboutWords({ help, reference }: Pick<TaskInfo, "help" | "reference">): string {
  return reference === undefined ? help : `${help} (${reference})`;
}

/** The flags that choose a projection: each one's own, and those that several have, each once. */
export function projectionWords(tasks: readonly TaskInfo[]): string {
  const projections = tasks.filter(({ stage }) => stage === "projection");
  const ids = projections.map(({ id }) => id);
  const own = projections.map(({ id, parameters, ...about }) => {
    const flags = Object.entries(parameters).filter(([, { group }]) => group === undefined);
    return [entry(`--projection ${id}`, aboutWords(about)), ...flags.map((each) => flagWords(each))].join("\n");
  });
  const shared = Object.entries(groupHeads).flatMap(([group, head]) => {
    const flags = sharedFlags(projections, group);
    return flags.length === 0 ? [] : [[head, ...flags].join("\n")];
  });
  return [
    [
      entry("--projection ID", `how the picture is fitted: ${ids.join(", ")} (default: ${ids[0] ?? ""})`),
      entry("--dimensions 2|3", "dimensions of the picture (default: 2)"),
    ].join("\n"),
    ...own,
    ...shared,
  ].join("\n\n");
}

const groupHeads: Readonly<Record<ParameterGroup, string>> = {
  preparation: "What is done to the states before, in this order:",
  layers: "How the layers go together:",
};

/** The flags of a group, as those of one projection stand. Where the defaults differ, each projection's is told. */
function sharedFlags(projections: readonly TaskInfo[], group: string): readonly string[] {
  const names = new Set(projections.flatMap(({ parameters }) => Object.keys(parameters)));
  return [...names].flatMap((name) => {
    const having = projections.flatMap(({ id, parameters }) => {
      const parameter = parameters[name];
      return parameter?.group === group ? [{ id, parameter }] : [];
    });
    const [first] = having;
    if (first === undefined) return [];
    const standards = new Map<number | string, string[]>();
    for (const { id, parameter } of having)
      standards.set(parameter.default, [...(standards.get(parameter.default) ?? []), id]);
    const told =
      standards.size === 1
        ? String(first.parameter.default)
        : Array.from(standards, ([value, ids]) => `${value} for ${ids.join(", ")}`).join("; ");
    const lack = projections.some(({ of, parameters }) => of === undefined && parameters[name]?.group !== group);
    const only = lack ? `${having.map(({ id }) => id).join(", ")}: ` : "";
    return [flagWords([name, { ...first.parameter, help: only + first.parameter.help }], told)];
  });
}

function flagWords([name, parameter]: readonly [string, Parameter], standard = String(parameter.default)): string {
  const { help } = parameter;
  const words = `${help}: ${allowedValues(parameter)} (default: ${standard})`;
  return entry(`--${flagOf(name)} ${parameter.kind === "choice" ? "NAME" : "N"}`, words);
}

/** A name and its sentence, wrapped into the second column. */
function entry(name: string, sentence: string): string {
  const lines: string[] = [];
  let line = `  ${name}`.padEnd(COLUMN);
  if (!line.endsWith(" ")) {
    lines.push(line);
    line = " ".repeat(COLUMN);
  }
  for (const word of sentence.split(" ")) {
    if (line.length + word.length > WIDTH && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = " ".repeat(COLUMN);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join("\n");
}

/** Why a task says nothing. */
export const lackText: Readonly<Record<NonNullable<PerLayer["lacks"]>, string>> = {
  labels: l10n.t("The records have no labels that are categories."),
};

/** Of how many it was asked. */
export function sampleText(sampled: number): string {
  return l10n.t("Of a sample of {0}, always the same.", grouped(sampled));
}

/** A point where it is printed: the line it stands in, and how it begins. */
export interface PrintedPoint {
  readonly line: number;
  readonly excerpt: string;
}

/** What the command line prints of a task's result. */
export const taskText = {
  progress: (label: string, done: number) => `${label} · ${percent(done)}`,
  heading: (label: string, file: string, points: number, kind: "record" | "token") =>
    `${label} · ${file} · ${count(points, kind)}`,
  perLayer: (layers: readonly string[], { series, sampled, lacks }: PerLayer) => {
    if (lacks !== undefined) return lackText[lacks];
    const columns = series.flatMap(({ label, values, chance }) => {
      if (chance === undefined) return [{ label, values }];
      const band = [
        { label: "by chance, least", values: chance.low },
        { label: "most", values: chance.high },
      ];
      return [{ label, values }, ...band];
    });
    const numbers = table(
      ["layer", ...columns.map(({ label }) => label)],
      layers.map((layer, i) => [layer, ...columns.map(({ values }) => decimal(values[i] ?? NaN))]),
    );
    return sampled === undefined ? numbers : `${numbers}\n${sampleText(sampled)}`;
  },
  /** `groups`: how many each layer has. */
  groupCounts: (
    layers: readonly string[],
    groups: { readonly label: string; readonly values: Float32Array },
    series: PerLayer["series"],
    sampled: number | undefined,
  ) => {
    const counts = table(
      ["layer", groups.label, ...series.map(({ label }) => label)],
      layers.map((layer, i) => [
        layer,
        grouped(groups.values[i] ?? 0),
        ...series.map(({ values }) => decimal(values[i] ?? NaN)),
      ]),
    );
    return sampled === undefined ? counts : `${counts}\n${sampleText(sampled)}`;
  },
  /** `rows`: the groups of a layer, each with the point nearest to its centre. */
  groups: (layer: string, rows: readonly { readonly group: Group; readonly example: PrintedPoint }[]) => {
    if (rows.length === 0) return `At layer ${layer} everything is unclustered.`;
    const cells = rows.map(({ group: { size, strength, words }, example }) => [
      words.join(", "),
      grouped(size),
      decimal(strength ?? NaN),
      `line ${example.line} ${example.excerpt}`,
    ]);
    const found = table(["words", "records", "silhouette", "in the middle"], cells);
    return `At layer ${layer}; --json has every layer, and the group of every point (-1: unclustered):\n${found}`;
  },
  /** `rows`: points with their numbers, in the order of the series. */
  numbers: (
    series: Numbers["series"],
    rows: readonly { readonly numbers: readonly number[]; readonly point: PrintedPoint }[],
  ) =>
    table(
      ["record", ...series.map(({ label }) => label)],
      rows.map(({ numbers, point }) => [`line ${point.line} ${point.excerpt}`, ...numbers.map(decimal)]),
    ),
  /** `rows`: of each layer, the numbers that the heads name. */
  spread: (layers: readonly string[], rows: readonly (readonly number[])[]) =>
    table(
      ["layer", "least", "median", "mean", "most", "points"],
      layers.map((layer, i) => {
        const [points = 0, ...numbers] = rows[i]?.toReversed() ?? [];
        return [layer, ...numbers.toReversed().map(decimal), grouped(points)];
      }),
    ),
  relatedHeading: (layer: string, shown: number, all: number) =>
    shown < all
      ? `At layer ${layer}, the first ${grouped(shown)} of ${grouped(all)}; --json has all, at every layer:`
      : `At layer ${layer}; --json has every layer:`,
  point: ({ line, excerpt }: PrintedPoint) => `line ${line} ${excerpt}`,
  related: (distance: number, { line, excerpt }: PrintedPoint) => `  ${decimal(distance)}  line ${line} ${excerpt}`,
  notDrawn: "  it has no hidden states",
} as const;

function decimal(value: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(4);
}

/** Columns as wide as what is in them; the first to the left, the others to the right. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => all.reduce((most, cells) => Math.max(most, (cells[column] ?? "").length), 0));
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ");
  return all.map(lineOf).join("\n");
}
