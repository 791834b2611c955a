import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { HubAccess } from "../../protocol/models.ts";
import { HubClient } from "../hub/hubClient.ts";
import { bodyText } from "../hub/hubListing.ts";

/** What requests are about, for what goes wrong. */
export const CUDA_LIBRARIES = "ONNX Runtime's CUDA libraries";

/** Asks a package feed, whose documents may lie on several hosts: by the hub's proxy, and never with its token. */
export class FeedClients {
  readonly #access: Omit<HubAccess, "host" | "token">;
  readonly #isEncrypted: boolean;
  readonly #clients = new Map<string, HubClient>();

  /** `index`: the address of the feed; where that is encrypted all it names must be. */
  constructor(index: string, { offline, proxy, noProxy }: HubAccess) {
    this.#access = { offline, ...(proxy !== undefined && { proxy }), ...(noProxy !== undefined && { noProxy }) };
    this.#isEncrypted = index.startsWith("https:");
  }

  /** The client for an address, and the path to ask it for. Throws `cudaUnavailable` for what is no such address. */
  at(address: string): { client: HubClient; path: string } {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url === undefined || (this.#isEncrypted && url.protocol !== "https:"))
      throw new StrataError("cudaUnavailable", { reason: `the feed names ${address}, which is no encrypted address` });
    const client = this.#clients.get(url.origin) ?? new HubClient({ ...this.#access, host: url.origin });
    this.#clients.set(url.origin, client);
    return { client, path: url.pathname + url.search };
  }

  /** Throws what `HubClient.get` throws, and `cudaUnavailable` for an answer that is no JSON. */
  async getJson(address: string, signal: AbortSignal): Promise<unknown> {
    const { client, path } = this.at(address);
    const answer = await client.get({ path, signal, subject: { id: CUDA_LIBRARIES, revision: "" } });
    try {
      return JSON.parse(await bodyText(answer)) as unknown;
    } catch (cause) {
      if (cause instanceof StrataError) throw cause;
      throw new StrataError("cudaUnavailable", { reason: `${address}: ${reasonOf(cause)}` }, { cause });
    }
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#clients.values(), (client) => client.close()));
  }
}
