import type { ErrorCode, ErrorDetails, Failure } from "./protocol/errors.ts";
import type { Progress, Stage } from "./protocol/engine.ts";
import type { FailureMessage } from "./protocol/panel.ts";
import { fileFailures } from "./strings/fileFailures.ts";
import { findFailures } from "./strings/findFailures.ts";
import { modelFailures } from "./strings/modelFailures.ts";
import { count, countOf, nounOf } from "./strings/counts.ts";
import { duration, grouped } from "./strings/numbers.ts";

export { count, countOf, nounOf, type Noun } from "./strings/counts.ts";
export { duration, fileSize, grouped, megabytes, percent, shortNumber } from "./strings/numbers.ts";

/** Every sentence a user reads. Short main clauses, present tense; a failure says what, why with the place, what to do. */

export const productName = "Embedding Strata";

const failures: { readonly [C in ErrorCode]: (detail: ErrorDetails[C]) => FailureMessage } = {
  ...fileFailures,
  ...modelFailures,
  ...findFailures,
  noRecords: ({ path, lines, problem }) => ({
    title: "No records found",
    explanation:
      `${path} has ${count(lines, "line")} and none of them holds a text` +
      (problem === undefined ? "." : `; ${problem}.`),
    remedy: "Write one text or one JSON object per line.",
  }),
  noFiles: ({ path }) => ({
    title: "No files found",
    explanation: `There is no file in ${path}.`,
    remedy: "Choose another folder or pattern.",
  }),
  noSymbols: ({ path }) => ({
    title: "No symbols found",
    explanation: `No extension tells the functions and classes of ${path}.`,
    remedy: "Install the extension of its language, or visualize its lines.",
  }),
  problemsFound: ({ path, effects }) => ({
    title: "The file has problems",
    explanation: `${path}: ${effects}.`,
    remedy: "Nothing is drawn. Mend these places, or leave out --strict.",
  }),
  fieldMissing: ({ path, field, fields }) => ({
    title: `There is no field "${field}"`,
    explanation: `The records of ${path} have ${fields === "" ? "no fields" : fields}.`,
    remedy: fields === "" ? "Read this file without choosing a field." : "Choose one of these fields.",
  }),
  arrayMissing: ({ array, arrays }) => ({
    title: `There is no array "${array}"`,
    explanation: arrays === "" ? "The file has no arrays of records." : `The file has ${arrays}.`,
    remedy: arrays === "" ? "Read this file without choosing an array." : "Choose one of these arrays.",
  }),
  coordinatesNotReadable: ({ path, line, reason }) => ({
    title: "The coordinates cannot be read",
    explanation: `${path}:${line}: ${reason}.`,
    remedy: "Every layer needs the same items in the same order. Mend the place, or choose another part of the file.",
  }),
  noTextField: ({ path, fields, problem }) => ({
    title: "No text field found",
    explanation:
      `No field of ${path} holds text. The records have ${fields === "" ? "no fields" : fields}.` +
      (problem === undefined ? "" : ` The first problem: ${problem}.`),
    remedy: "Add a field with text, or choose the field to read.",
  }),
  modelNotFound: ({ folder, file }) => ({
    title: "The model is incomplete",
    explanation: `${folder} has no ${file}.`,
    remedy: "Choose a folder with config.json, tokenizer.json and onnx/model.onnx.",
  }),
  modelNotReadable: ({ path, reason }) => ({
    title: "The model cannot be read",
    explanation: `${path}: ${reason}.`,
    remedy:
      "Where the file is damaged or half downloaded, fetch it again; otherwise choose another export of the model.",
  }),
  modelNotTransformer: ({ path, reason }) => ({
    title: "No transformer layers found",
    explanation: `${path}: ${reason}.`,
    remedy: "Choose an ONNX export of a transformer.",
  }),
  modelUnfit: ({ path, reason }) => ({
    title: "This export cannot read texts",
    explanation: `${path}: ${reason}.`,
    remedy: "Choose an export that takes token ids and a mask, both [batch, tokens] of any size.",
  }),
  modelTapWrong: ({ path, reason }) => ({
    title: "The layers of this model cannot be trusted",
    explanation: `${path}: ${reason}.`,
    remedy: "Nothing is drawn from it. Choose another export of the model.",
  }),
  modelExternalData: ({ path, location }) => ({
    title: "The model points outside its folder",
    explanation: `${path} wants to read its weights from ${location}.`,
    remedy: "A model may only read files inside its own folder. Do not trust this one.",
  }),
  tokenizerUnsupported: ({ path, reason }) => ({
    title: "The tokenizer cannot be used",
    explanation: `${path}: ${reason}.`,
    remedy: "Choose a model with a tokenizer.json of Hugging Face's tokenizers.",
  }),
  modelRunFailed: ({ path, reason }) => ({
    title: "The model stopped",
    explanation: `${path}: ${reason}.`,
    remedy: "What is done is kept; the log has the details. Where it always stops, choose another export of the model.",
  }),
  cacheNotWritable: ({ folder, reason }) => ({
    title: "The cache cannot be written",
    explanation: `${folder}: ${reason}.`,
    remedy:
      "What is computed stays in memory, and saving is tried again; once the memory for it is used up, the picture shows what there is. Free space or choose another cache folder.",
  }),
  cacheNotReadable: ({ path, reason }) => ({
    title: "A part of the cache is not used",
    explanation: `${path}: ${reason}.`,
    remedy: "Its records are computed again.",
  }),
  cacheDamaged: ({ path, reason }) => ({
    title: "A damaged file of the cache was set aside",
    explanation: `${path}: ${reason}.`,
    remedy: "Its records are computed again.",
  }),
  cacheRowsLost: ({ folder, records }) => ({
    title: "Records vanished from the cache",
    explanation: `${count(records, "record")} in ${folder} were removed or damaged while they were read.`,
    remedy: "Run Visualize Embeddings again; what is missing is computed again.",
  }),
  bundleNotReadable: ({ path, reason }) => ({
    title: "The states cannot be read",
    explanation: `${path}: ${reason}.`,
    remedy: "Open the states.safetensors of a run, as visualize --states writes it, with its records.jsonl beside it.",
  }),
  bundleUnfit: ({ path, points }) => ({
    title: "The states belong to other texts",
    explanation: `${path} has states of ${count(points, "text")}, and records.jsonl beside it holds none of these.`,
    remedy: "Put the two files of one run beside each other.",
  }),
  settingsFileNotReadable: ({ path, reason }) => ({
    title: "The picture settings cannot be used",
    explanation: `${path}: ${reason}.`,
    remedy: "Mend the place, or save the settings of the picture anew: Strata: Save Picture Settings.",
  }),
  outputNotWritable: ({ path, reason }) => ({
    title: "The result cannot be written",
    explanation: `${path}: ${reason}.`,
    remedy: "Choose another folder with --out.",
  }),
  optionUnknown: ({ option, value, allowed }) => ({
    title: `${option} cannot be "${value}"`,
    explanation: `Allowed: ${allowed}.`,
    remedy: "Choose one of these.",
  }),
  engineStopped: ({ reason }) => ({
    title: "The engine stopped",
    explanation: `${reason}.`,
    remedy: "What is done is kept. Continue reads the rest.",
  }),
  engineKeepsStopping: ({ times, reason }) => ({
    title: "The engine keeps stopping",
    explanation: `It stopped ${times} times within a minute. ${reason}.`,
    remedy: "What is done is kept. The log says more; try again in a minute.",
  }),
  runUnknown: ({ run }) => ({
    title: "This picture is no longer loaded",
    explanation: `The engine was started again, and knows nothing of ${run.replace(/ \d+$/, "")}.`,
    remedy: "Continue, or run Visualize Embeddings again: what was computed comes from the cache.",
  }),
  notComparable: ({ path, model, otherPath, otherModel }) => ({
    title: "These files cannot be compared",
    explanation: `The hidden states of ${path} (${model}) and of ${otherPath} (${otherModel}) are not of the same model, read the same way.`,
    remedy: "Draw both files with the same model, layers, pooling and length.",
  }),
  recordUnknown: ({ record, records }) => ({
    title: "There is no such record",
    explanation: `Record ${record + 1} of ${records} was asked for.`,
    remedy: "Run Visualize Embeddings again.",
  }),
  internal: ({ reason }) => ({
    title: "Something unforeseen happened",
    explanation: `${reason}.`,
    remedy: "The log has the details.",
  }),
};

/** The words for a failure. */
export function failureMessage(failure: Failure): FailureMessage {
  const words = failures[failure.code] as (detail: Failure["detail"]) => FailureMessage;
  return words(failure.detail);
}

/** A failure as one line, for a terminal or the log. */
export function failureSentence(failure: Failure): string {
  const { title, explanation, remedy } = failureMessage(failure);
  return `${title}: ${explanation} ${remedy}`.replaceAll("..", ".");
}

/** A sentence or name with its first letter large. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const stageNames: Readonly<Record<Stage, string>> = {
  read: "Read the file",
  load: "Load the model",
  run: "Run the model",
  align: "Align the layers",
};

/** One line about a run under way, with a count and a time left. */
export function progressSentence(progress: Progress): string {
  const parts = [stageNames[progress.stage]];
  if (progress.total > 0) parts.push(countOf(progress.done, progress.total, progress.kind));
  if (progress.recordsPerSecond !== undefined)
    parts.push(`${grouped(progress.recordsPerSecond)} ${nounOf(progress.kind)}s/s`);
  if (progress.secondsLeft !== undefined) parts.push(`about ${duration(Math.max(1, progress.secondsLeft))} left`);
  return parts.join(" · ");
}
