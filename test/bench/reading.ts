import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { output } from "./output.ts";
import { median, times, type Bench, type Row } from "./row.ts";
import { mixedLines } from "./texts.ts";

const SIZE = 100e6;
/** Texts that are written again and again with another number; the reader sees each record once. */
const TEXTS = 2000;

interface Layout {
  readonly extension: string;
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  readonly record: (text: string, number: number) => string;
}

const label = (number: number) => ["calm", "angry", "happy"][number % 3] ?? "";
const object = (text: string, number: number) => JSON.stringify({ id: number, text, label: label(number) });
const lines = { head: "", between: "\n", tail: "\n" };

const layouts: readonly Layout[] = [
  { ...lines, extension: "txt", record: (text, number) => `${text} ${number}` },
  { ...lines, extension: "jsonl", record: object },
  { extension: "json", head: "[\n", between: ",\n", tail: "\n]\n", record: object },
  {
    ...lines,
    extension: "csv",
    head: "id,text,label\n",
    // Every tenth text has quotes inside.
    record: (text, number) => `${number},"${text}, ${number % 10 === 0 ? '""said""' : "said"}",${label(number)}`,
  },
  {
    ...lines,
    extension: "tsv",
    head: "id\ttext\tlabel\n",
    record: (text, number) => `${number}\t${text}\t${label(number)}`,
  },
];

/** From a file of 100 MB to its records with their places, in a new process, beside the decoding that comes first. */
export const reading: Bench = {
  id: "reading",
  run: ({ runs }) => {
    const folder = mkdtempSync(path.join(tmpdir(), "strata-reading-"));
    try {
      return Promise.resolve(layouts.flatMap((layout) => measure(write(folder, layout), layout.extension, runs)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Writes a file of 100 MB piece by piece. */
function write(folder: string, { extension, head, between, tail, record }: Layout): string {
  const file = path.join(folder, `large.${extension}`);
  const texts = mixedLines(TEXTS, 3);
  const open = openSync(file, "w");
  let written = writeSync(open, head);
  for (let number = 0; written < SIZE;) {
    const piece = texts.map((text) => record(text, number++));
    written += writeSync(open, `${number > TEXTS ? between : ""}${piece.join(between)}`);
  }
  writeSync(open, tail);
  closeSync(open);
  return file;
}

interface Reading {
  readonly seconds: number;
  /** Bytes of memory at most, above those of the process before it read. */
  readonly peak: number;
}

function measure(file: string, format: string, runs: number): Row[] {
  const program = path.join(import.meta.dirname, "readProcess.ts");
  const read = (side: string) => JSON.parse(output(process.execPath, [program, side, file])) as Reading;
  const ours: Reading[] = [];
  const decoded: Reading[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(read("ours"));
    decoded.push(read("decoded"));
  }
  const [time, bare] = [ours, decoded].map((readings) => median(readings.map(({ seconds }) => seconds)));
  const peak = median(ours.map((reading) => reading.peak));
  const what = `reading 100 MB of ${format}`;
  const speed = (seconds = NaN) => `${Math.round(SIZE / 1e6 / seconds)} MB/s`;
  return [
    {
      what,
      ours: speed(time),
      peer: "decoding it",
      theirs: speed(bare),
      ratio: times((time ?? NaN) / (bare ?? NaN)),
      goal: "–",
    },
    {
      what: `${what}: memory at most`,
      ours: `${Math.round(peak / 1e6)} MB`,
      peer: "the file",
      theirs: "100 MB",
      ratio: times(peak / SIZE),
      goal: "≤ 3 ×",
    },
  ];
}
