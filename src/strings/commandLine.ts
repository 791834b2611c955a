import { poolings } from "../protocol/poolings.ts";
import type { RunResult, Stage, StoppedFit } from "../protocol/engine.ts";
import type { Reading } from "../protocol/reading.ts";
import type { Summary, SummaryProblem } from "../protocol/summary.ts";
import type { TaskInfo } from "../protocol/tasks.ts";
import { count, duration, grouped, nounOf, percent, stageNames, shortNumber } from "../strings.ts";
import { deviceWords } from "./deviceNames.ts";
import { drawingWords } from "./drawingWords.ts";
import { fitText } from "./fitting.ts";
import { noticeWords } from "./notices.ts";
import { projectionWords, taskWords } from "./taskWords.ts";
import { dialectWords, effectSummary, effectWords, readingNoticeWords, turnNames } from "./reading.ts";
import { largest, smallest } from "../protocol/largest.ts";

/** Options of every command that takes a model. */
const fetching = `  --models DIR         where fetched models are kept (default: embedding-strata/models in the user's cache folder)
  --hub-host URL       the hub or a mirror (default: HF_ENDPOINT, else https://huggingface.co); a token is read from
                       HF_TOKEN, a proxy from HTTPS_PROXY
  --offline            make no request (default where HF_HUB_OFFLINE is 1)`;

/** Options of every command that draws a file: how it is read, and through what. */
const drawing = `  --model MODEL        a folder, an .onnx file, or a repository of the Hugging Face hub: org/name, org/name/file.onnx;
                       one that is not on this machine is fetched (default: the bundled all-MiniLM-L6-v2)
${fetching}
  --text-field FIELD   field with the text, or the path of another array's: data[].paragraphs[].context
                       (default: found by itself)
  --label-field FIELD  field with the label; none takes no label, where no field is called so (default: found by itself)
  --encoding NAME      encoding of the file, as in utf8, windows1252, shiftjis (default: found by itself)
  --delimiter CHARS    what is between the cells of a table: comma, semicolon, tab, pipe, colon, space, none, or the
                       characters themselves (default: found by itself)
  --quote QUOTE        double, single or none (default: found by itself)
  --header yes|no|auto whether the first row names the columns (default: auto)
  --array PATH         array of a JSON file whose items are the records, as in data[].paragraphs[].qas[]
                       (default: the one with most records)
  --turns TURNS        what of a conversation is a record: conversation, last-user, first-user, last-answer or each
  --strict             draw nothing and exit with 1 where anything was not read as it is meant
  --points KIND        records, or tokens: each token of a record is a point, with its place in the file
                       (default: records)
  --pooling NAME       auto, ${poolings.map(({ id }) => id).join(", ")}, flatten:N, or a module ./pool.mjs
                       (default: auto, as the model's authors do)
  --layers LAYERS      layers to compute, as in 0-3,6,last (default: all)
  --layer-pooling L=P  another pooling for one layer, as in 3=cls; may be repeated
  --extra-layer T[:P]  another tensor of the graph, as \`layers --all\` names it, and its pooling; may be repeated
  --max-tokens N       tokens read of each record (default: as the model's authors do)
  --device NAME        auto, webgpu, cuda, dml, coreml or cpu (default: auto, the fastest that computes as the CPU does)`;

const fitOn = `  --fit-on FILE        draw in the axes of another file, fitted on it with the same options, or of a projection
                       that was fitted before and --export reducer wrote: NAME.reducer.safetensors`;

