import * as l10n from "@vscode/l10n";
import type { ErrorCode, ErrorDetails, Failure } from "./protocol/errors.ts";
import type { PointKind, Progress, Stage } from "./protocol/engine.ts";
import type { FailureMessage } from "./protocol/panel.ts";
import { fileFailures } from "./strings/fileFailures.ts";
import { findFailures } from "./strings/findFailures.ts";
import { modelFailures } from "./strings/modelFailures.ts";
import { count, countOf } from "./strings/counts.ts";
import { declared } from "./strings/declared.ts";
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
    title: l10n.t("No records found"),
    explanation:
      problem === undefined
        ? l10n.t("{0} has {1} and none of them holds a text.", path, count(lines, "line"))
        : l10n.t("{0} has {1} and none of them holds a text; {2}.", path, count(lines, "line"), problem),
    remedy: l10n.t("Write one text or one JSON object per line."),
  }),
  noFiles: ({ path }) => ({
    title: l10n.t("No files found"),
    explanation: l10n.t("There is no file in {0}.", path),
    remedy: l10n.t("Choose another folder or pattern."),
  }),
  noSymbols: ({ path }) => ({
    title: l10n.t("No symbols found"),
    explanation: l10n.t("No extension tells the functions and classes of {0}.", path),
    remedy: l10n.t("Install the extension of its language, or visualize its lines."),
  }),
  problemsFound: ({ path, effects }) => ({
    title: l10n.t("The file has problems"),
    explanation: `${path}: ${effects}.`,
    remedy: l10n.t("Nothing is drawn. Mend these places, or leave out --strict."),
  }),
  fieldMissing: ({ path, field, fields }) => ({
    title: l10n.t('There is no field "{0}"', field),
    explanation:
      fields === ""
        ? l10n.t("The records of {0} have no fields.", path)
        : l10n.t("The records of {0} have {1}.", path, fields),
    remedy: fields === "" ? l10n.t("Read this file without choosing a field.") : l10n.t("Choose one of these fields."),
  }),
  arrayMissing: ({ array, arrays }) => ({
    title: l10n.t('There is no array "{0}"', array),
    explanation: arrays === "" ? l10n.t("The file has no arrays of records.") : l10n.t("The file has {0}.", arrays),
    remedy: arrays === "" ? l10n.t("Read this file without choosing an array.") : l10n.t("Choose one of these arrays."),
  }),
  coordinatesNotReadable: ({ path, line, reason }) => ({
    title: l10n.t("The coordinates cannot be read"),
    explanation: `${path}:${line}: ${reason}.`,
    remedy: l10n.t(
      "Every layer needs the same items in the same order. Mend the place, or choose another part of the file.",
    ),
  }),
  noTextField: ({ path, fields, problem }) => ({
    title: l10n.t("No text field found"),
    explanation: [
      fields === ""
        ? l10n.t("No field of {0} holds text. The records have no fields.", path)
        : l10n.t("No field of {0} holds text. The records have {1}.", path, fields),
      ...(problem === undefined ? [] : [l10n.t("The first problem: {0}.", problem)]),
    ].join(" "),
    remedy: l10n.t("Add a field with text, or choose the field to read."),
  }),
  modelNotFound: ({ folder, file }) => ({
    title: l10n.t("The model is incomplete"),
    explanation: l10n.t("{0} has no {1}.", folder, file),
    remedy: l10n.t("Choose a folder with config.json, tokenizer.json and onnx/model.onnx."),
  }),
  modelNotReadable: ({ path, reason }) => ({
    title: l10n.t("The model cannot be read"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t(
      "Where the file is damaged or half downloaded, fetch it again; otherwise choose another export of the model.",
    ),
  }),
  modelNotTransformer: ({ path, reason }) => ({
    title: l10n.t("No transformer layers found"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Choose an ONNX export of a transformer."),
  }),
  modelUnfit: ({ path, reason }) => ({
    title: l10n.t("This export cannot read texts"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Choose an export that takes token ids and a mask, both [batch, tokens] of any size."),
  }),
  modelTapWrong: ({ path, reason }) => ({
    title: l10n.t("The layers of this model cannot be trusted"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Nothing is drawn from it. Choose another export of the model."),
  }),
  modelExternalData: ({ path, location }) => ({
    title: l10n.t("The model points outside its folder"),
    explanation: l10n.t("{0} wants to read its weights from {1}.", path, location),
    remedy: l10n.t("A model may only read files inside its own folder. Do not trust this one."),
  }),
  tokenizerUnsupported: ({ path, reason }) => ({
    title: l10n.t("The tokenizer cannot be used"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Choose a model with a tokenizer.json of Hugging Face's tokenizers."),
  }),
  modelRunFailed: ({ path, reason }) => ({
    title: l10n.t("The model stopped"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t(
      "What is done is kept; the log has the details. Where it always stops, choose another export of the model.",
    ),
  }),
  cacheNotWritable: ({ folder, reason }) => ({
    title: l10n.t("The cache cannot be written"),
    explanation: `${folder}: ${reason}.`,
    remedy: l10n.t(
      "What is computed stays in memory, and saving is tried again; once the memory for it is used up, the picture shows what there is. Free space or choose another cache folder.",
    ),
  }),
  cacheNotReadable: ({ path, reason }) => ({
    title: l10n.t("A part of the cache is not used"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Its records are computed again."),
  }),
  cacheDamaged: ({ path, reason }) => ({
    title: l10n.t("A damaged file of the cache was set aside"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Its records are computed again."),
  }),
  cacheRowsLost: ({ folder, records }) => ({
    title: l10n.t("Records vanished from the cache"),
    explanation: l10n.t("{0} in {1} were removed or damaged while they were read.", count(records, "record"), folder),
    remedy: l10n.t("Run Visualize Embeddings again; what is missing is computed again."),
  }),
  bundleNotReadable: ({ path, reason }) => ({
    title: l10n.t("The states cannot be read"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t(
      "Open the states.safetensors of a run, as visualize --states writes it, with its records.jsonl beside it.",
    ),
  }),
  bundleUnfit: ({ path, points }) => ({
    title: l10n.t("The states belong to other texts"),
    explanation: l10n.t(
      "{0} has states of {1}, and records.jsonl beside it holds none of these.",
      path,
      count(points, "text"),
    ),
    remedy: l10n.t("Put the two files of one run beside each other."),
  }),
  settingsFileNotReadable: ({ path, reason }) => ({
    title: l10n.t("The picture settings cannot be used"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Mend the place, or save the settings of the picture anew: Strata: Save Picture Settings."),
  }),
  outputNotWritable: ({ path, reason }) => ({
    title: l10n.t("The result cannot be written"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Choose another folder with --out."),
  }),
  optionUnknown: ({ option, value, allowed }) => ({
    title: l10n.t('{0} cannot be "{1}"', option, value),
    explanation: l10n.t("Allowed: {0}.", allowed),
    remedy: l10n.t("Choose one of these."),
  }),
  reducerNotReadable: ({ path, reason }) => ({
    title: l10n.t("The axes of {0} cannot be read", path),
    explanation: `${reason}.`,
    remedy: l10n.t("Choose another picture to draw in the axes of, or the file's own axes."),
  }),
  reducerUnfit: ({ name, there, here }) => ({
    title: l10n.t("The axes of {0} do not fit this file", name),
    explanation: l10n.t("They were fitted on layers × width {0}; the hidden states here are {1}.", there, here),
    remedy: l10n.t("Draw both files through models whose layers are as wide."),
  }),
  noReducer: ({ path, projection }) => ({
    title: l10n.t("Nothing can be drawn in the axes of {0}", path),
    explanation: l10n.t("Its projection, {0}, cannot place further points.", projection),
    remedy: l10n.t("Draw it by a projection that can, as PCA or UMAP."),
  }),
  engineStopped: ({ reason }) => ({
    title: l10n.t("The engine stopped"),
    explanation: `${reason}.`,
    remedy: l10n.t("What is done is kept. Continue reads the rest."),
  }),
  engineKeepsStopping: ({ times, reason }) => ({
    title: l10n.t("The engine keeps stopping"),
    explanation: l10n.t("It stopped {0} times within a minute. {1}.", times, reason),
    remedy: l10n.t("What is done is kept. The log says more; try again in a minute."),
  }),
  runUnknown: ({ run }) => ({
    title: l10n.t("This picture is no longer loaded"),
    explanation: l10n.t("The engine was started again, and knows nothing of {0}.", run.replace(/ \d+$/, "")),
    remedy: l10n.t("Continue, or run Visualize Embeddings again: what was computed comes from the cache."),
  }),
  notComparable: ({ path, model, otherPath, otherModel }) => ({
    title: l10n.t("These files cannot be compared"),
    explanation: l10n.t(
      "The hidden states of {0} ({1}) and of {2} ({3}) are not of the same model, read the same way.",
      path,
      model,
      otherPath,
      otherModel,
    ),
    remedy: l10n.t("Draw both files with the same model, layers, pooling and length."),
  }),
  tooManyPoints: ({ task, points, most }) => ({
    title: l10n.t("There are too many points for {0}", declared(task)),
    explanation: l10n.t("It takes {0} points at most, and there are {1}.", grouped(most), grouped(points)),
    remedy: l10n.t("Choose another method, or draw a part of the file."),
  }),
  recordUnknown: ({ record, records }) => ({
    title: l10n.t("There is no such record"),
    explanation: l10n.t("Record {0} of {1} was asked for.", record + 1, records),
    remedy: l10n.t("Run Visualize Embeddings again."),
  }),
  internal: ({ reason }) => ({
    title: l10n.t("Something unforeseen happened"),
    explanation: `${reason}.`,
    remedy: l10n.t("The log has the details."),
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
  return `${title}: ${explanation} ${remedy}`.replaceAll(/(?<!\.)\.\.(?=\s|$)/g, ".");
}

/** A sentence or name with its first letter large. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const stageNames: Readonly<Record<Stage, string>> = {
  read: l10n.t("Read the file"),
  load: l10n.t("Load the model"),
  run: l10n.t("Run the model"),
  align: l10n.t("Align the layers"),
};

/** `120 records/s`. */
export function speed(perSecond: string, kind: PointKind): string {
  return kind === "tokens" ? l10n.t("{0} tokens/s", perSecond) : l10n.t("{0} records/s", perSecond);
}

/** One line about a run under way, with a count and a time left. */
export function progressSentence(progress: Progress): string {
  const parts = [stageNames[progress.stage]];
  if (progress.total > 0) parts.push(countOf(progress.done, progress.total, progress.kind));
  if (progress.recordsPerSecond !== undefined) parts.push(speed(grouped(progress.recordsPerSecond), progress.kind));
  if (progress.secondsLeft !== undefined)
    parts.push(l10n.t("about {0} left", duration(Math.max(1, progress.secondsLeft))));
  return parts.join(" · ");
}
