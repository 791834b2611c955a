import { createHash } from "node:crypto";
import type { Batching, DeviceChoice, DeviceReport, LayerChoice, Notice, Provider } from "../protocol/models.ts";
import type { Devices, ModelDevices } from "./devices/devices.ts";
import { DeviceTap, probedModel } from "./tap/deviceTap.ts";
import { asRead, type ExtractedBatch, extractBatches, type Extraction, type ExtractOptions } from "./extraction.ts";
import { fileDigest } from "./graph/fileDigest.ts";
import { type ModelFolder, openModelFolder } from "./store/modelFolder.ts";
import { type Pooling, poolingParts, resolvePooling, type SpecialTokenChoice } from "./pooling.ts";
import { findModule, isModulePath } from "./poolingModule.ts";
import { openModules } from "./poolingThread.ts";
import {
  chooseStack,
  measuredWidths,
  type StackLayer,
  stackPoolings,
  stackSpaces,
  stackWidths,
  wholeStack,
} from "./tap/stack.ts";
import { tableRows } from "./tap/tableRows.ts";
import { tokensBeyond } from "./text/tokensBeyond.ts";
import type { TokenTable } from "./encodeWindow.ts";
import { recallBatching, rememberBatching } from "./tap/rememberedBatching.ts";
import { type FixedSizes, fixedSizes } from "./tap/fixedSizes.ts";
import { type Quantization, quantizationOf } from "./graph/quantization.ts";
import { closeTap, filesOf, planTap, type TapPlan } from "./tap/tapPlan.ts";
import { openTokenizer, type TokenizerThread } from "./text/tokenizerThread.ts";
import { SharedSignal } from "./sharedSignal.ts";
import { StrataError } from "../protocol/errors.ts";

export interface ExtractorOptions {
  /** Folder of the configuration and the tokenizer. */
  readonly folder: string;
  /** The graph, absolute; the best for the CPU in `folder` where left out. */
  readonly file?: string;
  /** What to call the model; the folder's name where left out. */
  readonly name?: string;
  /** `auto`, one of `poolings`, or the path of a module. */
  readonly pooling: string;
  /** Which layers, and how each is pooled; every hidden state by `pooling` where left out. */
  readonly layers?: LayerChoice;
  /** Whether pooling counts special tokens; `auto` where left out. */
  readonly specialTokens?: SpecialTokenChoice;
  /** Name of one of the authors' prompts, put before every text. */
  readonly prompt?: string;
  /** Tokens read of each text; what the model's authors say where left out. */
  readonly maxTokens?: number;
  /** Path of the tokenizer's worker bundle; without it texts are tokenized on the caller's thread. */
  readonly tokenizerWorker?: string;
  /** Path of the pooling modules' worker bundle; without it they run on the caller's thread. */
  readonly poolingWorker?: string;
  readonly threads?: number;
  /** What to compute with, of the machine's devices; the CPU where left out. */
  readonly device?: { readonly choice: DeviceChoice; readonly devices: Devices };
}

interface Loaded extends Extraction {
  readonly disposeModules: () => void;
}

/** Raised when extraction changes what it computes, so that caches of older versions are left alone. */
const EXTRACTION_VERSION = 2;

/**
 * One model, ready to turn texts into pooled hidden states of every layer. Opening reads only its structure; session
 * and tokenizer start with the first `extract`, so texts that are cached need neither. Several extractions may run at
 * once; their batches take turns.
 */
export class Extractor {
  readonly name: string;
  /** `embedding, 1 … L` */
  readonly layers: readonly string[];
  /** Width of the vector at each layer; `undefined` where only running the model tells: see `measure`. */
  readonly widths: readonly number[] | undefined;
  /** The space each layer's vectors lie in, by name: only within one space do directions compare. */
  readonly spaces: readonly string[];
  /** Tokens read of each text, special tokens included. */
  readonly maxTokens: number;
  /** How token states become one vector, in words. */
  readonly pooling: string;
  readonly #options: ExtractorOptions;
  readonly #folder: ModelFolder;
  readonly #plan: TapPlan;
  readonly #pooling: Pooling;
  readonly #prompt: string;
  readonly #devices: ModelDevices | undefined;
  readonly #stack: readonly StackLayer[];
  readonly #fixed: FixedSizes;
  readonly #digests: readonly string[];
  /** Which texts may run together: found with the first load, and remembered. */
  #batching: Batching | undefined;
  #opening: { readonly extraction: Promise<Loaded>; readonly users: SharedSignal } | undefined;
  #session: DeviceTap | undefined;
  readonly #end = new AbortController();

