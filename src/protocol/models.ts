import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { PointKind } from "./engine.ts";
import type { Failure } from "./errors.ts";

/** What a session computes with, in ONNX Runtime's names. */
export const providers = ["webgpu", "cuda", "dml", "coreml", "cpu"] as const;
export type Provider = (typeof providers)[number];
/** `auto` takes the fastest that computes the same as the CPU. */
export type DeviceId = "auto" | Provider;

/** Which model, and what to read of it. All but `device` decides what the hidden states are. */
export interface ModelChoice {
  /**
   * A folder in the layout of the Hugging Face hub, an `.onnx` file, or a repository of the hub, with or without the
   * file in it: `org/name`, `org/name/onnx/model_q4.onnx`; or the name of a bundled model. Paths are absolute.
   */
  readonly model: string;
  /** `auto`, one of the ids of `poolings`, `flatten:N` with another number of spans, or the path of a pooling module. */
  readonly pooling: string;
  /** Whether special tokens count in means, maxima and sums; `auto` where left out: as the model's authors do. */
  readonly specialTokens?: "auto" | "include" | "exclude";
  /** Tokens read of each record; `undefined` takes what the model's authors say. */
  readonly maxTokens?: number;
  /** Name of a prompt of `config_sentence_transformers.json` to put before every text; none where left out. */
  readonly prompt?: string;
  readonly layers?: LayerChoice;
  /** `cpu` where left out. */
  readonly device?: DeviceChoice;
}

/** Which layers to compute, and how each is pooled. */
export interface LayerChoice {
  /** `0-3,6,last`; all where empty or left out. */
  readonly subset?: string;
  /** Tensors of the graph beside the hidden states. */
  readonly extra?: readonly ExtraLayer[];
  /** Poolings of single layers, named as `ModelChoice.pooling` does, by `embedding`, `0 … L` or `last`. */
  readonly pooling?: Readonly<Record<string, string>>;
  /** Folder that paths of pooling modules (`./pool.mjs`) are relative to; without it modules are refused. */
  readonly moduleFolder?: string;
}

export interface ExtraLayer {
  /** The tensor's name in the graph, as the layer table shows it. */
  readonly tensor: string;
  /** What the layer is called; made from its place in the graph where left out. */
  readonly name?: string;
  readonly pooling?: string;
}

export interface DeviceChoice {
  readonly device: DeviceId;
  /** Folder with ONNX Runtime's CUDA libraries. */
  readonly cudaFolder?: string;
  /** Folder where the results of probes are remembered. */
  readonly probes: string;
}

/** Where models are looked for. */
export interface ModelPlaces {
  /** Folder of the bundled models. */
  readonly bundled: string;
  /** Strata's own folder, `org/name/…`: downloads go there. */
  readonly store: string;
  /** Caches of the Hugging Face hub on this machine; only read. */
  readonly hubCaches: readonly string[];
  /** Folders the user named: each a model, or a folder of models. */
  readonly folders: readonly string[];
}

/** How the hub is reached. */
export interface HubAccess {
  /** `https://huggingface.co` or a mirror. */
  readonly host: string;
  readonly token?: string;
  /** URL of an HTTP proxy. */
  readonly proxy?: string;
  /** Hosts that are reached without the proxy, as in `NO_PROXY`. */
  readonly noProxy?: string;
  /** No request is made. */
  readonly offline: boolean;
}

/** How a file's weights are stored: the suffix of its name. */
export type ModelStyle =
  "fp32" | "fp16" | "int8" | "uint8" | "quantized" | "q4" | "q4f16" | "bnb4" | "q2" | "q1" | "other";

/** One graph of a model and what can be said of it before it is loaded. */
export interface ModelFile {
  /** Path inside the model's folder or repository: `onnx/model_q4.onnx`. */
  readonly file: string;
  readonly style: ModelStyle;
  /** Its bytes with external data and the files that go with it (an `embed_tokens` graph). */
  readonly bytes: number;
  /** Whether this machine is expected to run it; the reason where not. */
  readonly runs: { readonly ok: true } | { readonly ok: false; readonly reason: string };
}

/** A model that is on this machine. */
export interface LocalModel {
  /** What `ModelChoice.model` takes. */
  readonly model: string;
  readonly name: string;
  readonly origin: "bundled" | "store" | "hubCache" | "folder";
  readonly folder: string;
  readonly files: readonly ModelFile[];
}

/** What a repository of the hub offers. */
export interface Repository {
  /** Its name now: another than asked for where it was renamed. */
  readonly id: string;
  /** Commit the listing is of. */
  readonly revision: string;
  readonly files: readonly ModelFile[];
  /** The file to take where the user does not care. */
  readonly best: string;
  /** Those of `files` that are on this machine already. */
  readonly local: readonly string[];
}

export interface DownloadProgress {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  readonly total: number;
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
}

/** One row of the table of a model's layers. */
export interface LayerRow {
  /** What names it in `LayerChoice`; `undefined` for tensors that are no hidden state. */
  readonly layer: string | undefined;
  /** What it is, as the picture calls it: `embedding`, `3`, `3 attention output`. */
  readonly name: string;
  readonly tensor: string;
  /** Operator that makes it. */
  readonly operator: string;
  /** As the probe saw it, with `batch` and `tokens` for the sizes that vary. */
  readonly shape: readonly (number | string)[];
  /** Numbers in the weights that the block holds; of an extra tensor, of its operator. */
  readonly parameters: number;
  /** The node that makes it, by name, and its position in the graph: `/encoder/layer.3/Add_1`. */
  readonly node: string;
  readonly position: number;
}

