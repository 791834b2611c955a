import type { DeviceReport, DownloadProgress, LocalModel, ModelStyle, Provider } from "../protocol/models.ts";
import type { Suggestion } from "../protocol/suggestions.ts";
import { duration, fileSize } from "../strings.ts";
import { deviceName } from "./deviceNames.ts";
import { styleNames } from "./modelStyles.ts";
import { largest, smallest } from "../protocol/largest.ts";

const origins: Readonly<Record<LocalModel["origin"], string>> = {
  bundled: "comes with Strata",
  store: "downloaded",
  hubCache: "cache of Hugging Face",
  folder: "folder",
};

function times(speed: number | undefined): string {
  return speed === undefined ? "ran" : `ran, ${speed < 10 ? speed.toFixed(1) : Math.round(speed)} × the CPU`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function range(sizes: readonly number[]): string {
  const [least, most] = [smallest(sizes), largest(sizes)];
  return least === most ? fileSize(least) : `${fileSize(least)} to ${fileSize(most)}`;
}

/** What is said while a model, a device or layers are chosen. */
export const choosingText = {
  chooseModel: "Choose Model",
  modelPlaceholder: "The model that reads the texts, or a Hub id as org/name",
  bundled: "Bundled",
  onThisMachine: "On this machine",
  recent: "Chosen before",
  suggested: "Worth trying",
  suggestion: ({ purpose, parameters }: Suggestion) =>
    `${capital(purpose)} · ${Math.round(parameters / 1e6)} million parameters`,
  another: "Another",
  current: "current",
  fromHub: "from the hub",
  typeId: "Type a Hub id…",
  typedId: (id: string) => `Look for ${id} on the hub`,
  chooseFolder: "Choose a folder…",
  chooseFile: "Choose an .onnx file…",
  offline: "Models of the hub are not offered: Strata is offline",
  offlineDetail: "Opens the setting strata.offline",
  localModel: ({ origin, folder, files }: LocalModel) => {
    const sizes = files.map(({ bytes }) => bytes);
    const styles = [...new Set(files.map(({ style }) => styleNames[style]))];
    const place = origin === "folder" ? folder : origins[origin];
    return [place, files.length > 1 ? `${files.length} files, ${range(sizes)}` : range(sizes), styles.join(", ")].join(
      " · ",
    );
  },
  idPrompt: (host: string) => `A repository of ${host} with an ONNX export`,
  idExample: "onnx-community/Qwen3-0.6B-ONNX",
  wrongId: {
    empty: "Type a name: org/name, as in the address of its page.",
    form: "A Hub id is org/name, or the name alone of an old one (gpt2), as in the address of its page.",
    characters: "A Hub id has letters, digits, dots, dashes and underscores only.",
  },
  fileTitle: (name: string) => `Choose Model · ${name}`,
  filePlaceholder: "The file to run",
  folderPlaceholder: "The folder holds several models",
  runs: "Runs on this machine",
  runsNot: "Does not run on this machine",
  style: (style: ModelStyle) => capital(styleNames[style]),
  fileFacts: (bytes: number, local: boolean, best: boolean) =>
    [fileSize(bytes), local ? "on this machine" : "", best ? "recommended" : ""]
      .filter((part) => part !== "")
      .join(" · "),
  runsNotQuestion: (file: string, reason: string) =>
    `${file} is not expected to run here: ${reason.replace(/\.?$/, ".")}`,
  takeIt: "Take It All the Same",
  openFolder: "Choose Model Folder",
  openFile: "Choose Model File",
  onnxFiles: "ONNX models",
  promptTitle: (name: string) => `Prompt of ${name}`,
  promptPlaceholder: "A text of the model's authors to put before every record",
  prompts: "Prompts",
  noPrompt: "No prompt",
  noPromptDetail: "The model reads the texts as they are.",
  notTrusted: "This folder is not trusted: only the bundled model runs here.",
  manageTrust: "Manage Workspace Trust",

  downloading: (id: string) => `Downloading ${id}`,
  downloaded: ({ bytes, total, bytesPerSecond, secondsLeft }: DownloadProgress) =>
    [
      total === 0 ? fileSize(bytes) : `${fileSize(bytes)} of ${fileSize(total)}`,
      bytesPerSecond === undefined ? "" : `${fileSize(bytesPerSecond)}/s`,
      secondsLeft === undefined
        ? ""
        : `about ${duration(Math.max(1, Math.round(secondsLeft))).replace(".0 s", " s")} left`,
    ]
      .filter((part) => part !== "")
      .join(" · "),

  chooseDevice: "Choose Device",
  devicePlaceholder: (model: string) => `What computes ${model}`,
  testAgain: "Test Again",
  auto: "Auto",
  autoDetail: "The fastest that computes the same as the CPU",
  autoTakes: (device: Provider) => `takes ${device === "cpu" ? "the " : ""}${deviceName(device)}`,
  devices: "Devices",
  notTested: "not tested",
  deviceResult: ({ provider, outcome, speed }: DeviceReport) =>
    ({ ran: provider === "cpu" ? "ran" : times(speed), refused: "cannot be used", absent: "not on this machine" })[
      outcome
    ],
  deviceRefusal: ({ provider, reason }: DeviceReport) => `${deviceName(provider)} cannot be used here: ${reason}`,
  deviceDetail: ({ outcome, reason, difference }: DeviceReport) => {
    if (outcome !== "ran") return capital(reason);
    return difference === undefined || difference === 0
      ? ""
      : `Its states differ from the CPU's by ${difference.toExponential(0)} of their size at most`;
  },

  tokenTitle: "Set Hub Token",
  tokenPrompt: (host: string) =>
    `Access token for ${host}. It is kept in VS Code's secret storage and sent to this host only.`,
  wrongToken: "A token has no spaces.",
  tokenSet: (host: string) => `The token for ${host} is set.`,
  tokenRemoved: (host: string) => `The token for ${host} is removed.`,

  cudaPlatform: "onnxruntime-node has CUDA libraries for Linux on x64 only",
  cudaQuestion: "Download ONNX Runtime's CUDA libraries?",
  cudaDetail: (folder: string) =>
    `Some hundred megabytes come from the NuGet package that onnxruntime-node names, and go into ${folder}. They need an NVIDIA card with CUDA 12 and cuDNN 9.`,
  install: "Install",
  installingCuda: "Installing the CUDA provider",
  cudaInstalled: "The CUDA provider is installed. Strata: Choose Device tries it.",

  layersTitle: (model: string) => `${model} layers`,
  addLayers: "Add Layers",
  addLayersPlaceholder: (model: string) => `Tensors of ${model} to draw beside its hidden states`,
  poolingTitle: (name: string, at: number, total: number) =>
    total === 1 ? `Pooling of ${name}` : `Pooling of ${name} (${at + 1} of ${total})`,
  poolingPlaceholder: "How the tokens of a record become one point",
  forThisLayer: (name: string) => name,
  forTheRest: (others: number) => `This and the ${others === 1 ? "other one" : `other ${others}`}`,
  asOthers: "As the other layers",
  noOwnPooling: "no pooling of its own",
} as const;
