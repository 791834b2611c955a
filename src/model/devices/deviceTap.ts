import type { ModelFacts } from "../store/modelFacts.ts";
import { statSync } from "node:fs";
import { StrataError } from "../../protocol/errors.ts";
import type { Batching, Notice, Provider } from "../../protocol/models.ts";
import { BatchSize } from "../batchSize.ts";
import type { ModelDevices } from "./devices.ts";
import { failureReason, isOutOfMemory } from "./failureReason.ts";
import type { ProbedModel } from "./probes.ts";
import { stricter } from "../tap/batching.ts";
import type { TokenBatch } from "../tap/feeds.ts";
import { isCoarse } from "../graph/quantization.ts";
import { LentTap } from "./lentTap.ts";
import { openTap, type Tap, type TapOptions } from "../tap/openTap.ts";
import type { PooledBatch, PoolingInput, PoolSession } from "../tap/poolSession.ts";
import { filesOf, type TapPlan } from "../tap/tapPlan.ts";

export interface DeviceTapOptions extends Omit<TapOptions, "provider"> {
  /** The CPU where left out. */
  readonly devices?: ModelDevices | undefined;
  /** Which texts may run together, as found before; what is found now can only be stricter. */
  readonly batching?: Batching | undefined;
  /** Ends a probe that the choice waits for. */
  readonly signal?: AbortSignal;
  /** Opens the session; `openTap` but in tests of devices that fail. */
  readonly open?: typeof openTap;
}

/** What a device may differ by from the CPU, relative; `coarse`: where the model's numbers are. */
const TOLERANCE = { fine: 1e-3, coarse: 1e-2 };

/** A model as `Devices` knows it; `digest` is of all its files. */
export function probedModel(plan: TapPlan, facts: ModelFacts, digest: string): ProbedModel {
  const bytes = filesOf(plan).reduce((sum, file) => sum + statSync(file).size, 0);
  const tolerance = isCoarse(plan.model) ? TOLERANCE.coarse : TOLERANCE.fine;
  return { modelFile: plan.path, facts, digest, bytes, tolerance };
}

/**
 * A pooling session on the device that was chosen; on the CPU from the batch on that the device fails at. Several runs
 * may compute at once: the device's session is closed when none of them uses it any more.
 */
export class DeviceTap implements PoolSession {
  readonly #plan: TapPlan;
  readonly #facts: ModelFacts;
  readonly #options: DeviceTapOptions;
  readonly #notices: Notice[];
  #provider: Provider;
  #lent: LentTap;
  /** Opened where the device's states need a second opinion. */
  #cpu: Promise<LentTap> | undefined;
  /** The end of the session of a device that was given up. */
  #lostEnd: Promise<unknown> | undefined;
  #batchSize: BatchSize;
  #rememberedTokens: number;

  private constructor(
    plan: TapPlan,
    facts: ModelFacts,
    options: DeviceTapOptions,
    opened: { provider: Provider; tap: Tap; notices: readonly Notice[]; batchSize: BatchSize },
  ) {
    this.#plan = plan;
    this.#facts = facts;
    this.#options = options;
    this.#provider = opened.provider;
    this.#lent = new LentTap(opened.tap);
    this.#notices = [...opened.notices];
    this.#batchSize = opened.batchSize;
    this.#rememberedTokens = opened.batchSize.tokens;
  }

  /**
   * Chooses the device, opens the session on it and checks it. `auto` takes the CPU where the device cannot be opened.
   * Throws what `openTap` throws for the CPU, `deviceUnusable` where a device that was named cannot run the model,
   * `cancelled` where the signal aborts.
   */
  static async open(plan: TapPlan, facts: ModelFacts, options: DeviceTapOptions): Promise<DeviceTap> {
    const { devices, signal, open = openTap } = options;
    const { provider, notices } = (await devices?.choose(signal)) ?? { provider: "cpu", notices: [] };
    const opened = async (on: Provider, words: readonly Notice[]) => {
      const tap = await open(plan, facts, { ...options, provider: on });
      const batchSize = new BatchSize(on, await devices?.batchTokens(on));
      return new DeviceTap(plan, facts, options, { provider: on, tap, notices: words, batchSize });
    };
    try {
      return await opened(provider, notices);
    } catch (cause) {
      if (provider === "cpu") throw cause;
      const reason = failureReason(cause);
      if (devices?.choice.device !== "auto")
        throw new StrataError("deviceUnusable", { device: provider, reason }, { cause });
      return opened("cpu", [...notices, { code: "deviceRefused", detail: { device: provider, reason } }]);
    }
  }