export interface LayerTable {
  readonly model: string;
  readonly file: string;
  /** Hidden states in order, then every other tensor with a token axis in the order of the graph. */
  readonly layers: readonly LayerRow[];
  readonly others: readonly LayerRow[];
  /** The final residual stream before the last norm, where it is another tensor than the last layer. */
  readonly rawLast: string | undefined;
  /** What was seen where the layers are only the graph's declared outputs. */
  readonly declaredOutputs: string | undefined;
  readonly parameters: number;
  /** Names of the prompts the authors offer, with their texts. */
  readonly prompts: Readonly<Record<string, string>>;
}

/** What the probe of a device found. */
export interface DeviceReport {
  readonly provider: Provider;
  /** `absent`: not on this platform or its libraries are missing. */
  readonly outcome: "ran" | "refused" | "absent";
  /** Why not; empty where it ran. */
  readonly reason: string;
  /** Its speed as a multiple of the CPU's on the probe. */
  readonly speed: number | undefined;
  /** Largest relative difference of a hidden state to the CPU's. */
  readonly difference: number | undefined;
  /** Whether this is the one `auto` takes. */
  readonly chosen: boolean;
}

/** Which texts a model may run together, so that they leave each other's states as they are. */
export type Batching = "any" | "equalLengths" | "single";

/** Something about the model, the device, the file of states or the picture itself a user should know beside it. */
export interface NoticeDetails {
  /** No residual stream: the layers are the graph's declared outputs. */
  declaredOutputs: { reason: string };
  /** Steps of the authors' pipeline behind or between what is drawn, by Sentence Transformers' names. */
  modulesLeft: { modules: readonly string[] };
  /** The authors' pooling could not be read; another one was taken. */
  poolingUnknown: { reason: string };
  /** `difference`: mean relative difference per token to the float file, where both are on disk. */
  quantized: { style: ModelStyle; dynamic: boolean; difference: number | undefined };
  /** Texts change each other's states where they run together, so fewer do. */
  batching: { together: Exclude<Batching, "any"> };
  /** The graph is made for so many texts at once, or texts of so many tokens: they are filled up or cut. */
  fixedSizes: { rows: number | undefined; tokens: number | undefined };
  /** A faster device was not taken. */
  deviceRefused: { device: Provider; reason: string };
  /** The device stopped in the middle of the run; the rest was computed on the CPU. */
  deviceLost: { device: Provider; reason: string };
  /** So many of the points that a file of states holds are not drawn, because their text is not beside it. */
  statesWithoutText: { rows: number; points: number };
  /** The projection's parameter is made for more points than there are. */
  fewRecords: { method: string; parameter: string; value: number; more: number; records: number; kind: PointKind };
  /** At these layers all points have the same state, or vary in no more directions than are drawn. */
  flatLayers: { layers: readonly string[]; isSame: boolean; kind: PointKind };
  /** At these layers the picture keeps neighbours hardly better than one of shuffled states does. */
  notAboveShuffled: { layers: readonly string[] };
}
export type Notice = {
  [C in keyof NoticeDetails]: { readonly code: C; readonly detail: NoticeDetails[C] };
}[keyof NoticeDetails];

/** Requests and notifications about models and devices, on the engine's border. */
export const listModels = new RequestType<{ places: ModelPlaces }, readonly LocalModel[], Failure>("listModels");
/** Names of the prompts a model's authors offer, with their texts; none where they offer none. */
export const listPrompts = new RequestType<
  { model: string; places: ModelPlaces },
  Readonly<Record<string, string>>,
  Failure
>("listPrompts");
export const readRepository = new RequestType<
  { id: string; hub: HubAccess; places: ModelPlaces; device: DeviceId },
  Repository,
  Failure
>("readRepository");
/**
 * Fetches a file of a repository with all that goes with it, the best for `device` (`cpu` where left out) where none is
 * named; `model` is what `ModelChoice.model` takes then.
 */
export const downloadModel = new RequestType<
  { id: string; file?: string; hub: HubAccess; places: ModelPlaces; device?: DeviceId },
  { model: string },
  Failure
>("downloadModel");
export const downloadProgressed = new NotificationType<DownloadProgress>("downloadProgressed");
export const showLayers = new RequestType<{ model: ModelChoice; places: ModelPlaces }, LayerTable, Failure>(
  "showLayers",
);
export interface ProbeDevicesParams {
  /** Which model, and with its `device` where CUDA's libraries are and where results are remembered. */
  readonly model: ModelChoice & { readonly device: DeviceChoice };
  readonly places: ModelPlaces;
  /** Probes also what is remembered. */
  readonly again: boolean;
}
/** Every device with what its probe with the model found; probed one after another where nothing is remembered. */
export const probeDevices = new RequestType<ProbeDevicesParams, readonly DeviceReport[], Failure>("probeDevices");
/** Downloads ONNX Runtime's CUDA libraries into `folder`. */
export const installCuda = new RequestType<{ folder: string; hub: HubAccess }, { folder: string }, Failure>(
  "installCuda",
);
