import * as l10n from "@vscode/l10n";
import type { DeviceReport, DownloadProgress, LocalModel, ModelStyle, Provider } from "../protocol/models.ts";
import type { Suggestion } from "../protocol/suggestions.ts";
import { capital, duration, fileSize } from "../strings.ts";
import { largest, smallest } from "../protocol/largest.ts";
import { declared } from "./declared.ts";
import { deviceName } from "./deviceNames.ts";
import { styleNames } from "./modelStyles.ts";

const origins: Readonly<Record<LocalModel["origin"], string>> = {
  bundled: l10n.t("comes with Strata"),
  store: l10n.t("downloaded"),
  hubCache: l10n.t("cache of Hugging Face"),
  folder: l10n.t("folder"),
};

function times(speed: number | undefined): string {
  return speed === undefined
    ? l10n.t("ran")
    : l10n.t("ran, {0} × the CPU", speed < 10 ? speed.toFixed(1) : Math.round(speed));
}

function range(sizes: readonly number[]): string {
  const [least, most] = [smallest(sizes), largest(sizes)];
  return least === most ? fileSize(least) : l10n.t("{0} to {1}", fileSize(least), fileSize(most));
}

/** What is said while a model, a device or layers are chosen. */
export const choosingText = {
  chooseModel: l10n.t("Choose Model"),
  modelPlaceholder: l10n.t("The model that reads the texts, or a Hub id as org/name"),
  bundled: l10n.t("Bundled"),
  onThisMachine: l10n.t("On this machine"),
  recent: l10n.t("Chosen before"),
  suggested: l10n.t("Worth trying"),
  suggestion: ({ purpose, parameters }: Suggestion) =>
    `${capital(declared(purpose))} · ${l10n.t("{0} million parameters", Math.round(parameters / 1e6))}`,
  another: l10n.t("Another"),
  current: l10n.t("current"),
  fromHub: l10n.t("from the hub"),
  typeId: l10n.t("Type a Hub id…"),
  typedId: (id: string) => l10n.t("Look for {0} on the hub", id),
  chooseFolder: l10n.t("Choose a folder…"),
  chooseFile: l10n.t("Choose an .onnx file…"),
  offline: l10n.t("Models of the hub are not offered: Strata is offline"),
  offlineDetail: l10n.t("Opens the setting strata.offline"),
  localModel: ({ origin, folder, files }: LocalModel) => {
    const sizes = files.map(({ bytes }) => bytes);
    const styles = [...new Set(files.map(({ style }) => styleNames[style]))];
    const place = origin === "folder" ? folder : origins[origin];
    return [
      place,
      files.length > 1 ? l10n.t("{0} files, {1}", files.length, range(sizes)) : range(sizes),
      styles.join(", "),
    ].join(" · ");
  },
  idPrompt: (host: string) => l10n.t("A repository of {0} with an ONNX export", host),
  idExample: "onnx-community/Qwen3-0.6B-ONNX",
  wrongId: {
    empty: l10n.t("Type a name: org/name, as in the address of its page."),
    form: l10n.t("A Hub id is org/name, or the name alone of an old one (gpt2), as in the address of its page."),
    characters: l10n.t("A Hub id has letters, digits, dots, dashes and underscores only."),
  },
  fileTitle: (name: string) => l10n.t("Choose Model · {0}", name),
  filePlaceholder: l10n.t("The file to run"),
  folderPlaceholder: l10n.t("The folder holds several models"),
  runs: l10n.t("Runs on this machine"),
  runsNot: l10n.t("Does not run on this machine"),
  style: (style: ModelStyle) => capital(styleNames[style]),
  fileFacts: (bytes: number, local: boolean, best: boolean) =>
    [fileSize(bytes), local ? l10n.t("on this machine") : "", best ? l10n.t("recommended") : ""]
      .filter((part) => part !== "")
      .join(" · "),
  runsNotQuestion: (file: string, reason: string) =>
    l10n.t("{0} is not expected to run here: {1}", file, reason.replace(/\.?$/, ".")),
  takeIt: l10n.t("Take It All the Same"),
  openFolder: l10n.t("Choose Model Folder"),
  openFile: l10n.t("Choose Model File"),
  onnxFiles: l10n.t("ONNX models"),
  promptTitle: (name: string) => l10n.t("Prompt of {0}", name),
  promptPlaceholder: l10n.t("A text of the model's authors to put before every record"),
  prompts: l10n.t("Prompts"),
  noPrompt: l10n.t("No prompt"),
  noPromptDetail: l10n.t("The model reads the texts as they are."),
  notTrusted: l10n.t("This folder is not trusted: only the bundled model runs here."),
  manageTrust: l10n.t("Manage Workspace Trust"),

  downloading: (id: string) => l10n.t("Downloading {0}", id),
  downloaded: ({ bytes, total, bytesPerSecond, secondsLeft }: DownloadProgress) =>
    [
      total === 0 ? fileSize(bytes) : l10n.t("{0} of {1}", fileSize(bytes), fileSize(total)),
      bytesPerSecond === undefined ? "" : `${fileSize(bytesPerSecond)}/s`,
      secondsLeft === undefined
        ? ""
        : l10n.t("about {0} left", duration(Math.max(1, Math.round(secondsLeft))).replace(".0 s", " s")),
    ]
      .filter((part) => part !== "")
      .join(" · "),

  chooseDevice: l10n.t("Choose Device"),
  devicePlaceholder: (model: string) => l10n.t("What computes {0}", model),
  testAgain: l10n.t("Test Again"),
  auto: l10n.t("Auto"),
  autoDetail: l10n.t("The fastest that computes the same as the CPU"),
  autoTakes: (device: Provider) =>
    device === "cpu" ? l10n.t("takes the CPU") : l10n.t("takes {0}", deviceName(device)),
  devices: l10n.t("Devices"),
  notTested: l10n.t("not tested"),
  deviceResult: ({ provider, outcome, speed }: DeviceReport) =>
    ({
      ran: provider === "cpu" ? l10n.t("ran") : times(speed),
      refused: l10n.t("cannot be used"),
      absent: l10n.t("not on this machine"),
    })[outcome],
  deviceRefusal: ({ provider, reason }: DeviceReport) =>
    l10n.t("{0} cannot be used here: {1}", deviceName(provider), reason),
  deviceDetail: ({ outcome, reason, difference }: DeviceReport) => {
    if (outcome !== "ran") return capital(reason);
    return difference === undefined || difference === 0
      ? ""
      : l10n.t("Its states differ from the CPU's by {0} of their size at most", difference.toExponential(0));
  },

  tokenTitle: l10n.t("Set Hub Token"),
  tokenPrompt: (host: string) =>
    l10n.t("Access token for {0}. It is kept in VS Code's secret storage and sent to this host only.", host),
  wrongToken: l10n.t("A token has no spaces."),
  tokenSet: (host: string) => l10n.t("The token for {0} is set.", host),
  tokenRemoved: (host: string) => l10n.t("The token for {0} is removed.", host),

  cudaPlatform: l10n.t("onnxruntime-node has CUDA libraries for Linux on x64 only"),
  cudaQuestion: l10n.t("Download ONNX Runtime's CUDA libraries?"),
  cudaDetail: (folder: string) =>
    l10n.t(
      "Some hundred megabytes come from the NuGet package that onnxruntime-node names, and go into {0}. They need an NVIDIA card with CUDA 12 and cuDNN 9.",
      folder,
    ),
  install: l10n.t("Install"),
  installingCuda: l10n.t("Installing the CUDA provider"),
  cudaInstalled: l10n.t("The CUDA provider is installed. Strata: Choose Device tries it."),

  layersTitle: (model: string) => l10n.t("{0} layers", model),
  addLayers: l10n.t("Add Layers"),
  addLayersPlaceholder: (model: string) => l10n.t("Tensors of {0} to draw beside its hidden states", model),
  poolingTitle: (name: string, at: number, total: number) =>
    total === 1 ? l10n.t("Pooling of {0}", name) : l10n.t("Pooling of {0} ({1} of {2})", name, at + 1, total),
  poolingPlaceholder: l10n.t("How the tokens of a record become one point"),
  forThisLayer: (name: string) => name,
  forTheRest: (others: number) =>
    others === 1 ? l10n.t("This and the other one") : l10n.t("This and the other {0}", others),
  asOthers: l10n.t("As the other layers"),
  noOwnPooling: l10n.t("no pooling of its own"),
} as const;
