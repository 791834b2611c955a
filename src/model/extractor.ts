import { StrataError } from "../protocol/errors.ts";
import type { DeviceChoice, DeviceReport, Notice, Provider } from "../protocol/models.ts";
import type { Devices, ModelDevices } from "./devices/devices.ts";
import type { TokenTable } from "./encodeWindow.ts";
import {
  encodeTexts,
  type ExtractedBatch,
  extractBatches,
  type Extraction,
  type ExtractOptions,
} from "./extraction.ts";
import { type IdentityOptions, ModelIdentity } from "./modelIdentity.ts";
import { poolingParts } from "./pooling.ts";
import { type LoadedModules, openModules } from "./poolingThread.ts";
import { SharedOpening } from "./sharedOpening.ts";
import { DeviceTap, probedModel } from "./devices/deviceTap.ts";
import { measuredWidths } from "./tap/stack.ts";
import { tableRows } from "./tap/tableRows.ts";
import { asRead, type Reading } from "./text/ownRanges.ts";
import { openTokenizer, type TokenizerThread } from "./text/tokenizerThread.ts";
import { tokensBeyond } from "./text/tokensBeyond.ts";
import { findTokens, type FoundTokens } from "./tokenPoints.ts";

export interface ExtractorOptions extends Omit<IdentityOptions, "memory"> {
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

/**
 * One model, ready to turn texts into pooled hidden states of every layer. Opening reads only its structure; session
 * and tokenizer start with the first `extract`, so texts that are cached need neither. Several extractions may run at
 * once; their batches take turns.
 */
export class Extractor {
  /** What the states depend on. */
  readonly identity: ModelIdentity;
  readonly #options: ExtractorOptions;
  readonly #devices: ModelDevices | undefined;
  readonly #end = new AbortController();
  readonly #tokenizer = new SharedOpening((signal) => this.#openTokenizer(signal), this.#end.signal);
  readonly #loaded = new SharedOpening((signal) => this.#open(signal), this.#end.signal);
  #session: DeviceTap | undefined;

  private constructor(options: ExtractorOptions, identity: ModelIdentity) {
    this.#options = options;
    this.identity = identity;
    const { device } = options;
    const { plan, folder, digest } = identity;
    this.#devices = device?.devices.of(device.choice, probedModel(plan, folder.facts, digest));
  }

  /** Opens a model. Throws what `ModelIdentity.open` throws. */
  static async open(options: ExtractorOptions): Promise<Extractor> {
    const memory = options.device?.choice.probes;
    const identity = await ModelIdentity.open({ ...options, ...(memory !== undefined && { memory }) });
    try {
      return new Extractor(options, identity);
    } catch (error) {
      identity.close();
      throw error;
    }
  }

  /**
   * Makes the identity's `key` known: it is remembered, and a model that was never loaded on this machine is loaded.
   * Throws as `load`.
   */
  async identify(signal?: AbortSignal): Promise<void> {
    if (!this.identity.isKnown) await this.#loaded.get(signal);
  }

  /** What computes: the last one where the device changed; `undefined` before `load`. */
  get device(): Provider | undefined {
    return this.#session?.provider;
  }