  /** What computes now. */
  get provider(): Provider {
    return this.#provider;
  }

  /** Which devices were not taken or were lost, and why. */
  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** The session that computes now. */
  get tap(): Tap {
    return this.#lent.tap;
  }

  /** Which texts may run together. */
  get batching(): Batching {
    return stricter(this.#options.batching ?? "any", this.tap.batching);
  }

  /** The size of batches that suits what computes now. */
  get batchSize(): BatchSize {
    return this.#batchSize;
  }

  /**
   * As `PoolSession.run`. A device that fails or gives no numbers where the CPU does is given up: this batch and all
   * that follow run on the CPU. What fails for want of memory is thrown while a smaller batch may still succeed.
   */
  async run(batch: TokenBatch, pooling: readonly PoolingInput[]): Promise<PooledBatch> {
    const used = this.#lent;
    const running = used.use((tap) => tap.run(batch, pooling));
    if (this.#provider === "cpu") return running;
    const [found] = await Promise.allSettled([running]);
    if (found.status === "fulfilled") {
      if (isFiniteBatch(found.value)) return found.value;
      const expected = await this.#runOnCpu(batch, pooling);
      if (isFiniteBatch(expected)) await this.#moveToCpu(used, "its states were no numbers");
      return expected;
    }
    if (batch.rows > 1 && isOutOfMemory(found.reason)) throw found.reason;
    // Where the CPU fails as well, the texts are at fault and not the device.
    const expected = await this.#runOnCpu(batch, pooling);
    await this.#moveToCpu(used, failureReason(found.reason));
    return expected;
  }

  /** Remembers the size of batches where it was found and is another than before. */
  async settle(): Promise<void> {
    const { tokens, isFound } = this.#batchSize;
    if (!isFound || tokens === this.#rememberedTokens) return;
    this.#rememberedTokens = tokens;
    await this.#options.devices?.rememberBatchTokens(this.#provider, tokens);
  }

  /** Waits for the batches in flight. */
  async dispose(): Promise<void> {
    const [cpu] = await Promise.allSettled([this.#cpu, this.#lostEnd]);
    if (cpu.status === "fulfilled" && cpu.value !== this.#lent) await cpu.value?.dispose();
    await this.#lent.dispose();
  }

  /** Gives up the device whose session failed, where no other run did before. */
  async #moveToCpu(failed: LentTap, reason: string): Promise<void> {
    const { devices } = this.#options;
    const cpu = await this.#openCpu();
    const batchSize = new BatchSize("cpu", await devices?.batchTokens("cpu"));
    if (this.#lent !== failed) return;
    const lost = this.#provider;
    devices?.lose(lost, reason);
    this.#lent = cpu;
    this.#provider = "cpu";
    this.#notices.push({ code: "deviceLost", detail: { device: lost, reason } });
    this.#batchSize = batchSize;
    this.#rememberedTokens = batchSize.tokens;
    // What a lost device says at its end is of no use to anybody, and other runs may still wait for it.
    this.#lostEnd = Promise.allSettled([failed.dispose()]);
  }

  async #runOnCpu(batch: TokenBatch, pooling: readonly PoolingInput[]): Promise<PooledBatch> {
    const cpu = await this.#openCpu();
    return cpu.use((tap) => tap.run(batch, pooling));
  }

  #openCpu(): Promise<LentTap> {
    const { open = openTap } = this.#options;
    this.#cpu ??= open(this.#plan, this.#facts, { ...this.#options, provider: "cpu" }).then((tap) => new LentTap(tap));
    return this.#cpu;
  }
}

function isFiniteBatch({ pooled, tokens }: PooledBatch): boolean {
  return [pooled, ...tokens].every((states) => states.every(Number.isFinite));
}