/** What the command line prints. */
export const commandLine = {
  usages: {
    visualize: (
      tasks: readonly TaskInfo[],
      exports: readonly { readonly id: string }[],
    ): string => `Usage: embedding-strata visualize FILE [options]

Reads every record of FILE through a transformer and writes a page with the picture of all layers. Of a file of
coordinates (layers-travel's all_layerwise_embeddings.json) the picture is drawn as it is given, without a model; of
NAME.strata.json the file it names, as its settings say.

  --out DIR            where the page goes (default: FILE's name with -strata, here)
${drawing}

${projectionWords(tasks)}
${fitOn}

  --states             also write states.safetensors (layer.0 … layer.L) and records.jsonl
  --export KINDS       also write ${exports.map(({ id }) => id).join(", ")}; several with commas between
  --no-texts           write no text of any record: neither shown nor embedded
  --cache DIR          where computed states are kept (default: cache in the --out folder)
  --json               print the summary as JSON, with all problems
  --help               print this`,
    analyse: (tasks: readonly TaskInfo[]): string => `Usage: embedding-strata analyse FILE TASK [options]

Reads every record of FILE through a transformer, as \`visualize\` does, and prints what TASK says of its hidden states.

${tasks
  .filter(({ stage }) => stage !== "projection")
  .map(taskWords)
  .join("\n\n")}

  --against FILE       the other file, for a task that compares; read with the same options
${drawing}

${projectionWords(tasks)}
${fitOn}

  --cache DIR          where computed states and results are kept (default: cache in FILE's name with -strata, as
                       \`visualize\` has it)
  --json               print all numbers as JSON; points are counted from 0
  --help               print this`,
    layers: `Usage: embedding-strata layers MODEL [options]

Prints the layers of MODEL: where each is in the graph, its operator, its shape and the parameters of its block. MODEL
is a folder, an .onnx file, or a repository of the Hugging Face hub, fetched where it is not here.

  --all                also every other tensor with a vector for each token: what --extra-layer takes
  --json               print the table as JSON
${fetching}
  --help               print this`,
    hiddenStates: `Usage: embedding-strata hidden-states MODEL --feeds FEEDS --out FILE

Writes the hidden states of every layer of MODEL for given inputs, token by token, to compare them with another
library's. MODEL is a folder, an .onnx file, or a repository of the Hugging Face hub, fetched where it is not here.

  --feeds FEEDS        JSON object of the model's inputs by name: {"input_ids": {"dims": [1, 3], "data": [5, 6, 7]}, …};
                       caches and positions may be left out
  --out FILE           safetensors: layer.0 … layer.L, the last one after the final norm where there is one, and raw.L
                       before it, float32 [batch, tokens, hidden]
${fetching}
  --help               print this`,
  },
  statesWritten: (names: readonly string[], rows: number, tokens: number, file: string) =>
    `${names[0] ?? ""} … ${names.at(-1) ?? ""} of ${count(rows, "text")} of ${count(tokens, "token")}: ${file}`,
  /** As compilers write them, so that a terminal makes the place a link. */
  problem: (file: string, { line, column, reason, effect }: SummaryProblem) =>
    `${file}:${line}:${column} ${reason} (${effectWords[effect]})`,
  moreProblems: (more: number) => `and ${grouped(more)} more; --json lists all of them`,
  kept: (done: number, { records, kind }: RunResult) =>
    `Stopped after ${grouped(done)} of ${count(records, nounOf(kind))}. What is done is kept; the same command reads the rest.`,
  stoppedEarly: (drawing: string, { begun, layers }: StoppedFit) =>
    `${drawing}: ${fitText.early({ begun, layers })}. ${fitText.earlyTitle({ begun, layers })}`,
  /** `projections`: those there are. */
  summary: (summary: Summary, projections: readonly TaskInfo[]): string => {
    const { result } = summary;
    const [first, last] = [summary.layers.at(0), summary.layers.at(-1)];
    const repeats = result.records - result.distinct;
    const repeated = repeats === 0 ? "" : `, ${count(repeats, "repetition")} of others`;
    const fields = [
      summary.textField === undefined ? undefined : `text in "${summary.textField}"`,
      labelsOf(summary),
      effectSummary(summary.effects),
    ];
    const isGiven = result.given === true;
    const passed = (Object.keys(stageNames) as Stage[]).filter(
      (stage) => !isGiven || (stage !== "load" && stage !== "run"),
    );
    const stages = passed.map((stage) => `${stage} ${duration(result.seconds[stage])}`);
    const read = [
      ["records", [pointWords(summary), ...fields].filter((part) => part !== undefined && part !== "").join(" · ")],
      ["read as", readingWords(isGiven ? { ...summary.reading, array: undefined } : summary.reading)],
      ...(isGiven ? dataSetRows(summary.reading) : []),
    ];
    const ofModel = [
      [
        "model",
        `${result.model} · ${result.layers.length} layers of ${widthsOf(result.widths)} · ${originWords(result)}`,
      ],
      ...(result.truncated > 0 ? [["cut", cutWords(result)]] : []),
      ["device", deviceWords(result.device)],
      ["computed", `${grouped(result.computed)} computed, ${grouped(result.cached)} from the cache${repeated}`],
    ];
    const isLinear = summary.layers.some(({ explained }) => explained !== undefined);
    const early = result.stoppedEarly === undefined ? [] : [fitText.early(result.stoppedEarly)];
    const drawn = [
      ["picture", [drawingWords(result.drawing, projections), ...early].join(" · ")],
      ["time", [...stages, `total ${duration(result.seconds.total)}`].join(" · ")],
      [
        "variance",
        `kept by the picture: ${[first, ...(last === first ? [] : [last])].map((layer) => `${layerWords(layer?.name)} ${keptWords(layer?.explained)}`).join(" · ")}`,
      ],
      ["page", summary.page],
    ];
    const given = [["layers", `${count(result.layers.length, "layer")}, ${result.model}`]];
    const rows = [
      ...read,
      ...(isGiven ? given : ofModel),
      ...drawn.filter(([name]) => isLinear || name !== "variance"),
    ];
    const notices = [...summary.reading.notices.map(readingNoticeWords), ...result.notices.map(noticeWords)];
    for (const { sentence } of notices) rows.push(["note", sentence]);
    return rows.map(([name, words]) => `${(name ?? "").padEnd(10)}${words ?? ""}`).join("\n");
  },
} as const;

