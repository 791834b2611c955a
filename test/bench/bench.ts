import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { drawing } from "./drawing.ts";
import { engineTimes } from "./engineTimes.ts";
import { extraction } from "./extraction.ts";
import { largeFile } from "./largeFile.ts";
import { links } from "./links.ts";
import { pca } from "./pca.ts";
import type { Bench, Options, Row } from "./row.ts";

const benches: readonly Bench[] = [extraction, engineTimes, pca, drawing, links, largeFile];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
    lines: { type: "string", default: "5000" },
    write: { type: "boolean", default: false },
  },
});
const options: Options = { runs: Number(values.runs), lines: Number(values.lines), python: process.env["PYTHON"] };

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

const table = [
  "| what | ours | against | theirs | ratio | goal |",
  "|---|---|---|---|---|---|",
  ...rows.map(
    ({ what, ours, peer, theirs, ratio, goal }) => `| ${[what, ours, peer, theirs, ratio, goal].join(" | ")} |`,
  ),
].join("\n");
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "processor"}, ${Math.round(totalmem() / 1e9)} GB, ${process.platform} ${process.arch}, Node ${process.version}, no GPU used; medians of ${options.runs} runs`;
console.log(`\n${table}\n\n${machine}`);

if (values.write) {
  const readme = path.join(import.meta.dirname, "..", "..", "README.md");
  const text = readFileSync(readme, "utf8");
  writeFileSync(
    readme,
    text.replace(/(<!-- bench -->)[\s\S]*(<!-- \/bench -->)/, `$1\n\n${table}\n\n${machine}\n\n$2`),
  );
}
