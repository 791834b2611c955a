import { createHash } from "node:crypto";
import { DigestMemory } from "../files/digestMemory.ts";
import { KnownFiles } from "../files/fileIdentity.ts";
import type { PointKind } from "../protocol/engine.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import type { FinalNormView } from "../protocol/finalNorm.ts";
import type { Batching, LayerChoice, Notice } from "../protocol/models.ts";
import { type Quantization, quantizationOf } from "./graph/quantization.ts";
import { noPooling, type Pooling, resolvePooling, type SpecialTokenChoice, vectorsOf } from "./pooling.ts";
import { findModule, isModulePath } from "./poolingModule.ts";
import { type ModelFolder, openModelFolder } from "./store/modelFolder.ts";
import { finalNormOf } from "./tap/finalNorm.ts";
import { type FixedSizes, fixedSizes } from "./tap/fixedSizes.ts";
import { recallBatching, rememberBatching } from "./tap/rememberedBatching.ts";
import { chooseStack, type StackLayer, stackPoolings, stackSpaces, stackWidths, wholeStack } from "./tap/stack.ts";
import { closeTap, filesOf, planTap, type TapPlan } from "./tap/tapPlan.ts";

export interface IdentityOptions {
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
  /** Whether the states are of whole texts, pooled, or of their single tokens; whole texts where left out. */
  readonly points?: PointKind;
  /** Folder where it is remembered which texts may run together, and what the digests of large files are. */
  readonly memory?: string;
}

/** Raised when extraction changes what it computes, so that caches of older versions are left alone. */
const EXTRACTION_VERSION = 2;

/** What a model's hidden states depend on, read from its files without running it, and whether those still are the same. */
export class ModelIdentity {
  readonly name: string;
  /** `embedding, 1 … L` */
  readonly layers: readonly string[];
  /** Width of the vector at each layer; `undefined` where only running the model tells. */
  readonly widths: readonly number[] | undefined;
  /** The space each layer's vectors lie in, by name: only within one space do directions compare. */
  readonly spaces: readonly string[];
  /** Tokens read of each text, special tokens included. */
  readonly maxTokens: number;
  /** What has states: a whole text or each of its tokens. */
  readonly points: PointKind;
  /** How token states become one vector, in words. */
  readonly pooling: string;
  /** The text put before every other. */
  readonly prompt: string;
  readonly folder: ModelFolder;
  readonly plan: TapPlan;
  readonly stack: readonly StackLayer[];
  /** The norm behind the last block, where the graph tells it, and the layers before it. */
  readonly finalNorm: FinalNormView | undefined;
  readonly #options: IdentityOptions;
  readonly #pooling: Pooling;
  readonly #fixed: FixedSizes;
  readonly #known: KnownFiles;
  readonly #digests: readonly string[];
  /** Which texts may run together: found with the first load, and remembered. */
  #batching: Batching | undefined;

