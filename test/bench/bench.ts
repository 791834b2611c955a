import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { devices } from "./devices.ts";
import { drawing } from "./drawing.ts";
import { engineTimes } from "./engineTimes.ts";
import { extraction } from "./extraction.ts";
import { firstBatch } from "./firstBatch.ts";
import { largeFile } from "./largeFile.ts";
import { links } from "./links.ts";
import { loading } from "./loading.ts";
import { machineLimit } from "./machineLimit.ts";
import { mapBenches } from "./maps.ts";
import { pca } from "./pca.ts";
import { markdownTable, withRows } from "./benchTable.ts";
import type { Bench, Options, Row } from "./row.ts";
import { reading } from "./reading.ts";
import { sessions } from "./sessions.ts";

const benches: readonly Bench[] = [
  extraction,
  engineTimes,
  pca,
  ...mapBenches,
  drawing,
  links,
  largeFile,
  reading,
  sessions,
  machineLimit,
  loading,
  firstBatch,
  devices,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
    lines: { type: "string", default: "5000" },
    large: { type: "string", default: "100000" },
    write: { type: "boolean", default: false },
  },
});
const options: Options = {
  runs: Number(values.runs),
  lines: Number(values.lines),
  large: Number(values.large),
  python: process.env["PYTHON"],
};

const wanted = benches.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
if (wanted.length === 0) throw new Error(`no such bench; there are ${benches.map(({ id }) => id).join(", ")}`);

const rows: Row[] = [];
for (const bench of wanted) {
  console.error(`${bench.id} …`);
  for (const row of await bench.run(options)) {
    rows.push(row);
    console.error(`  ${row.what}: ${row.ours} · ${row.peer}: ${row.theirs} · ${row.ratio} (goal ${row.goal})`);
  }
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? "processor"}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform} ${process.arch}, Node ${process.version}; medians of ${options.runs} runs`;
console.log(`\n${markdownTable(rows)}\n\n${machine}`);

if (values.write) {
  const page = path.join(import.meta.dirname, "..", "..", "CONTRIBUTING.md");
  const text = withRows(readFileSync(page, "utf8"), rows);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
}
