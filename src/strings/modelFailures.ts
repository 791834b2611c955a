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
    title: `There is no model "${model}"`,
    explanation: `${model} is neither a folder, nor an .onnx file, nor the name of a repository (org/name, or gpt2).`,
    remedy: "Strata: Choose Model lists what is on this machine.",
  }),
  modelNotOnDisk: ({ model }) => ({
    title: "The model is not on this machine",
    explanation: `${model} was not downloaded yet.`,
    remedy: "Download it, or choose another model.",
  }),
  modelFileMissing: ({ id, file, files }) => ({
    title: "The repository has no such file",
    explanation: `${id} has no ${file}; ${files === "" ? "it holds no ONNX files at all" : `it has ${files}`}.`,
    remedy: "Choose a repository with an ONNX export, often named onnx-community/… or Xenova/….",
  }),
  fileWrong: ({ path, wanted, found }) => fileWords(path, wanted, found),
  modelNotExported: ({ folder, found }) => ({
    title: "The model is not in ONNX's format",
    explanation: `${folder} has ${found}, and no .onnx file.`,
    remedy: exportRemedy,
  }),
  weightsMissing: ({ path, location }) => ({
    title: "The model's weights are missing",
    explanation: `${path} keeps its weights in ${location}, which is not beside it.`,
    remedy: "Put that file into the same folder, under that name; it comes from where the model came from.",
  }),
  tokenizerMissing: ({ folder, found }) => ({
    title: "The model has no tokenizer.json",
    explanation: `${folder} has ${found === "" ? "no tokenizer at all" : `only ${found}, which Python alone can read`}.`,
    remedy:
      "Put the tokenizer.json of the original model beside it, or make one in Python: " +
      "AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER).",
  }),
  modelChanged: ({ path }) => ({
    title: "The model was replaced during the run",
    explanation: `${path} is no longer the file the run began with. What was computed before is kept.`,
    remedy: "Visualize again, and all texts are read by the model as it is now.",
  }),
  feedsWrong: ({ input, reason }) => ({
    title: "The model cannot be fed",
    explanation: `${input}: ${reason}.`,
    remedy: 'The feeds are a JSON object of inputs by name: {"input_ids": {"dims": [1, 3], "data": [5, 6, 7]}}.',
  }),
  hubOffline: ({ id }) => ({
    title: "Strata is offline",
    explanation: `${id} is not on this machine, and requests are forbidden (strata.offline, --offline, HF_HUB_OFFLINE).`,
    remedy: "Allow them, or choose a model that is on disk.",
  }),
  hubUnreachable: ({ host, reason }) => ({
    title: "The hub cannot be reached",
    explanation: `${host}: ${reason}.`,
    remedy: "Check the connection, the proxy (http.proxy) and the setting strata.hubHost.",
  }),
  hubUnauthorized: ({ id, host, hasToken }) => ({
    title: hasToken ? "The hub does not accept the token" : "The hub wants to know who asks",
    explanation: `${host} does not show ${id} ${hasToken ? "with this token" : "without a token: it is private or does not exist"}.`,
    remedy: "Check the name, and set a token with Strata: Set Hub Token.",
  }),
  hubGated: ({ id, host }) => ({
    title: "The model's terms must be accepted first",
    explanation: `${id} is gated: its authors decide who may download it.`,
    remedy: `Accept the terms on ${host}/${id}, then set a token of your account with Strata: Set Hub Token.`,
  }),
  hubForbidden: ({ id, host }) => ({
    title: "The hub refuses the download",
    explanation: `${host} does not allow this token to read ${id}.`,
    remedy: "Give the token read access to the repository, or set another one with Strata: Set Hub Token.",
  }),
  hubNotFound: ({ id, host }) => ({
    title: "There is no such repository",
    explanation: `${host} knows no ${id}.`,
    remedy: "Check the spelling: org/name, as in the address of its page. A private one needs a token.",
  }),
  hubFileNotFound: ({ id, file, host }) => ({
    title: "The file is gone from the repository",
    explanation: `${host} has no ${file} in ${id}, though its listing names it.`,
    remedy: "The authors may be changing it. Try again in a while.",
  }),
  hubRevisionNotFound: ({ id, revision, host }) => ({
    title: "The repository has no such version",
    explanation: `${host} knows ${id}, but not its version ${revision}.`,
    remedy: "The authors may be changing it. Try again in a while, or choose another repository.",
  }),
  hubFailed: ({ url, status }) => ({
    title: "The hub answered with an error",
    explanation: `${url}: status ${status}.`,
    remedy: "Try again in a while; what was downloaded is kept.",
  }),
  downloadDamaged: ({ url, reason }) => ({
    title: "The download is damaged",
    explanation: `${url}: ${reason}.`,
    remedy: "It was thrown away. Download it again.",
  }),
  diskFull: ({ folder, needed }) => ({
    title: "The disk is full",
    explanation: `${folder} needs ${space(needed)} more.`,
    remedy: "Free space and download again; what is there is kept.",
  }),
  storeNotWritable: ({ folder, reason }) => ({
    title: "The folder of the models cannot be written",
    explanation: `${folder}: ${reason}.`,
    remedy: "Check its permissions.",
  }),
  cancelled: ({ what }) => ({
    title: "Cancelled",
    explanation: `${what} was stopped.`,
    remedy: "What is there is kept.",
  }),
  everyTextFailed: ({ path, reason }) => ({
    title: "The model fails at every text",
    explanation: `${path}: ${reason}.`,
    remedy: "Choose another export of the model, and check that its tokenizer.json is the model's own.",
  }),
  layerUnknown: ({ layer, layers }) => ({
    title: `There is no layer "${layer}"`,
    explanation: `The model has ${layers}.`,
    remedy: "Change the setting strata.layers; Strata: Show Layers lists them.",
  }),
  tensorUnknown: ({ tensor, path }) => ({
    title: "There is no such tensor",
    explanation: `${path} has no tensor ${tensor} with a token axis.`,
    remedy: "Change the setting strata.extraLayers; Strata: Show Layers lists the tensors.",
  }),
  poolingModule: ({ path, reason }) => ({
    title: "The pooling module cannot be used",
    explanation: `${path}: ${reason}.`,
    remedy: "Its default export takes the states of one text, [tokens × width], and returns one vector.",
  }),
  promptUnknown: ({ prompt, prompts }) => ({
    title: `The model has no prompt "${prompt}"`,
    explanation: prompts === "" ? "Its authors offer none." : `It has ${prompts}.`,
    remedy: "Change the setting strata.prompt.",
  }),
  deviceUnusable: ({ device, reason }) => ({
    title: `The model cannot run on ${deviceName(device)}`,
    explanation: `${reason}.`,
    remedy: "Choose another device with Strata: Choose Device; auto takes the fastest that works.",
  }),
  cudaUnavailable: ({ reason }) => ({
    title: "CUDA cannot be installed here",
    explanation: `${reason}.`,
    remedy: "The other devices work as before.",
  }),
};