  /** What a user should know beside the picture: of the model, and of the devices that did not compute. */
  get notices(): readonly Notice[] {
    return [...this.identity.notices, ...(this.#session?.notices ?? [])];
  }

  /** What is known of every device with this model; see `ModelDevices.report`. */
  async probeDevices(again: boolean, signal: AbortSignal): Promise<readonly DeviceReport[]> {
    if (this.#devices === undefined) throw new StrataError("internal", { reason: "no device was chosen" });
    return this.#devices.report(again, signal);
  }

  /**
   * Opens and checks the session and starts the tokenizer, where `extract` did not yet. Throws `modelTapWrong`,
   * `modelNotReadable`, `modelUnfit`, `deviceUnusable`, `tokenizerUnsupported` and `poolingModule`, and `modelChanged`
   * where the files are no longer those of `identity`. A tokenizer or a pooling module that is stuck when the signals of
   * all who wait have aborted is ended: then it throws `cancelled`, and the next one loads anew.
   */
  async load(signal?: AbortSignal): Promise<void> {
    await this.#loaded.get(signal);
  }

  /** Width of the vector at each layer, as the loaded model has it. Throws what `load` throws. */
  async measure(): Promise<readonly number[]> {
    const parts = (await this.#loaded.get()).widths.values();
    const { stack } = this.identity;
    return stack.map(({ pooling }) => poolingParts(pooling).reduce((sum) => sum + (parts.next().value ?? 0), 0));
  }

  /**
   * The hidden states of distinct texts, batch by batch; every text comes once, in no particular order, and any part of
   * the result is spread over all texts. A text that fails is told of and does not stop the others. After `signal`
   * aborts no further batch starts and the generator ends. Throws what `load` throws, `everyTextFailed`, and
   * `modelChanged` in place of states that may not be those of `identity`.
   */
  async *extract(texts: readonly string[], options: ExtractOptions = {}): AsyncGenerator<ExtractedBatch> {
    if (texts.length === 0 || options.signal?.aborted) return;
    const extraction = await this.#loaded.get(options.signal);
    try {
      for await (const batch of extractBatches(extraction, texts, options)) {
        // Weights are mapped into memory: a running session reads what is written over them. Threads that were ended
        // read tokenizer and modules again.
        this.identity.checkContents();
        yield batch;
      }
    } finally {
      await extraction.session.settle();
    }
  }

  /**
   * The tokens that have characters of some texts, by the tokenizer alone: the points that `extract` gives states of, in
   * that order, where the identity's points are tokens. Throws `tokenizerUnsupported`, `modelChanged`, what a tokenizer
   * that is gone throws, and `cancelled` where the signal aborts.
   */
  async tokenRanges(texts: readonly string[], signal?: AbortSignal): Promise<FoundTokens> {
    const tokenizer = await this.#tokenizer.get(signal);
    const options = { tokenizer, points: "tokens", reading: this.#reading, table: this.#tokenTable() } as const;
    const found = await findTokens(texts, (some) => encodeTexts(some, options, signal), signal);
    this.identity.checkContents();
    return found;
  }

  /** Ends a probe of a device that `load` waits for, a tokenizer and pooling modules; waits for the batch in flight. */
  async dispose(): Promise<void> {
    this.#end.abort();
    const [loaded, tokenizer] = await Promise.allSettled([this.#loaded.current, this.#tokenizer.current]);
    if (loaded.status === "fulfilled" && loaded.value) {
      loaded.value.disposeModules();
      await loaded.value.session.dispose();
    }
    if (tokenizer.status === "fulfilled") await tokenizer.value?.dispose();
    this.identity.close();
  }

  #openTokenizer(signal: AbortSignal): Promise<TokenizerThread> {
    const { folder, maxTokens } = this.identity;
    const { tokenizerFile, tokenizerConfigFile } = folder;
    const files = { tokenizer: tokenizerFile, config: tokenizerConfigFile, maxTokens };
    return openTokenizer(files, this.#options.tokenizerWorker, signal);
  }

  /** Session and tokenizer at once; where one fails the session is closed again. */
  async #open(signal: AbortSignal): Promise<Loaded> {
    const { folder, plan, batching, points } = this.identity;
    const { poolingWorker, threads } = this.#options;
    const openingTokenizer = this.#tokenizer.get(signal);
    const openingSession = DeviceTap.open(plan, folder.facts, {
      stack: this.identity.stack.flatMap((layer) =>
        poolingParts(layer.pooling).map((pooling) => ({ ...layer, pooling })),
      ),
      threads,
      devices: this.#devices,
      batching,
      signal: this.#end.signal,
    });
    let opened: LoadedModules | undefined;
    try {
      const [tokenizer, session] = await Promise.all([openingTokenizer, openingSession]);
      const promptTokens = await countTokens(tokenizer, asRead("", this.#reading), signal);
      const { stack, tokenWidths, probe } = session.tap;
      opened = await openModules(stack, probe, { workerFile: poolingWorker, signal });
      const { modules, dispose: disposeModules } = opened;
      this.identity.check();
      this.#session = session;
      await this.identity.remember(session.tap.batching);
      const widths = measuredWidths(stack, tokenWidths, modules);
      const [reading, table] = [this.#reading, this.#tokenTable()];
      const parts = { session, tokenizer, widths, modules, disposeModules };
      return { ...parts, points, reading, promptTokens, table, path: folder.modelFile };
    } catch (error) {
      opened?.dispose();
      await Promise.allSettled([openingTokenizer, openingSession.then((session) => session.dispose())]);
      throw error;
    }
  }

  get #reading(): Reading {
    return { prompt: this.identity.prompt, lowerCase: this.identity.folder.lowerCase };
  }

  #tokenTable(): TokenTable | undefined {
    const { plan, folder } = this.identity;
    const rows = tableRows(plan);
    if (rows === undefined) return undefined;
    let beyond: ReadonlyMap<number, string> | undefined;
    return { rows, tokenOf: (id) => (beyond ??= tokensBeyond(folder.tokenizerFile, rows)).get(id) };
  }
}

/** Tokens of a prompt that stands before a text. */
async function countTokens(tokenizer: TokenizerThread, prompt: string, signal: AbortSignal): Promise<number> {
  if (prompt === "") return 0;
  const { ids } = await tokenizer.encode([prompt], signal);
  return ids.length - tokenizer.special.before - tokenizer.special.behind;
}
