import * as l10n from "@vscode/l10n";
import type { ModelErrorDetails } from "../protocol/modelErrors.ts";
import type { FailureMessage } from "../protocol/panel.ts";
import { deviceName } from "./deviceNames.ts";
import { exportRemedy, fileWords } from "./fileWords.ts";

const space = (bytes: number) => (bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);

/** The words for failures around choosing, fetching and running models. */
export const modelFailures: {
  readonly [C in keyof ModelErrorDetails]: (detail: ModelErrorDetails[C]) => FailureMessage;
} = {
  modelNameInvalid: ({ model }) => ({
    title: l10n.t('There is no model "{0}"', model),
    explanation: l10n.t(
      "{0} is neither a folder, nor an .onnx file, nor the name of a repository (org/name, or gpt2).",
      model,
    ),
    remedy: l10n.t("Strata: Choose Model lists what is on this machine."),
  }),
  modelNotOnDisk: ({ model }) => ({
    title: l10n.t("The model is not on this machine"),
    explanation: l10n.t("{0} was not downloaded yet.", model),
    remedy: l10n.t("Download it, or choose another model."),
  }),
  modelFileMissing: ({ id, file, files }) => ({
    title: l10n.t("The repository has no such file"),
    explanation:
      files === ""
        ? l10n.t("{0} has no {1}; it holds no ONNX files at all.", id, file)
        : l10n.t("{0} has no {1}; it has {2}.", id, file, files),
    remedy: l10n.t("Choose a repository with an ONNX export, often named onnx-community/… or Xenova/…."),
  }),
  fileWrong: ({ path, wanted, found }) => fileWords(path, wanted, found),
  modelNotExported: ({ folder, found }) => ({
    title: l10n.t("The model is not in ONNX's format"),
    explanation: l10n.t("{0} has {1}, and no .onnx file.", folder, found),
    remedy: exportRemedy,
  }),
  weightsMissing: ({ path, location }) => ({
    title: l10n.t("The model's weights are missing"),
    explanation: l10n.t("{0} keeps its weights in {1}, which is not beside it.", path, location),
    remedy: l10n.t("Put that file into the same folder, under that name; it comes from where the model came from."),
  }),
  tokenizerMissing: ({ folder, found }) => ({
    title: l10n.t("The model has no tokenizer.json"),
    explanation:
      found === ""
        ? l10n.t("{0} has no tokenizer at all.", folder)
        : l10n.t("{0} has only {1}, which Python alone can read.", folder, found),
    remedy: l10n.t(
      "Put the tokenizer.json of the original model beside it, or make one in Python: {0}.",
      "AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)",
    ),
  }),
  modelChanged: ({ path }) => ({
    title: l10n.t("The model was replaced during the run"),
    explanation: l10n.t("{0} is no longer the file the run began with. What was computed before is kept.", path),
    remedy: l10n.t("Visualize again, and all texts are read by the model as it is now."),
  }),
  feedsWrong: ({ input, reason }) => ({
    title: l10n.t("The model cannot be fed"),
    explanation: `${input}: ${reason}.`,
    remedy: l10n.t(
      "The feeds are a JSON object of inputs by name: {0}.",
      '{"input_ids": {"dims": [1, 3], "data": [5, 6, 7]}}',
    ),
  }),
  hubOffline: ({ id }) => ({
    title: l10n.t("Strata is offline"),
    explanation: l10n.t(
      "{0} is not on this machine, and requests are forbidden (strata.offline, --offline, HF_HUB_OFFLINE).",
      id,
    ),
    remedy: l10n.t("Allow them, or choose a model that is on disk."),
  }),
  hubUnreachable: ({ host, reason }) => ({
    title: l10n.t("The hub cannot be reached"),
    explanation: `${host}: ${reason}.`,
    remedy: l10n.t("Check the connection, the proxy (http.proxy) and the setting strata.hubHost."),
  }),
  hubUnauthorized: ({ id, host, hasToken }) => ({
    title: hasToken ? l10n.t("The hub does not accept the token") : l10n.t("The hub wants to know who asks"),
    explanation: hasToken
      ? l10n.t("{0} does not show {1} with this token.", host, id)
      : l10n.t("{0} does not show {1} without a token: it is private or does not exist.", host, id),
    remedy: l10n.t("Check the name, and set a token with Strata: Set Hub Token."),
  }),
  hubGated: ({ id, host }) => ({
    title: l10n.t("The model's terms must be accepted first"),
    explanation: l10n.t("{0} is gated: its authors decide who may download it.", id),
    remedy: l10n.t(
      "Accept the terms on {0}, then set a token of your account with Strata: Set Hub Token.",
      `${host}/${id}`,
    ),
  }),
  hubForbidden: ({ id, host }) => ({
    title: l10n.t("The hub refuses the download"),
    explanation: l10n.t("{0} does not allow this token to read {1}.", host, id),
    remedy: l10n.t("Give the token read access to the repository, or set another one with Strata: Set Hub Token."),
  }),
  hubNotFound: ({ id, host }) => ({
    title: l10n.t("There is no such repository"),
    explanation: l10n.t("{0} knows no {1}.", host, id),
    remedy: l10n.t("Check the spelling: org/name, as in the address of its page. A private one needs a token."),
  }),
  hubFileNotFound: ({ id, file, host }) => ({
    title: l10n.t("The file is gone from the repository"),
    explanation: l10n.t("{0} has no {1} in {2}, though its listing names it.", host, file, id),
    remedy: l10n.t("The authors may be changing it. Try again in a while."),
  }),
  hubRevisionNotFound: ({ id, revision, host }) => ({
    title: l10n.t("The repository has no such version"),
    explanation: l10n.t("{0} knows {1}, but not its version {2}.", host, id, revision),
    remedy: l10n.t("The authors may be changing it. Try again in a while, or choose another repository."),
  }),
  hubFailed: ({ url, status }) => ({
    title: l10n.t("The hub answered with an error"),
    explanation: l10n.t("{0}: status {1}.", url, status),
    remedy: l10n.t("Try again in a while; what was downloaded is kept."),
  }),
  downloadDamaged: ({ url, reason }) => ({
    title: l10n.t("The download is damaged"),
    explanation: `${url}: ${reason}.`,
    remedy: l10n.t("It was thrown away. Download it again."),
  }),
  diskFull: ({ folder, needed }) => ({
    title: l10n.t("The disk is full"),
    explanation: l10n.t("{0} needs {1} more.", folder, space(needed)),
    remedy: l10n.t("Free space and download again; what is there is kept."),
  }),
  storeNotWritable: ({ folder, reason }) => ({
    title: l10n.t("The folder of the models cannot be written"),
    explanation: `${folder}: ${reason}.`,
    remedy: l10n.t("Check its permissions."),
  }),
  cancelled: ({ what }) => ({
    title: l10n.t("Cancelled"),
    explanation: l10n.t("{0} was stopped.", what),
    remedy: l10n.t("What is there is kept."),
  }),
  everyTextFailed: ({ path, reason }) => ({
    title: l10n.t("The model fails at every text"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Choose another export of the model, and check that its tokenizer.json is the model's own."),
  }),
  layerUnknown: ({ layer, layers }) => ({
    title: l10n.t('There is no layer "{0}"', layer),
    explanation: l10n.t("The model has {0}.", layers),
    remedy: l10n.t("Change the setting strata.layers; Strata: Show Layers lists them."),
  }),
  tensorUnknown: ({ tensor, path }) => ({
    title: l10n.t("There is no such tensor"),
    explanation: l10n.t("{0} has no tensor {1} with a token axis.", path, tensor),
    remedy: l10n.t("Change the setting strata.extraLayers; Strata: Show Layers lists the tensors."),
  }),
  poolingModule: ({ path, reason }) => ({
    title: l10n.t("The pooling module cannot be used"),
    explanation: `${path}: ${reason}.`,
    remedy: l10n.t("Its default export takes the states of one text, [tokens × width], and returns one vector."),
  }),
  promptUnknown: ({ prompt, prompts }) => ({
    title: l10n.t('The model has no prompt "{0}"', prompt),
    explanation: prompts === "" ? l10n.t("Its authors offer none.") : l10n.t("It has {0}.", prompts),
    remedy: l10n.t("Change the setting strata.prompt."),
  }),
  deviceUnusable: ({ device, reason }) => ({
    title: l10n.t("The model cannot run on {0}", deviceName(device)),
    explanation: `${reason}.`,
    remedy: l10n.t("Choose another device with Strata: Choose Device; auto takes the fastest that works."),
  }),
  cudaUnavailable: ({ reason }) => ({
    title: l10n.t("CUDA cannot be installed here"),
    explanation: `${reason}.`,
    remedy: l10n.t("The other devices work as before."),
  }),
};
