import { csv } from "../../src/dataset/csv.ts";
import type { Parsed } from "../../src/dataset/format.ts";
import { SourceText } from "../../src/dataset/sourceText.ts";
import type { Dialect, ProblemKind } from "../../src/protocol/reading.ts";

export interface TableRead extends Parsed {
  /** `[rows][fields]`: the cells that are not empty, with their names. */
  readonly cells: readonly (readonly (readonly [name: string, value: string])[])[];
  readonly problems: readonly { readonly line: number; readonly kind: ProblemKind; readonly reason: string }[];
}

/** All cells of a table, before any is chosen as text. */
export function readTable(text: string, dialect?: Partial<Dialect>): TableRead {
  const source = new SourceText(text);
  const problems: TableRead["problems"][number][] = [];
  const work = csv.parse(
    source,
    ({ start }, kind, reason) => problems.push({ line: source.positionAt(start).line, kind, reason }),
    dialect === undefined ? {} : { dialect },
  );
  let step = work.next();
  while (step.done !== true) step = work.next();
  const { rows } = step.value;
  const cells = Array.from({ length: rows.count }, (_, row) => {
    const fields: [string, string][] = [];
    rows.visitFields(row, (name, _kind, value) => fields.push([name, value]));
    return fields;
  });
  return { ...step.value, cells, problems };
}

/** The values of the cells alone. */
export function valuesOf({ cells }: TableRead): readonly (readonly string[])[] {
  return cells.map((row) => row.map(([, value]) => value));
}
