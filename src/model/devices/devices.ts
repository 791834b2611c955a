import { StrataError } from "../../protocol/errors.ts";
import type { DeviceChoice, DeviceReport, Notice, Provider } from "../../protocol/models.ts";
import { largest } from "../../protocol/largest.ts";
import { devices } from "./index.ts";
import type { Remembered } from "./probeMemory.ts";
import { type ProbedModel, Probes, type ProbesOptions } from "./probes.ts";

/** The device to compute with, and why not another. */
export interface ChosenDevice {
  readonly provider: Provider;
  readonly notices: readonly Notice[];
}

/** The devices of this machine: what probes found of them, and which were lost since the process started. */
export class Devices {
  readonly #probes: Probes;
  /** Provider and digest of a model → why the device was given up. */
  readonly #lost = new Map<string, string>();

  constructor(options: ProbesOptions) {
    this.#probes = new Probes(options);
  }

  /**
   * Makes the libraries that `choice` names findable. To be called before the first session of the process; libraries
   * that come later are not found, and their device is absent, until the process starts again.
   */
  prepare(choice: DeviceChoice | undefined): void {
    if (choice) this.#probes.loadLibraries(choice);
  }

  /** The devices as one model may use them. */
  of(choice: DeviceChoice, model: ProbedModel): ModelDevices {
    return new ModelDevices(this.#probes, this.#lost, choice, model);
  }

  /** Ends a probe that is under way. */
  dispose(): void {
    this.#probes.dispose();
  }
}

/** Which device runs a model. */
export class ModelDevices {
  readonly #probes: Probes;
  readonly #lost: Map<string, string>;
  readonly #model: ProbedModel;
  readonly choice: DeviceChoice;

  constructor(probes: Probes, lost: Map<string, string>, choice: DeviceChoice, model: ProbedModel) {
    this.#probes = probes;
    this.#lost = lost;
    this.choice = choice;
    this.#model = model;
  }

  /**
   * The device that was named, or for `auto` the fastest that computes as the CPU does, itself included. One that was
   * lost before in this process is replaced by the CPU. Rejects with `deviceUnusable` where the one named fails its
   * probe, `cancelled` where the signal ends one.
   */
  async choose(signal?: AbortSignal): Promise<ChosenDevice> {
    const { device } = this.choice;
    const options = signal && { signal };
    if (device === "auto") return this.#fastest(options);
    const lost = this.#lostNotice(device);
    if (device === "cpu" || lost) return { provider: "cpu", notices: lost ? [lost] : [] };
    const { outcome, reason } = await this.#probes.find(this.#question(device), options);
    if (outcome !== "ran") throw new StrataError("deviceUnusable", { device, reason });
    return { provider: device, notices: [] };
  }

  async #fastest(options: { readonly signal: AbortSignal } | undefined): Promise<ChosenDevice> {
    let best: { provider: Provider; speed: number } = { provider: "cpu", speed: 1 };
    const notices: Notice[] = [];
    for (const { provider } of devices) {
      const lost = this.#lostNotice(provider);
      if (lost) notices.push(lost);
      if (lost || provider === "cpu") continue;
      const finding = await this.#probes.find(this.#question(provider), options);
      const speed = speedOf(finding);
      if (speed > best.speed) best = { provider, speed };
      const reason = finding.outcome === "ran" ? slowerReason(speed) : finding.reason;
      if (finding.outcome !== "absent" && speed <= 1)
        notices.push({ code: "deviceRefused", detail: { device: provider, reason } });
    }
    return { provider: best.provider, notices };
  }

  /** What is known of every device, probed where it is not, or `again`. Rejects with `cancelled`. */
  async report(again: boolean, signal: AbortSignal): Promise<readonly DeviceReport[]> {
    const findings: (Remembered & { readonly provider: Provider })[] = [];
    for (const { provider } of devices)
      findings.push({ provider, ...(await this.#probes.find(this.#question(provider), { again, signal })) });
    const best = largest(findings.map(speedOf), -Infinity);
    // The CPU stands last: what is only as fast is not worth the change.
    const chosen = findings.findLast((finding) => speedOf(finding) === best);
    return findings.map((finding) => ({
      provider: finding.provider,
      outcome: finding.outcome,
      reason: finding.reason,
      speed: finding.speed,
      difference: finding.difference,
      chosen: finding === chosen,
    }));
  }

  /** Gives a device up for this model until the process ends. */
  lose(provider: Provider, reason: string): void {
    this.#lost.set(this.#lossKey(provider), reason);
  }

  /** Tokens per batch that were found best on a device. */
  batchTokens(provider: Provider): Promise<number | undefined> {
    return this.#probes.batchTokens(this.#question(provider));
  }

  rememberBatchTokens(provider: Provider, tokens: number): Promise<void> {
    return this.#probes.rememberBatchTokens(this.#question(provider), tokens);
  }

  #question(provider: Provider) {
    return { choice: this.choice, provider, model: this.#model };
  }

  #lostNotice(device: Provider): Notice | undefined {
    const reason = this.#lost.get(this.#lossKey(device));
    return reason === undefined ? undefined : { code: "deviceLost", detail: { device, reason } };
  }

  #lossKey(provider: Provider): string {
    return `${provider} ${this.#model.digest}`;
  }
}

function speedOf({ outcome, speed = 0 }: Remembered): number {
  return outcome === "ran" ? speed : 0;
}

function slowerReason(speed: number): string {
  return `it is slower than the CPU here, ${speed.toPrecision(2)} × its speed`;
}
