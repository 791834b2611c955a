import type { SecretStorage } from "vscode";
import type { HubAccess } from "../protocol/models.ts";
import type { Settings } from "./settings.ts";

/**
 * The tokens of hubs, in VS Code's secret storage, one per host: a workspace that names another hub does not get the
 * token of the first. They are never logged, and go to the engine only with requests to the hub.
 */
export class HubTokens {
  readonly #secrets: SecretStorage;
  readonly #settings: Settings;

  constructor(secrets: SecretStorage, settings: Settings) {
    this.#secrets = secrets;
    this.#settings = settings;
  }

  /** How the hub of the settings is reached, with its token where there is one. */
  async access(): Promise<HubAccess> {
    const { hub } = this.#settings;
    const token = await this.#secrets.get(keyOf(hub.host));
    return { ...hub, ...(token !== undefined && { token }) };
  }

  async set(token: string): Promise<void> {
    await this.#secrets.store(keyOf(this.#settings.hub.host), token);
  }

  async remove(): Promise<void> {
    await this.#secrets.delete(keyOf(this.#settings.hub.host));
  }
}

function keyOf(host: string): string {
  return `hubToken ${host}`;
}
