import { ProgressLocation, window, type Uri } from "vscode";
import { StrataError } from "../protocol/errors.ts";
import { downloadModel } from "../protocol/models.ts";
import { choosingText } from "../strings/choosing.ts";
import type { EngineClient } from "./engineClient.ts";
import type { HubTokens } from "./hubTokens.ts";
import type { Settings } from "./settings.ts";

/** Fetches models from the hub, each once at a time, with its progress in a notification. */
export class Downloads {
  readonly #engine: EngineClient;
  readonly #settings: Settings;
  readonly #tokens: HubTokens;
  readonly #running = new Map<string, Promise<string | undefined>>();

  constructor(engine: EngineClient, settings: Settings, tokens: HubTokens) {
    this.#engine = engine;
    this.#settings = settings;
    this.#tokens = tokens;
  }

  /**
   * Resolves to what the setting for the model takes; to undefined where the user stopped it. What is there then is
   * kept, and the next time goes on from it. Rejects with the hub's `StrataError`.
   */
  async fetch(id: string, file: string | undefined, uri: Uri | undefined): Promise<string | undefined> {
    const key = `${id}/${file ?? ""}`;
    const running = this.#running.get(key) ?? this.#fetch(id, file, uri).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  async #fetch(id: string, file: string | undefined, uri: Uri | undefined): Promise<string | undefined> {
    const params = {
      id,
      ...(file !== undefined && { file }),
      hub: await this.#tokens.access(),
      places: this.#settings.places(uri),
      device: this.#settings.model(uri).device.device,
    };
    const options = { location: ProgressLocation.Notification, title: choosingText.downloading(id), cancellable: true };
    return window.withProgress(options, async (progress, token) => {
      let shown = 0;
      const subscription = this.#engine.onDownloadProgressed((now) => {
        // One that was asked for by its short name comes under its whole one.
        if (now.id !== id && !now.id.endsWith(`/${id}`)) return;
        const percent = now.total === 0 ? 0 : (100 * now.bytes) / now.total;
        progress.report({ message: choosingText.downloaded(now), increment: percent - shown });
        shown = percent;
      });
      try {
        return (await this.#engine.request(downloadModel, params, token)).model;
      } catch (error) {
        if (error instanceof StrataError && error.code === "cancelled") return undefined;
        throw error;
      } finally {
        subscription.dispose();
      }
    });
  }
}
