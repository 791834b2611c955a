import type { Dispatcher } from "undici";
import { StrataError } from "../../protocol/errors.ts";
import type { HubAccess } from "../../protocol/models.ts";
import { failureOf, type HubSubject, unreachable } from "./hubFailures.ts";

/** An answer whose body was not read yet. */
export interface HubAnswer {
  readonly status: number;
  /** Where it came from in the end. */
  readonly url: URL;
  /** A header, by its name in lower case. */
  header(name: string): string | undefined;
  /** Throws `hubUnreachable` where the connection breaks and `cancelled` where the signal aborts. */
  body(): AsyncGenerator<Uint8Array>;
  /** Leaves the body unread. */
  drop(): Promise<void>;
}

export interface HubRequest {
  /** Path on the hub, with a leading slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly subject: HubSubject;
}

const MOST_REDIRECTS = 5;

/** Milliseconds a server may say nothing. */
const PATIENCE = 30_000;

/**
 * Asks a Hugging Face hub, or a mirror. The token goes to the hub's own origin alone, never to where it redirects;
 * redirects are followed by hand for that, and none leads from HTTPS to HTTP. Close it when done.
 */
export class HubClient {
  readonly access: HubAccess;
  readonly #patience: number;
  #dispatcher: Dispatcher | undefined;

  constructor(access: HubAccess, patience = PATIENCE) {
    this.access = { ...access, host: access.host.replace(/\/+$/, "") };
    this.#patience = patience;
  }

  /**
   * Asks with GET and follows redirects. Throws `hubOffline` before anything leaves the machine, `hubUnreachable`,
   * `cancelled`, and a failure of its own for every other answer than success.
   */
  async get(request: HubRequest): Promise<HubAnswer> {
    const { host, offline } = this.access;
    if (offline) throw new StrataError("hubOffline", { id: request.subject.id });
    let url = this.#address(host + request.path);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await this.#send(url, request);
      const location = answer.header("location");
      if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
        await answer.drop();
        url = this.#redirected(url, location);
      } else if (answer.status >= 200 && answer.status < 300) return answer;
      else {
        await answer.drop();
        throw failureOf(answer.status, answer.header("x-error-code"), url, this.access, request.subject);
      }
    }
    throw unreachable(host, "it redirects in a circle");
  }

  async close(): Promise<void> {
    await this.#dispatcher?.destroy();
  }

  #address(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
    throw unreachable(this.access.host, "that is no address of a hub; one begins with https://");
  }

  #redirected(from: URL, location: string): URL {
    const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
    if (to === undefined || !/^https?:$/.test(to.protocol))
      throw unreachable(this.access.host, "it redirects to what is no address");
    if (from.protocol === "https:" && to.protocol === "http:")
      throw unreachable(this.access.host, `it redirects to ${to.host} without encryption`);
    return to;
  }

  async #send(url: URL, { headers, signal, subject }: HubRequest): Promise<HubAnswer> {
    const { host, token, proxy } = this.access;
    const isHub = url.origin === new URL(host).origin;
    const failed = (error: unknown) =>
      signal.aborted
        ? new StrataError("cancelled", { what: subject.id })
        : unreachable(isHub ? host : url.origin, error, proxy);
    const undici = await import("undici");
    this.#dispatcher ??= dispatcherFor(this.access, undici);
    const answer = await undici
      .request(url.href, {
        dispatcher: this.#dispatcher,
        headers: {
          "user-agent": "embedding-strata",
          ...headers,
          ...(isHub && token !== undefined && { authorization: `Bearer ${token}` }),
        },
        headersTimeout: this.#patience,
        bodyTimeout: this.#patience,
        signal,
      })
      .catch((error: unknown) => {
        throw failed(error);
      });
    return {
      status: answer.statusCode,
      url,
      header: (name) => [answer.headers[name]].flat()[0],
      body: async function* () {
        try {
          for await (const chunk of answer.body) yield chunk as Uint8Array;
        } catch (error) {
          throw failed(error);
        }
      },
      drop: () => answer.body.dump(),
    };
  }
}

/** Node's own DNS and TLS; every connection through the proxy where there is one. Throws `hubUnreachable`. */
function dispatcherFor({ host, proxy, noProxy }: HubAccess, undici: typeof import("undici")): Dispatcher {
  if (proxy === undefined) return new undici.Agent();
  // As curl reads it.
  const address = /^\w+:\/\//.test(proxy) ? proxy : `http://${proxy}`;
  if (!URL.canParse(address) || !/^(https?|socks5?):$/.test(new URL(address).protocol))
    throw unreachable(host, "the address of the proxy is none");
  return new undici.EnvHttpProxyAgent({
    httpProxy: address,
    httpsProxy: address,
    noProxy: noProxy ?? "",
    // As everywhere else: a tunnel for HTTPS, forwarding for HTTP.
    proxyTunnel: false,
  });
}
