import { StrataError } from "../protocol/errors.ts";
import type { DeviceChoice, DeviceReport, Notice, Provider } from "../protocol/models.ts";
import type { Devices, ModelDevices } from "./devices/devices.ts";
import type { TokenTable } from "./encodeWindow.ts";
import { asRead, type ExtractedBatch, extractBatches, type Extraction, type ExtractOptions } from "./extraction.ts";
import { type IdentityOptions, ModelIdentity } from "./modelIdentity.ts";
import { poolingParts } from "./pooling.ts";
import { type LoadedModules, openModules } from "./poolingThread.ts";
import { SharedSignal } from "./sharedSignal.ts";
import { DeviceTap, probedModel } from "./devices/deviceTap.ts";
import { measuredWidths } from "./tap/stack.ts";
import { tableRows } from "./tap/tableRows.ts";
import { openTokenizer, type TokenizerThread } from "./text/tokenizerThread.ts";
import { tokensBeyond } from "./text/tokensBeyond.ts";

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
  #opening: { readonly extraction: Promise<Loaded>; readonly users: SharedSignal } | undefined;
  #session: DeviceTap | undefined;
  readonly #end = new AbortController();

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
    if (!this.identity.isKnown) await this.#load(signal);
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
    await this.#load(signal);
  }

  /** Width of the vector at each layer, as the loaded model has it. Throws what `load` throws. */
  async measure(): Promise<readonly number[]> {
    const parts = (await this.#load()).widths.values();
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
    const extraction = await this.#load(options.signal);
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

  /** Ends a probe of a device that `load` waits for, a tokenizer and pooling modules; waits for the batch in flight. */
  async dispose(): Promise<void> {
    this.#end.abort();
    const [loaded] = await Promise.allSettled([this.#opening?.extraction]);
    if (loaded.status === "fulfilled" && loaded.value) {
      const { session, tokenizer, disposeModules } = loaded.value;
      disposeModules();
      await Promise.all([session.dispose(), tokenizer.dispose()]);
    }
    this.identity.close();
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
    const { folder, plan, prompt, maxTokens, batching } = this.identity;
    const { tokenizerFile, tokenizerConfigFile, facts, modelFile, lowerCase } = folder;
    const { tokenizerWorker, poolingWorker, threads } = this.#options;
    const files = { tokenizer: tokenizerFile, config: tokenizerConfigFile, maxTokens };
    const openingTokenizer = openTokenizer(files, tokenizerWorker, signal);
    const openingSession = DeviceTap.open(plan, facts, {
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
      const promptTokens = await countTokens(tokenizer, asRead(prompt, lowerCase), signal);
      const { stack, tokenWidths, probe } = session.tap;
      opened = await openModules(stack, probe, { workerFile: poolingWorker, signal });
      const { modules, dispose: disposeModules } = opened;
      this.identity.check();
      this.#session = session;
      await this.identity.remember(session.tap.batching);
      const widths = measuredWidths(stack, tokenWidths, modules);
      const table = this.#tokenTable();
      const reading = { prompt, promptTokens, lowerCase, table };
      return { session, tokenizer, widths, modules, disposeModules, ...reading, path: modelFile };
    } catch (error) {
      opened?.dispose();
      await Promise.allSettled([openingTokenizer, openingSession].map(async (opening) => (await opening).dispose()));
      throw error;
    }
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