  private constructor(options: ExtractorOptions, folder: ModelFolder, plan: TapPlan) {
    this.#options = options;
    this.#folder = folder;
    this.#plan = plan;
    const poolingOf = (choice: string) => poolingNamed(choice, options, folder);
    this.#pooling = poolingOf(options.pooling);
    this.#stack = options.layers
      ? chooseStack(plan, options.layers, this.#pooling, poolingOf)
      : wholeStack(plan, this.#pooling);
    this.#prompt = promptNamed(options.prompt, folder.prompts);
    this.name = folder.name;
    this.layers = this.#stack.map(({ name }) => name);
    this.widths = stackWidths(this.#stack, plan.declaredOutputs === undefined ? folder.facts.hiddenSize : undefined);
    this.spaces = stackSpaces(this.#stack);
    this.#fixed = fixedSizes(plan);
    const most = Math.min(folder.positions ?? Infinity, this.#fixed.tokens ?? Infinity);
    this.maxTokens = Math.min(options.maxTokens ?? folder.maxTokens, most);
    this.pooling = stackPoolings(this.#stack, this.#pooling);
    this.#digests = this.#fileDigests();
    const { device } = options;
    this.#devices = device?.devices.of(device.choice, probedModel(plan, folder.facts, this.#digests.join(" ")));
  }

  /**
   * Opens a model. Throws `optionUnknown` for a pooling and `promptUnknown` for a prompt it does not know;
   * `layerUnknown`, `tensorUnknown` and `poolingModule` for what is wrong with the choice of layers;
   * `modelNotFound`, `tokenizerMissing`, `modelNotReadable`, `modelExternalData`, `modelUnfit` and
   * `modelNotTransformer` for what is wrong with its files.
   */
  static async open(options: ExtractorOptions): Promise<Extractor> {
    const folder = await openModelFolder(options.folder, options);
    const plan = planTap(folder.modelFile, folder.facts.layerCounts);
    try {
      const extractor = new Extractor(options, folder, plan);
      await extractor.#recall();
      return extractor;
    } catch (error) {
      closeTap(plan);
      throw error;
    }
  }

  /**
   * Hexadecimal; differs wherever the hidden states may differ. States that texts give each other are never those of
   * texts that run apart, so it is known behind `identify`.
   */
  get key(): string {
    return this.#digest(this.#isWhole ? undefined : this.#stack);
  }

  /** Where these layers are only some of all hidden states: the key of all, and which of them each layer is. */
  get whole(): { readonly key: string; readonly layers: readonly number[] } | undefined {
    return this.#isWhole ? undefined : this.#partOf(this.#allLayers, this.#digest(undefined));
  }

  /** Whether `key` is known. */
  get isIdentified(): boolean {
    return this.#batching !== undefined;
  }

  /** Makes `key` known: it is remembered, and loads a model that was never loaded on this machine. Throws as `load`. */
  async identify(signal?: AbortSignal): Promise<void> {
    if (!this.isIdentified) await this.#load(signal);
  }

  /** What computes: the last one where the device changed, and before `load` the one that was named. */
  get device(): Provider {
    const named = this.#devices?.choice.device ?? "cpu";
    return this.#session?.provider ?? (named === "auto" ? "cpu" : named);
  }

  /** What a user should know beside the picture: of the model, and of the devices that did not compute. */
  get notices(): readonly Notice[] {
    const reason = this.#plan.declaredOutputs;
    const ofModel: Notice[] = reason === undefined ? [] : [{ code: "declaredOutputs", detail: { reason } }];
    const ofAuthors = this.#folder.notices.filter(
      ({ code }) => code !== "poolingUnknown" || this.#options.pooling === "auto",
    );
    const together = this.#batching ?? "any";
    const ofBatches: Notice[] = together === "any" ? [] : [{ code: "batching", detail: { together } }];
    const { rows, tokens } = this.#fixed;
    const isFixed = (rows ?? 1) > 1 || tokens !== undefined;
    const ofSizes: Notice[] = isFixed ? [{ code: "fixedSizes", detail: { rows, tokens } }] : [];
    return [...ofModel, ...ofAuthors, ...ofSizes, ...ofBatches, ...(this.#session?.notices ?? [])];
  }

  /** How the model's file is quantized, where it is. */
  get quantization(): Quantization | undefined {
    return quantizationOf(this.#plan.model.graph.nodes);
  }

  /** What is known of every device with this model; see `ModelDevices.report`. */
  async probeDevices(again: boolean, signal: AbortSignal): Promise<readonly DeviceReport[]> {
    if (this.#devices === undefined) throw new StrataError("internal", { reason: "no device was chosen" });
    return this.#devices.report(again, signal);
  }

  /**
   * Opens and checks the session and starts the tokenizer, where `extract` did not yet. Throws `modelTapWrong`,
   * `modelNotReadable`, `modelUnfit`, `deviceUnusable`, `tokenizerUnsupported` and `poolingModule`. A tokenizer or a
   * pooling module that is stuck when the signals of all who wait have aborted is ended: then it throws `cancelled`,
   * and the next one loads anew.
   */
  async load(signal?: AbortSignal): Promise<void> {
    await this.#load(signal);
  }

  /** Width of the vector at each layer, as the loaded model has it. Throws what `load` throws. */
  async measure(): Promise<readonly number[]> {
    const parts = (await this.#load()).widths.values();
    return this.#stack.map(({ pooling }) => poolingParts(pooling).reduce((sum) => sum + (parts.next().value ?? 0), 0));
  }

  /**
   * The hidden states of distinct texts, batch by batch; every text comes once, in no particular order, and any part of
   * the result is spread over all texts. A text that fails is told of and does not stop the others. After `signal`
   * aborts no further batch starts and the generator ends. Throws what `load` throws, and `everyTextFailed`.
   */
  async *extract(texts: readonly string[], options: ExtractOptions = {}): AsyncGenerator<ExtractedBatch> {
    if (texts.length === 0 || options.signal?.aborted) return;
    const extraction = await this.#load(options.signal);
    try {
      yield* extractBatches(extraction, texts, options);
    } finally {
      await extraction.session.settle();
    }
  }

  /** Ends a probe of a device that `load` waits for, a tokenizer and pooling modules; waits for the batch in flight. */
  async dispose(): Promise<void> {
    this.#end.abort();
    const [loaded] = await Promise.allSettled([this.#opening?.extraction]);
    if (loaded.status === "fulfilled" && loaded.value) {
      const { session, tokenizer, disposeModules } = loaded.value;
      disposeModules();
      await Promise.all([session.dispose(), tokenizer.dispose()]);
    }
    closeTap(this.#plan);
  }

  /** One that failed is tried again the next time, and so is one that was ended because others gave up. */
  async #load(signal?: AbortSignal): Promise<Loaded> {
    for (;;) {
      const opening = (this.#opening ??= this.#startOpening());
      opening.users.add(signal);
      try {
        return await opening.extraction;
      } catch (error) {
        const isEnded = error instanceof StrataError && error.code === "cancelled" && opening.users.signal.aborted;
        if (!isEnded || this.#end.signal.aborted || signal?.aborted) throw error;
      }
    }
  }

  #startOpening() {
    const users = new SharedSignal();
    const extraction = this.#open(AbortSignal.any([users.signal, this.#end.signal]));
    const opening = { extraction, users };
    extraction.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  /** Session and tokenizer at once; where one fails the other is closed again. */
  async #open(signal: AbortSignal): Promise<Loaded> {
    const { tokenizerFile, tokenizerConfigFile, facts, modelFile, lowerCase } = this.#folder;
    const { tokenizerWorker, poolingWorker, threads } = this.#options;
    const files = { tokenizer: tokenizerFile, config: tokenizerConfigFile, maxTokens: this.maxTokens };
    const openingTokenizer = openTokenizer(files, tokenizerWorker, signal);
    const openingSession = DeviceTap.open(this.#plan, facts, {
      stack: this.#stack.flatMap((layer) => poolingParts(layer.pooling).map((pooling) => ({ ...layer, pooling }))),
      threads,
      devices: this.#devices,
      batching: this.#batching,
      signal: this.#end.signal,
    });
    try {
      const [tokenizer, session] = await Promise.all([openingTokenizer, openingSession]);
      this.#session = session;
      await this.#remember(session.tap.batching);
      const prompt = this.#prompt;
      const promptTokens = await countTokens(tokenizer, asRead(prompt, lowerCase), signal);
      const { stack, tokenWidths, probe } = session.tap;
      const { modules, dispose: disposeModules } = await openModules(stack, probe, {
        workerFile: poolingWorker,
        signal,
      });
      const widths = measuredWidths(stack, tokenWidths, modules);
      const table = this.#tokenTable();
      const reading = { prompt, promptTokens, lowerCase, table };
      return { session, tokenizer, widths, modules, disposeModules, ...reading, path: modelFile };
    } catch (error) {
      await Promise.allSettled([openingTokenizer, openingSession].map(async (opening) => (await opening).dispose()));
      throw error;
    }
  }

  #tokenTable(): TokenTable | undefined {
    const rows = tableRows(this.#plan);
    if (rows === undefined) return undefined;
    let beyond: ReadonlyMap<number, string> | undefined;
    return { rows, tokenOf: (id) => (beyond ??= tokensBeyond(this.#folder.tokenizerFile, rows)).get(id) };
  }

  async #recall(): Promise<void> {
    const { device } = this.#options;
    if (device) this.#batching = await recallBatching(device.choice.probes, this.#batchingKey());
  }

  async #remember(found: Batching): Promise<void> {
    if (this.#batching !== undefined) return;
    this.#batching = found;
    const { device } = this.#options;
    if (device === undefined) return;
    // What cannot be remembered is found again by the next load.
    await Promise.allSettled([rememberBatching(device.choice.probes, this.#batchingKey(), found)]);
  }

  /** Of all that the answer depends on. */
  #batchingKey(): string {
    const { paddingId } = this.#folder.facts;
    const parts = [EXTRACTION_VERSION, this.#digests, paddingId, this.#stack.map(({ tensor }) => tensor)];
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
  }

  get #allLayers(): readonly StackLayer[] {
    return wholeStack(this.#plan, this.#pooling);
  }

  get #isWhole(): boolean {
    return JSON.stringify(this.#stack) === JSON.stringify(this.#allLayers);
  }

  #partOf(whole: readonly StackLayer[], key: string): Extractor["whole"] {
    const names = whole.map((layer) => JSON.stringify(layer));
    const layers = this.#stack.map((layer) => names.indexOf(JSON.stringify(layer)));
    return layers.includes(-1) ? undefined : { key, layers };
  }

  #fileDigests(): string[] {
    const { tokenizerFile, tokenizerConfigFile } = this.#folder;
    const files = [...filesOf(this.#plan), tokenizerFile, tokenizerConfigFile];
    return files.filter((file) => file !== undefined).map(fileDigest);
  }

  /** Of everything the hidden states depend on; the device is not part of it, because all that run agree. */
  #digest(stack: readonly StackLayer[] | undefined): string {
    const { stream } = this.#plan;
    const parts: unknown[] = [EXTRACTION_VERSION, this.#digests, stream.hidden, inKey(this.#pooling), this.maxTokens];
    // What is not chosen leaves the key, and so the cache, as it was.
    if (this.#prompt !== "") parts.push({ prompt: this.#prompt });
    if (this.#folder.lowerCase) parts.push({ lowerCase: true });
    if (this.#batching !== undefined && this.#batching !== "any") parts.push({ together: this.#batching });
    if (stack) parts.push(stack.map(({ tensor, pooling }) => [tensor, inKey(pooling)]));
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
  }
}

function promptNamed(name: string | undefined, prompts: Readonly<Record<string, string>>): string {
  if (name === undefined) return "";
  const prompt = Object.entries(prompts).find(([known]) => known === name)?.[1];
  if (prompt !== undefined) return prompt;
  throw new StrataError("promptUnknown", { prompt: name, prompts: Object.keys(prompts).join(", ") });
}

/** Tokens of a prompt that stands before a text. */
async function countTokens(tokenizer: TokenizerThread, prompt: string, signal: AbortSignal): Promise<number> {
  if (prompt === "") return 0;
  const { ids } = await tokenizer.encode([prompt], signal);
  return ids.length - tokenizer.special.before - tokenizer.special.behind;
}

function poolingNamed(choice: string, { specialTokens, layers }: ExtractorOptions, { pooling }: ModelFolder): Pooling {
  if (!isModulePath(choice)) return resolvePooling(choice, pooling, specialTokens);
  return { kind: "module", specialTokens: true, module: findModule(choice, layers?.moduleFolder) };
}

/** What decides a pooling's result: of a module its content, not its place. */
function inKey({ module, ...pooling }: Pooling): object {
  return module ? { ...pooling, module: module.digest } : pooling;
}