/** `UTF-8 · semicolon, quoted, header`: how the file was read. */
function readingWords({ encoding, dialect, array, turns }: Reading): string {
  return [
    encoding,
    dialect && dialectWords(dialect),
    array === undefined || array === "[]" ? undefined : `items of ${array}`,
    turns && turnNames[turns],
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}

/** Which of several data sets was taken, and how to take another. */
function dataSetRows({ array, arrays }: Reading): readonly string[][] {
  const others = arrays.map(({ path }) => path).filter((path) => path !== array);
  if (array === undefined || others.length === 0) return [];
  return [["data set", `"${array}"; --array takes another: ${others.map((path) => `"${path}"`).join(", ")}`]];
}

/** `embedding`, `layer 3`. */
function layerWords(name = ""): string {
  return /^\d/.test(name) ? `layer ${name}` : name;
}

function labelsOf({ labelField, labels, labelRange }: Summary): string | undefined {
  if (labelField === undefined) return undefined;
  if (labelRange === undefined) return `${count(labels, "label")} in "${labelField}"`;
  const [least, most] = labelRange;
  return `numbers from ${shortNumber(least)} to ${shortNumber(most)} in "${labelField}"`;
}

/** `12 tokens of 3 records`, or the records alone. */
function pointWords({ records, tokens }: Summary): string {
  if (tokens === undefined) return count(records, "record");
  // Of tokens that were computed before nobody knows how many records they were of.
  return tokens === records ? count(tokens, "token") : `${count(tokens, "token")} of ${count(records, "record")}`;
}

function cutWords({ truncated, kind }: RunResult): string {
  const cut = "longer than the model reads";
  return kind === "tokens" ? `${count(truncated, "token")} of records ${cut}` : `${count(truncated, "record")} ${cut}`;
}

function originWords({ pooling, maxTokens }: RunResult): string {
  const most = maxTokens === undefined ? undefined : `at most ${maxTokens} tokens`;
  return [pooling, most].filter((part) => part !== undefined).join(" · ");
}

function keptWords(share: number | undefined): string {
  return share === undefined ? "–" : percent(share);
}

/** `384`, or `384 to 1536` where layers differ. */
function widthsOf(widths: readonly number[]): string {
  const [least, most] = [smallest(widths), largest(widths)];
  return least === most ? String(least) : `${least} to ${most}`;
}
