import * as l10n from "@vscode/l10n";
import type { FoundFile, WantedFile } from "../protocol/modelErrors.ts";

const EXPORT = l10n.t(
  "Choose an ONNX export of the model, often named onnx-community/… or Xenova/…, or make one in Python: {0}.",
  "optimum-cli export onnx --model MODEL FOLDER",
);

const DOWNLOAD = l10n.t("Download the file again from where the model came from.");

/** What a file is that stands in a model's place, and what to do. */
const found: Readonly<Record<FoundFile, { readonly says: (path: string) => string; readonly remedy: string }>> = {
  empty: { says: (path) => l10n.t("{0} is empty.", path), remedy: DOWNLOAD },
  cut: {
    says: (path) => l10n.t("{0} ends before its own content does: it was cut off or only half downloaded.", path),
    remedy: DOWNLOAD,
  },
  lfsPointer: {
    says: (path) => l10n.t("{0} is only a git-lfs pointer, a few lines that stand for the file itself.", path),
    remedy: l10n.t(
      "Fetch the file: git lfs install and git lfs pull in the model's folder, or download it from the model's page.",
    ),
  },
  webPage: {
    says: (path) => l10n.t("{0} is a web page that was saved in place of the file.", path),
    remedy: l10n.t("Download the file itself; on the hub its address has /resolve/ where the page has /blob/."),
  },
  text: {
    says: (path) => l10n.t("{0} is a text, perhaps an error message that was saved in place of the file.", path),
    remedy: DOWNLOAD,
  },
  archive: {
    says: (path) => l10n.t("{0} is an archive.", path),
    remedy: l10n.t("Unpack it, then choose the folder with the .onnx file."),
  },
  gguf: {
    says: (path) => l10n.t("{0} is a GGUF file, the format of llama.cpp, which is no graph.", path),
    remedy: EXPORT,
  },
  safetensors: {
    says: (path) => l10n.t("{0} is a safetensors file, which holds weights and no graph.", path),
    remedy: EXPORT,
  },
  pytorch: {
    says: (path) => l10n.t("{0} is a checkpoint of PyTorch, which is not opened: it may hold any code.", path),
    remedy: EXPORT,
  },
  hdf5: { says: (path) => l10n.t("{0} is an HDF5 file, as Keras writes them.", path), remedy: EXPORT },
  tflite: { says: (path) => l10n.t("{0} is a TensorFlow Lite model.", path), remedy: EXPORT },
  ort: {
    says: (path) => l10n.t("{0} is a model in ONNX Runtime's own format, whose layers cannot be read.", path),
    remedy: l10n.t("Choose the .onnx file it was made from."),
  },
  other: { says: (path) => l10n.t("{0} is no .onnx file.", path), remedy: EXPORT },
};

const titles: Readonly<Record<WantedFile, string>> = {
  onnx: l10n.t("The model cannot be read"),
  weights: l10n.t("The model's weights cannot be read"),
  json: l10n.t("The model's files cannot be read"),
};

/** The words for a file that is not what it should be. */
export function fileWords(path: string, wanted: WantedFile, kind: FoundFile) {
  const { says, remedy } = found[kind];
  // Nothing is exported for want of a small file.
  const small = wanted === "json" && remedy === EXPORT;
  return { title: titles[wanted], explanation: says(path), remedy: small ? DOWNLOAD : remedy };
}

export const exportRemedy = EXPORT;