  private constructor(options: IdentityOptions, known: KnownFiles, folder: ModelFolder, plan: TapPlan) {
    this.#options = options;
    this.#known = known;
    this.folder = folder;
    this.plan = plan;
    this.points = options.points ?? "records";
    const poolingOf = (choice: string) =>
      this.points === "tokens" ? noPooling : poolingNamed(choice, options, folder, known);
    this.#pooling = poolingOf(options.pooling);
    this.stack = options.layers
      ? chooseStack(plan, options.layers, this.#pooling, poolingOf)
      : wholeStack(plan, this.#pooling);
    this.finalNorm = finalNormView(plan, this.stack);
    this.prompt = promptNamed(options.prompt, folder.prompts);
    this.name = folder.name;
    this.layers = this.stack.map(({ name }) => name);
    this.widths = stackWidths(this.stack, plan.declaredOutputs === undefined ? folder.facts.hiddenSize : undefined);
    this.spaces = stackSpaces(this.stack);
    this.#fixed = fixedSizes(plan);
    const most = Math.min(folder.positions ?? Infinity, this.#fixed.tokens ?? Infinity);
    this.maxTokens = Math.min(options.maxTokens ?? folder.maxTokens, most);
    this.pooling = stackPoolings(this.stack, this.#pooling);
    this.#digests = this.#contentFiles.map((file) => digestOf(known, file));
    // Of the others as well: one that was only touched is no other file.
    for (const file of known.paths) digestOf(known, file);
  }

  /**
   * Reads a model's files. Throws `optionUnknown` for a pooling and `promptUnknown` for a prompt it does not know;
   * `layerUnknown`, `tensorUnknown` and `poolingModule` for what is wrong with the choice of layers;
   * `modelNotFound`, `tokenizerMissing`, `modelNotReadable`, `modelExternalData`, `modelUnfit` and
   * `modelNotTransformer` for what is wrong with its files, `modelChanged` where they are being replaced.
   */
  static async open(options: IdentityOptions): Promise<ModelIdentity> {
    const { memory } = options;
    const known = new KnownFiles(memory === undefined ? undefined : new DigestMemory(memory));
    if (options.file !== undefined) known.add(options.file);
    const folder = await openModelFolder(options.folder, { ...options, known });
    known.add(folder.modelFile);
    const plan = planTap(folder.modelFile, folder.facts.layerCounts);
    try {
      for (const file of filesOf(plan)) known.add(file);
      const identity = new ModelIdentity(options, known, folder, plan);
      identity.check();
      identity.#batching = await identity.#recall();
      return identity;
    } catch (error) {
      closeTap(plan);
      throw error;
    }
  }

  /**
   * Hexadecimal; differs wherever the hidden states may differ. States that texts give each other are never those of
   * texts that run apart, so it is known behind `remember`.
   */
  get key(): string {
    return this.#digest(this.#isWhole ? undefined : this.stack);
  }

  /** Where these layers are only some of all hidden states: the key of all, and which of them each layer is. */
  get whole(): { readonly key: string; readonly layers: readonly number[] } | undefined {
    return this.#isWhole ? undefined : this.#partOf(this.#allLayers, this.#digest(undefined));
  }

  /** Whether `key` is known. */
  get isKnown(): boolean {
    return this.#batching !== undefined;
  }

  /** Which texts may run together, where it is known. */
  get batching(): Batching | undefined {
    return this.#batching;
  }

  /** Of all files the states depend on, one behind the other. */
  get digest(): string {
    return this.#digests.join(" ");
  }

  /** What a user should know of the model beside the picture. */
  get notices(): readonly Notice[] {
    const reason = this.plan.declaredOutputs;
    const ofModel: Notice[] = reason === undefined ? [] : [{ code: "declaredOutputs", detail: { reason } }];
    const ofAuthors = this.folder.notices.filter(
      ({ code }) => code !== "poolingUnknown" || (this.#options.pooling === "auto" && this.points === "records"),
    );
    const together = this.#batching ?? "any";
    const ofBatches: Notice[] = together === "any" ? [] : [{ code: "batching", detail: { together } }];
    const { rows, tokens } = this.#fixed;
    const isFixed = (rows ?? 1) > 1 || tokens !== undefined;
    const ofSizes: Notice[] = isFixed ? [{ code: "fixedSizes", detail: { rows, tokens } }] : [];
    return [...ofModel, ...ofAuthors, ...ofSizes, ...ofBatches];
  }

  /** How the model's file is quantized, where it is. */
  get quantization(): Quantization | undefined {
    return quantizationOf(this.plan.model.graph.nodes);
  }

  /** Whether a file that was read is another now: graph, weights, tokenizer, configurations, pooling modules. */
  get isChanged(): boolean {
    return this.#known.changed() !== undefined;
  }

  /** Throws `modelChanged` where a file that was read is another now. */
  check(): void {
    throwChanged(this.#known.changed());
  }

  /** The same of the files that may be read again while the model runs: graph, weights, tokenizer and modules. */
  checkContents(): void {
    const modules = this.stack.flatMap(({ pooling }) => pooling.module?.files ?? []);
    throwChanged(this.#known.changed([...this.#contentFiles, ...modules]));
  }

  /** Takes which texts may run together, and remembers it where it was not known. */
  async remember(found: Batching): Promise<void> {
    if (this.#batching !== undefined) return;
    this.#batching = found;
    const { memory } = this.#options;
    if (memory === undefined) return;
    // What cannot be remembered is found again by the next load.
    await Promise.allSettled([rememberBatching(memory, this.#batchingKey(), found)]);
  }

  /** Closes the files. */
  close(): void {
    closeTap(this.plan);
  }

  async #recall(): Promise<Batching | undefined> {
    const { memory } = this.#options;
    return memory === undefined ? undefined : recallBatching(memory, this.#batchingKey());
  }

  /** Of all that the answer depends on. */
  #batchingKey(): string {
    const { paddingId } = this.folder.facts;
    return shortHash([EXTRACTION_VERSION, this.#digests, paddingId, this.stack.map(({ tensor }) => tensor)]);
  }

  get #allLayers(): readonly StackLayer[] {
    return wholeStack(this.plan, this.#pooling);
  }

  get #isWhole(): boolean {
    return JSON.stringify(this.stack) === JSON.stringify(this.#allLayers);
  }

  #partOf(whole: readonly StackLayer[], key: string): ModelIdentity["whole"] {
    const names = whole.map((layer) => JSON.stringify(layer));
    const layers = this.stack.map((layer) => names.indexOf(JSON.stringify(layer)));
    return layers.includes(-1) ? undefined : { key, layers };
  }

  /** Those whose whole content goes into the key; of the others only what was read of them does. */
  get #contentFiles(): string[] {
    const { tokenizerFile, tokenizerConfigFile } = this.folder;
    return [...filesOf(this.plan), tokenizerFile, ...(tokenizerConfigFile === undefined ? [] : [tokenizerConfigFile])];
  }

  /** Of everything the hidden states depend on; the device is not part of it, because all that run agree. */
  #digest(stack: readonly StackLayer[] | undefined): string {
    const { stream } = this.plan;
    const parts: unknown[] = [EXTRACTION_VERSION, this.#digests, stream.hidden, inKey(this.#pooling), this.maxTokens];
    // What is not chosen leaves the key, and so the cache, as it was.
    if (this.prompt !== "") parts.push({ prompt: this.prompt });
    if (this.folder.lowerCase) parts.push({ lowerCase: true });
    if (this.#batching !== undefined && this.#batching !== "any") parts.push({ together: this.#batching });
    if (stack) parts.push(stack.map(({ tensor, pooling }) => [tensor, inKey(pooling)]));
    return shortHash(parts);
  }
}

/** Throws `modelNotReadable`. */
function finalNormView(plan: TapPlan, stack: readonly StackLayer[]): FinalNormView | undefined {
  const last = plan.stream.hidden.length - 1;
  try {
    const norm = finalNormOf(plan);
    const isBefore = ({ hidden, pooling }: StackLayer) =>
      hidden !== undefined && hidden < last && vectorsOf(pooling) === 1;
    return norm && { norm, layers: stack.map(isBefore) };
  } catch (cause) {
    throw new StrataError("modelNotReadable", { path: plan.path, reason: reasonOf(cause) }, { cause });
  }
}

/** Throws `modelNotReadable`. */
function digestOf(known: KnownFiles, path: string): string {
  try {
    return known.digestOf(path);
  } catch (cause) {
    throw new StrataError("modelNotReadable", { path, reason: reasonOf(cause) }, { cause });
  }
}

function shortHash(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

function throwChanged(path: string | undefined): void {
  if (path !== undefined) throw new StrataError("modelChanged", { path });
}

function promptNamed(name: string | undefined, prompts: Readonly<Record<string, string>>): string {
  if (name === undefined) return "";
  const prompt = Object.entries(prompts).find(([known]) => known === name)?.[1];
  if (prompt !== undefined) return prompt;
  throw new StrataError("promptUnknown", { prompt: name, prompts: Object.keys(prompts).join(", ") });
}

function poolingNamed(
  choice: string,
  { specialTokens, layers }: IdentityOptions,
  { pooling, decodes, notices }: ModelFolder,
  known: KnownFiles,
): Pooling {
  // Where the authors' pooling is not known, what is said of it names the mean.
  const leavesSinks = decodes && !notices.some(({ code }) => code === "poolingUnknown");
  if (!isModulePath(choice)) return resolvePooling(choice, pooling, specialTokens, leavesSinks);
  return { kind: "module", specialTokens: true, module: findModule(choice, layers?.moduleFolder, known) };
}

/** What decides a pooling's result: of a module its content, not its place. */
function inKey({ module, ...pooling }: Pooling): object {
  return module ? { ...pooling, module: module.digest } : pooling;
}
