/**
 * CONTRIBUTING.md's table of families and styles, from what was just measured. `node test/model/familyTable.ts --write`
 * writes it; stateSession.test.ts fails where it differs.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { planTap, closeTap } from "../../src/model/tap/tapPlan.ts";
import { measureTap } from "./measureTap.ts";
import { truthOf, unpack, withoutLayers, zoo } from "./zoo.ts";

const page = path.join(import.meta.dirname, "..", "..", "CONTRIBUTING.md");
const section = /(<!-- families -->)([\s\S]*)(<!-- \/families -->)/;

/** Columns, and which files belong to each; a file belongs to the first that fits. */
const styles: readonly (readonly [string, RegExp])[] = [
  ["fp16", /\+fp16$/],
  ["int8, dynamic", /\+int8$/],
  ["int8, QDQ", /\+qdq$/],
  ["int8, QOperator", /\+qop$/],
  ["4 bits", /\+q4$|int4/],
  ["fused", /\+fused$/],
  ["saved by ONNX Runtime", /\+ortO2$/],
  ["genai builder", /genai/],
  ["merged decoder", /merged/],
  ["with past", /past/],
  ["TorchScript export", /legacy/],
  ["dynamo export", /dynamo/],
];

/** Columns in the order they are shown: as exported, converted, quantised. */
const shown = [
  ...["TorchScript export", "dynamo export", "with past", "merged decoder", "genai builder", "fused"],
  ...["saved by ONNX Runtime", "fp16", "int8, dynamic", "int8, QDQ", "int8, QOperator", "4 bits"],
];

const families: Readonly<Record<string, string>> = {
  albert: "ALBERT",
  bert: "BERT",
  bloom: "BLOOM",
  deberta_v2: "DeBERTa v2",
  distilbert: "DistilBERT",
  electra: "ELECTRA",
  esm: "ESM",
  falcon: "Falcon",
  gemma2: "Gemma 2",
  gemma3: "Gemma 3",
  gemma3n: "Gemma 3n",
  gpt2: "GPT-2",
  gpt_neox: "GPT-NeoX",
  granite: "Granite",
  lfm2: "LFM2",
  llama: "Llama",
  mamba: "Mamba",
  mobilebert: "MobileBERT",
  modernbert: "ModernBERT",
  mpnet: "MPNet",
  nomic_bert: "NomicBERT",
  olmo2: "OLMo 2",
  opt: "OPT",
  phi: "Phi",
  qwen2: "Qwen2",
  qwen3: "Qwen3",
  roberta: "RoBERTa",
  squeezebert: "SqueezeBERT",
  t5enc: "T5 encoder",
  xlnet: "XLNet",
};

/** A file of the zoo and what became of it: its worst relative error, or why its layers cannot be read. */
export interface Outcome {
  readonly name: string;
  readonly found: number | string;
}

/** Measures one file of the zoo, unpacked into `folder`. */
export async function outcomeOf(folder: string, name: string): Promise<Outcome> {
  if (!withoutLayers.includes(name)) {
    const { errors } = await measureTap(folder, name, [truthOf(name).layers]);
    return { name, found: Math.max(...errors) };
  }
  const plan = planTap(unpack(folder, name), [truthOf(name).layers]);
  closeTap(plan);
  return { name, found: plan.declaredOutputs ?? "" };
}

/** The table and the reasons below it, as Markdown. */
export async function familyTable(measured: readonly Outcome[]): Promise<string> {
  const outcomes = measured.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const known = Object.keys(families);
  const unknown = outcomes.find(({ name }) => !known.some((family) => name.startsWith(`${family}.`)));
  if (unknown) throw new Error(`no row for ${unknown.name}`);
  const reasons = [...new Set(outcomes.flatMap(({ found }) => (typeof found === "string" ? [found] : [])))];
  const rows = Object.entries(families).map(([family, title]) => {
    const own = outcomes.filter(({ name }) => name.startsWith(`${family}.`));
    return [
      title,
      ...shown.map((style) =>
        cell(
          own.filter(({ name }) => styleOf(name) === style),
          reasons,
        ),
      ),
    ];
  });
  const table = [["family", ...shown], shown.concat("").map(() => "---"), ...rows];
  const lines = table.map((cells) => `| ${cells.join(" | ")} |`);
  const notes = reasons.map((reason, index) => `${index + 1}. Declared outputs as layers: ${reason}.`);
  const options = await resolveConfig(page);
  return format([...lines, "", ...notes].join("\n"), { ...options, parser: "markdown" });
}

function styleOf(name: string): string | undefined {
  return styles.find(([, pattern]) => pattern.test(name))?.[0];
}

function cell(outcomes: readonly Outcome[], reasons: readonly string[]): string {
  if (outcomes.length === 0) return "";
  const [reason] = outcomes.flatMap(({ found }) => (typeof found === "string" ? [found] : []));
  if (reason !== undefined) return `outputs (${reasons.indexOf(reason) + 1})`;
  return `✓ ${Math.max(...outcomes.map(({ found }) => Number(found))).toExponential(0)}`;
}

/** The table in CONTRIBUTING.md. */
export function tableInPage(): string {
  return section.exec(readFileSync(page, "utf8"))?.[2]?.trim() ?? "";
}

/** A table without its numbers, which differ a little from processor to processor, and the numbers. */
export function taken(table: string): { words: string; errors: number[] } {
  const errors = [...table.matchAll(/✓ (\S+)/g)].map(([, error]) => Number(error));
  return { words: table.replaceAll(/✓ \S+/g, "✓").replaceAll(/[ -]+/g, " ").trim(), errors };
}

if (process.argv[1] === import.meta.filename && process.argv.includes("--write")) {
  const folder = mkdtempSync(path.join(tmpdir(), "strata-families-"));
  const outcomes: Outcome[] = [];
  for (const name of [...zoo, ...withoutLayers]) outcomes.push(await outcomeOf(folder, name));
  rmSync(folder, { recursive: true });
  const table = await familyTable(outcomes);
  writeFileSync(page, readFileSync(page, "utf8").replace(section, `$1\n\n${table}\n$3`));
}
