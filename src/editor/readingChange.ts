import { turnChoices, type Dialect, type ReadingChoice } from "../protocol/reading.ts";

/** Parts of a choice to set; undefined lets a part be found again. */
export type ReadingChange = { readonly [Part in keyof ReadingChoice]?: ReadingChoice[Part] | undefined };

/** The choice with some parts changed. */
export function changedReading(choice: ReadingChoice, change: ReadingChange): ReadingChoice {
  const parts = Object.entries({ ...choice, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(parts);
}

/** A choice that was kept as JSON; parts of another form than today's are passed over. */
export function savedReading(saved: unknown): ReadingChoice {
  if (!isObject(saved)) return {};
  const { text, label, encoding, dialect, array, turns } = saved;
  return changedReading(
    {},
    {
      text: stringOf(text),
      label: label === null ? null : stringOf(label),
      encoding: stringOf(encoding),
      dialect: savedDialect(dialect),
      array: stringOf(array),
      turns: turnChoices.find((choice) => choice === turns),
    },
  );
}

function savedDialect(saved: unknown): Partial<Dialect> | undefined {
  if (!isObject(saved)) return undefined;
  const { delimiter, quote, escape, header } = saved;
  return {
    ...(typeof delimiter === "string" && { delimiter }),
    ...((quote === '"' || quote === "'" || quote === "") && { quote }),
    ...((escape === "doubled" || escape === "backslash") && { escape }),
    ...(typeof header === "boolean" && { header }),
  };
}

/** Whether something kept as JSON is an object or a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
