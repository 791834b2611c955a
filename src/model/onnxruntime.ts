import os from "node:os";
import type { InferenceSession, Tensor as NativeTensor } from "onnxruntime-node";
import { reasonOf } from "../protocol/errors.ts";
import type { Provider } from "../protocol/models.ts";
import { quietRuntime } from "../protocol/quietRuntime.ts";

type Runtime = typeof import("onnxruntime-node");

/** The arrays that hold each element type; float16 travels as its bits. */
interface TensorArrays {
  readonly float32: Float32Array;
  readonly int64: BigInt64Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  readonly bool: Uint8Array;
  readonly float16: Uint16Array;
}

export type TensorType = keyof TensorArrays;

const tensorTypes: ReadonlySet<string> = new Set<TensorType>(["float32", "int64", "int32", "uint8", "bool", "float16"]);

/** A dense array of one element type, row-major. */
export type Tensor = {
  readonly [T in TensorType]: { readonly type: T; readonly data: TensorArrays[T]; readonly dims: readonly number[] };
}[TensorType];

export type Tensors = Readonly<Record<string, Tensor>>;

/** What ONNX Runtime may do to a graph: nothing, fold constants and drop no-ops, or fuse operators as well. */
export type Optimization = "none" | "basic" | "all";

export interface SessionOptions {
  /** Folder that external initialisers of a model given as bytes are relative to. */
  readonly folder?: string;
  /** Threads inside one operator; ONNX Runtime takes one per physical core where this is left out. */
  readonly threads?: number;
  /** What computes; operators it lacks run on the CPU. `cpu` where left out. */
  readonly provider?: Provider;
  /** `none` runs the graph as it is written: quick to create, slow to run. `all` where left out. */
  readonly optimization?: Optimization;
}

/** A model ready to run. One `run` at a time; it blocks the thread while it computes. */
export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Element types of the outputs, in ONNX Runtime's words. */
  readonly outputTypes: Readonly<Record<string, string>>;
  /** Computes `fetches` (all outputs where left out). Throws what ONNX Runtime throws. */
  run(feeds: Tensors, fetches?: readonly string[]): Promise<Tensors>;
  dispose(): Promise<void>;
}

/** How each provider is asked for. */
const providerOptions: Readonly<Record<Provider, InferenceSession.SessionOptions>> = {
  cpu: { executionProviders: ["cpu"] },
  webgpu: { executionProviders: ["webgpu"] },
  cuda: { executionProviders: ["cuda"] },
  // DirectML allows neither a plan of memory nor operators side by side.
  dml: { executionProviders: ["dml"], enableMemPattern: false, executionMode: "sequential" },
  // 0x10: ML programs, which keep float32; 0x20: CPU and GPU, because the neural engine computes in half precision.
  coreml: { executionProviders: [{ name: "coreml", coreMlFlags: 0x30 }] },
};

/** Keeps a library in memory that nobody holds any more (`<bits/dlfcn.h>`; Node does not name it). */
const RTLD_NODELETE = 0x1000;

let runtime: Promise<Runtime> | undefined;
let libraryFile: string | undefined;

/**
 * Loaded with the first session, so that `useLibrary` can come before it. Where the process has a Float16Array (Node
 * 24), ONNX Runtime 1.30 expects half-precision inputs in it and then cannot read them; without one it takes their
 * bits. (https://github.com/microsoft/onnxruntime/pull/32323)
 */
function loadRuntime(): Promise<Runtime> {
  Object.assign(process.env, quietRuntime);
  Reflect.deleteProperty(globalThis, "Float16Array");
  runtime ??= import("onnxruntime-node").then((loaded) => {
    loaded.env.logLevel = "fatal";
    return loaded;
  });
  return runtime;
}

/**
 * Loads ONNX Runtime's own library by the path `file`, a link to the package's, before the package does: it looks for
 * CUDA's libraries in the folder it was loaded from. Linux only. False where it is loaded already by another path;
 * throws the loader's error where the file is no library.
 */
export function useLibrary(file: string): boolean {
  if (runtime !== undefined || libraryFile !== undefined) return libraryFile === file;
  Object.assign(process.env, quietRuntime);
  try {
    process.dlopen({ exports: {} }, file, os.constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  } catch (error) {
    // Node says so of every library that is no addon of its own; it stays loaded all the same.
    if (!reasonOf(error).includes("did not self-register")) throw error;
  }
  libraryFile = file;
  return true;
}

/** What this platform's package of ONNX Runtime can compute with; libraries that are not `bundled` come apart. */
export async function carriedProviders(): Promise<readonly { readonly name: string; readonly bundled: boolean }[]> {
  return (await loadRuntime()).listSupportedBackends();
}

/**
 * Loads a model from a file or from bytes. Throws what ONNX Runtime throws: an unreadable model, a provider that is
 * not there. Its own messages to the console stay off, because every failure is thrown as well.
 */
export async function createSession(model: Uint8Array | string, options: SessionOptions = {}): Promise<Session> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const settings = nativeOptions(options);
  const native =
    typeof model === "string"
      ? await InferenceSession.create(model, settings)
      : await InferenceSession.create(model, settings);
  const toNative = ({ type, data, dims }: Tensor) => new Tensor(type, data, dims);
  return {
    inputs: native.inputNames,
    outputs: native.outputNames,
    outputTypes: Object.fromEntries(
      native.outputMetadata.map((output) => [output.name, output.isTensor ? output.type : ""]),
    ),
    run: async (feeds, fetches) => {
      const inputs = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toNative(tensor)]));
      const results = await (fetches ? native.run(inputs, fetches) : native.run(inputs));
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromNative(name, tensor)]));
    },
    dispose: () => native.release(),
  };
}

/** The numbers of a float32 tensor. Throws where it holds another type. */
export function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.type !== "float32") throw new TypeError(`expected a float32 tensor, got ${tensor?.type ?? "none"}`);
  return tensor.data;
}

function nativeOptions(options: SessionOptions): InferenceSession.SessionOptions {
  // Between runs JavaScript computes, and a thread that went on spinning on its core would take half its speed.
  const session: Record<string, string> = { force_spinning_stop: "1" };
  if (options.folder !== undefined) session["model_external_initializers_file_folder_path"] = options.folder;
  const { optimization = "all", provider = "cpu" } = options;
  if (optimization === "none") session["disable_prepacking"] = "1";
  return {
    graphOptimizationLevel: optimization === "none" ? "disabled" : optimization,
    logSeverityLevel: 4,
    extra: { session },
    // Every batch has its own shape: a plan of memory kept per shape is hardly used again.
    enableMemPattern: false,
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    ...providerOptions[provider],
  };
}

function fromNative(name: string, tensor: NativeTensor): Tensor {
  const { type, dims, data } = tensor;
  if (type === "float16") {
    // Node's own Float16Array where it exists; only its bits are ours.
    const values = data as ArrayBufferView;
    return { type, dims, data: new Uint16Array(values.buffer, values.byteOffset, values.byteLength / 2) };
  }
  if (!tensorTypes.has(type)) throw new TypeError(`output ${name} holds ${type}, which no stage reads`);
  return { type, dims, data } as Tensor;
}
