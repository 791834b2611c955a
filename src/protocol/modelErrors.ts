/** What may stand in the place of a model's file; `cut`: its beginning. */
export type FoundFile =
  | ("empty" | "cut" | "lfsPointer" | "webPage" | "text" | "archive")
  | ("gguf" | "safetensors" | "pytorch" | "hdf5" | "tflite" | "ort" | "other");

/** What a file should be: a graph, the weights beside it, a configuration or tokenizer. */
export type WantedFile = "onnx" | "weights" | "json";

/** Failures around choosing, fetching and running models; part of `ErrorDetails`. */
export interface ModelErrorDetails {
  /** Named, but neither a path nor a repository's name. */
  modelNameInvalid: { model: string };
  /** A repository of the hub that is not on this machine. */
  modelNotOnDisk: { model: string };
  /** The repository has no ONNX file, or not this one. */
  modelFileMissing: { id: string; file: string; files: string };
  /** A file is not what its place says. */
  fileWrong: { path: string; wanted: WantedFile; found: FoundFile };
  /** A folder with a model in other formats; `found`: their files. */
  modelNotExported: { folder: string; found: string };
  /** A graph keeps its weights in a file that is not there. */
  weightsMissing: { path: string; location: string };
  /** `found`: what lies there in its place. */
  tokenizerMissing: { folder: string; found: string };
  /** A file of the model, or a pooling module, became another while it was in use. */
  modelChanged: { path: string };
  /** A file of inputs for a model that is no such file, or an input in it. */
  feedsWrong: { input: string; reason: string };
  hubOffline: { id: string };
  hubUnreachable: { host: string; reason: string };
  /** 401; without a token also for repositories that are missing: the hub does not tell them from private ones. */
  hubUnauthorized: { id: string; host: string; hasToken: boolean };
  /** 403, and repositories whose terms must be accepted. */
  hubGated: { id: string; host: string };
  hubForbidden: { id: string; host: string };
  hubNotFound: { id: string; host: string };
  /** The repository is there, the file is not. */
  hubFileNotFound: { id: string; file: string; host: string };
  /** The repository is there, the commit or its main branch is not. */
  hubRevisionNotFound: { id: string; revision: string; host: string };
  hubFailed: { url: string; status: number };
  downloadDamaged: { url: string; reason: string };
  diskFull: { folder: string; needed: number };
  storeNotWritable: { folder: string; reason: string };
  cancelled: { what: string };
  /** No text has states; `reason` is the first one's. */
  everyTextFailed: { path: string; reason: string };
  layerUnknown: { layer: string; layers: string };
  tensorUnknown: { tensor: string; path: string };
  poolingModule: { path: string; reason: string };
  promptUnknown: { prompt: string; prompts: string };
  /** A device was chosen by name and cannot run the model. */
  deviceUnusable: { device: string; reason: string };
  cudaUnavailable: { reason: string };
}
