import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import path from "node:path";
import { type Failure, reasonOf } from "../../protocol/errors.ts";
import type { DeviceChoice, Provider } from "../../protocol/models.ts";
import { carriedProviders, useLibrary } from "../onnxruntime.ts";
import { linkCuda } from "./cudaLibraries.ts";
import type { DevicePlaces } from "./device.ts";
import { failureReason } from "./failureReason.ts";
import { deviceOf } from "./index.ts";
import type { ProbeRequest } from "./probe.ts";
import { ProbeMemory, type Remembered } from "./probeMemory.ts";
import { type ProbeReply, runProbe } from "./probeProcess.ts";

/** A model as devices are tried with it. */
export interface ProbedModel extends Pick<ProbeRequest, "modelFile" | "facts"> {
  /** Digest of all its files. */
  readonly digest: string;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** Largest relative difference to the CPU's states that a device may show. */
  readonly tolerance: number;
}

export interface ProbesOptions {
  /** Path of the probe's bundle, in or below the folder whose `node_modules` has ONNX Runtime. */
  readonly probe: string;
  /** Milliseconds a probe may take beside what a model's size adds. */
  readonly timeLimit?: number;
  /** Something could not be remembered. */
  readonly onWarning: (failure: Failure) => void;
}

/** What to find out of a device. */
export interface ProbeQuestion {
  readonly choice: DeviceChoice;
  readonly provider: Provider;
  readonly model: ProbedModel;
}

const TIME_LIMIT = 60_000;
/** Loading a gigabyte of weights five times over, from a slow disk. */
const MILLISECONDS_PER_GIGABYTE = 60_000;

/** The CPU is what the others are compared with. */
const cpuItself: Remembered = { outcome: "ran", reason: "", speed: 1, difference: 0 };

/** What probes of this machine's devices found, in this process and before. Those that are missing are made. */
export class Probes {
  readonly #options: ProbesOptions;
  readonly #end = new AbortController();
  /** What was found in this process, also where it cannot be written. */
  readonly #found = new Map<string, Remembered>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ProbesOptions) {
    this.#options = options;
  }

  /** Ends a probe that is under way. */
  dispose(): void {
    this.#end.abort();
  }

  /**
   * What is known of a model on a device; probed where nothing is, or `again`. Probes take turns: two at once would
   * disturb each other's times, and some drivers. Rejects with `cancelled` where the signal or `dispose` ends it.
   */
  async find(question: ProbeQuestion, options: { again?: boolean; signal?: AbortSignal } = {}): Promise<Remembered> {
    const { choice, provider } = question;
    if (provider === "cpu") return cpuItself;
    const absence = await this.#absence(choice, provider);
    if (absence !== undefined) return { outcome: "absent", reason: absence };
    const key = this.#key(question);
    const result = this.#turn.then(async () => {
      const known = options.again === true ? undefined : await this.#read(choice, key);
      return known ?? this.#probe(question, key, options.signal);
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Tokens per batch that were found best. */
  async batchTokens(question: ProbeQuestion): Promise<number | undefined> {
    return (await this.#read(question.choice, this.#key(question)))?.batchTokens;
  }

  async rememberBatchTokens(question: ProbeQuestion, batchTokens: number): Promise<void> {
    const key = this.#key(question);
    const known = (await this.#read(question.choice, key)) ?? cpuItself;
    await this.#write(question.choice, key, { ...known, batchTokens });
  }

  /** Why the libraries that `choice` names cannot be loaded; before the first session of the process they can. */
  loadLibraries(choice: DeviceChoice): string | undefined {
    try {
      const library = linkCuda(this.#places(choice), choice.probes);
      if (library === undefined || useLibrary(library)) return undefined;
      return "its libraries came after the engine started; reload the window";
    } catch (error) {
      return failureReason(error);
    }
  }

  async #probe({ choice, provider, model }: ProbeQuestion, key: string, signal?: AbortSignal): Promise<Remembered> {
    const library = provider === "cuda" ? linkCuda(this.#places(choice), choice.probes) : undefined;
    const { modelFile, facts, bytes } = model;
    const reply = await runProbe(
      { provider, modelFile, facts, library },
      {
        entry: this.#options.probe,
        timeLimit: (this.#options.timeLimit ?? TIME_LIMIT) + (bytes / 1e9) * MILLISECONDS_PER_GIGABYTE,
        signal: AbortSignal.any([this.#end.signal, ...(signal ? [signal] : [])]),
      },
    );
    const finding = judged(reply, provider, model);
    await this.#write(choice, key, finding);
    return finding;
  }

  async #absence(choice: DeviceChoice, provider: Provider): Promise<string | undefined> {
    const carried = (await carriedProviders()).some(({ name }) => name === provider);
    if (!carried) return `ONNX Runtime does not come with it for ${process.platform}-${process.arch}`;
    const absence = deviceOf(provider).absence(this.#places(choice));
    return absence ?? (provider === "cuda" ? this.loadLibraries(choice) : undefined);
  }

  async #read({ probes }: DeviceChoice, key: string): Promise<Remembered | undefined> {
    return this.#found.get(key) ?? new ProbeMemory(probes).read(key);
  }

  async #write({ probes }: DeviceChoice, key: string, finding: Remembered): Promise<void> {
    this.#found.set(key, finding);
    try {
      await new ProbeMemory(probes).write(key, finding);
    } catch (error) {
      this.#options.onWarning({ code: "cacheNotWritable", detail: { folder: probes, reason: reasonOf(error) } });
    }
  }

  /** Names everything a finding depends on. */
  #key({ choice, provider, model }: ProbeQuestion): string {
    const { node, electron = "" } = process.versions;
    const places = this.#places(choice);
    const identity = deviceOf(provider).identity(places);
    const parts = [model.digest, provider, identity, places.runtimeVersion, node, electron, process.arch];
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
  }

  #places({ cudaFolder }: DeviceChoice): DevicePlaces {
    const require = createRequire(this.#options.probe);
    const description = require.resolve("onnxruntime-node/package.json");
    const { version } = require(description) as { readonly version: string };
    const runtimeFolder = path.join(path.dirname(description), "bin", "napi-v6", process.platform, process.arch);
    return { runtimeFolder, runtimeVersion: version, cudaFolder };
  }
}

function judged(reply: ProbeReply, provider: Provider, { tolerance }: ProbedModel): Remembered {
  if (reply.kind === "failed") {
    return deviceOf(provider).meansAbsent(reply.reason)
      ? { outcome: "absent", reason: "this machine has no graphics processor that it can use" }
      : { outcome: "refused", reason: reply.reason };
  }
  const { difference, speed } = reply;
  if (difference <= tolerance) return { outcome: "ran", reason: "", speed, difference };
  const apart = Number.isNaN(difference) ? "no numbers" : `states ${difference.toPrecision(2)} away from the CPU's`;
  return { outcome: "refused", reason: `it computes ${apart}; at most ${tolerance} is allowed` };
}
