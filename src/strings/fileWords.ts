import type { FoundFile, WantedFile } from "../protocol/modelErrors.ts";

const EXPORT =
  "Choose an ONNX export of the model, often named onnx-community/… or Xenova/…, or make one in Python: " +
  "optimum-cli export onnx --model MODEL FOLDER.";

const DOWNLOAD = "Download the file again from where the model came from.";

/** What a file is that stands in a model's place, and what to do. */
const found: Readonly<Record<FoundFile, { readonly is: string; readonly remedy: string }>> = {
  empty: { is: "is empty", remedy: DOWNLOAD },
  cut: { is: "ends before its own content does: it was cut off or only half downloaded", remedy: DOWNLOAD },
  lfsPointer: {
    is: "is only a git-lfs pointer, a few lines that stand for the file itself",
    remedy:
      "Fetch the file: git lfs install and git lfs pull in the model's folder, or download it from the model's page.",
  },
  webPage: {
    is: "is a web page that was saved in place of the file",
    remedy: "Download the file itself; on the hub its address has /resolve/ where the page has /blob/.",
  },
  text: {
    is: "is a text, perhaps an error message that was saved in place of the file",
    remedy: DOWNLOAD,
  },
  archive: { is: "is an archive", remedy: "Unpack it, then choose the folder with the .onnx file." },
  gguf: { is: "is a GGUF file, the format of llama.cpp, which is no graph", remedy: EXPORT },
  safetensors: { is: "is a safetensors file, which holds weights and no graph", remedy: EXPORT },
  pytorch: { is: "is a checkpoint of PyTorch, which is not opened: it may hold any code", remedy: EXPORT },
  hdf5: { is: "is an HDF5 file, as Keras writes them", remedy: EXPORT },
  tflite: { is: "is a TensorFlow Lite model", remedy: EXPORT },
  ort: {
    is: "is a model in ONNX Runtime's own format, whose layers cannot be read",
    remedy: "Choose the .onnx file it was made from.",
  },
  other: { is: "is no .onnx file", remedy: EXPORT },
};

const titles: Readonly<Record<WantedFile, string>> = {
  onnx: "The model cannot be read",
  weights: "The model's weights cannot be read",
  json: "The model's files cannot be read",
};

/** The words for a file that is not what it should be. */
export function fileWords(path: string, wanted: WantedFile, kind: FoundFile) {
  const { is, remedy } = found[kind];
  // Nothing is exported for want of a small file.
  const small = wanted === "json" && remedy === EXPORT;
  return { title: titles[wanted], explanation: `${path} ${is}.`, remedy: small ? DOWNLOAD : remedy };
}

export const exportRemedy = EXPORT;
