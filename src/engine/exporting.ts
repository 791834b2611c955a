import path from "node:path";
import { exporters, type Exporter, type ExportInput } from "../export/index.ts";
import { makeFolder } from "../files/folders.ts";
import { putInPlace } from "../files/wholeWrites.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import type { ExporterInfo } from "../protocol/exporting.ts";
import { unknown } from "./tasks.ts";

/** What a border needs to know of every exporter. */
export const exporterInfos: readonly ExporterInfo[] = exporters.map(({ id, fileName, label, help, ofSelection }) => ({
  ...{ id, fileName, label, help },
  ofSelection: ofSelection === true,
}));

/** Throws `optionUnknown`. */
export function exporterNamed(id: string): Exporter {
  const exporter = exporters.find((known) => known.id === id);
  if (exporter === undefined) throw unknown("export", id, exporters);
  return exporter;
}

/** Writes an export: it is there whole, or not at all. Throws `outputNotWritable`, and `cancelled` where the signal aborts. */
export async function writeExport(exporter: Exporter, file: string, input: ExportInput): Promise<void> {
  try {
    await makeFolder(path.dirname(file));
    // What is written may be the very file that is drawn.
    await putInPlace(file, (unfinished) => exporter.write(unfinished, input));
  } catch (error) {
    if (input.signal.aborted) throw new StrataError("cancelled", { what: "writing the file" }, { cause: error });
    throw new StrataError("outputNotWritable", { path: file, reason: reasonOf(error) }, { cause: error });
  }
}
