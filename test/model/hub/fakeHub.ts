import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HubAccess } from "../../../src/protocol/models.ts";

/** A request that came in. */
export interface Seen {
  /** The hub itself, or the other origin that large files come from. */
  readonly server: "hub" | "files";
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** Answers a request itself and says so. */
export type Special = (seen: Seen, response: ServerResponse) => boolean;

export const COMMIT = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a";

/**
 * A Hugging Face hub on loopback, of two origins: listings and small files come from the hub, large ones (LFS) from
 * where it redirects to. Knows ranges, counts requests.
 */
export class FakeHub {
  readonly seen: Seen[] = [];
  readonly repositories = new Map<string, Map<string, Buffer>>();
  /** Old names of repositories. */
  readonly renamed = new Map<string, string>();
  /** Changes the listing before it is sent. */
  listed: (siblings: Record<string, unknown>[]) => void = () => undefined;
  /** Sends files in pieces of this many bytes, each after the one before has left. */
  pieces = Infinity;
  /** Bytes of a body after which the connection is cut, one per answer with a large file. */
  readonly cuts: number[] = [];
  /** The same for bytes after which nothing more is sent and the connection stays open. */
  readonly stalls: number[] = [];
  special: Special = () => false;
  readonly #stalled: ServerResponse[] = [];
  readonly #hub: Server;
  readonly #files: Server;

  private constructor() {
    this.#hub = createServer((request, response) => void this.#answer("hub", request, response));
    this.#files = createServer((request, response) => void this.#answer("files", request, response));
  }

  static async start(): Promise<FakeHub> {
    const hub = new FakeHub();
    for (const server of [hub.#hub, hub.#files]) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
    return hub;
  }

  /** Cuts the connections that have stalled. */
  breakStalled(): void {
    for (const response of this.#stalled.splice(0)) response.destroy();
  }

  get host(): string {
    return addressOf(this.#hub);
  }

  get filesHost(): string {
    return addressOf(this.#files);
  }

  access(more: Partial<HubAccess> = {}): HubAccess {
    return { host: this.host, offline: false, ...more };
  }

  put(id: string, files: Readonly<Record<string, Buffer | string>>): void {
    const contents = Object.entries(files).map(([file, content]) => [file, Buffer.from(content)] as const);
    this.repositories.set(id, new Map(contents));
  }

  /** Requests for a file of any repository. */
  requestsOf(file: string): Seen[] {
    return this.seen.filter(
      ({ server, path }) => path.endsWith(`/${COMMIT}/${file}`) && (server === "files") === isLarge(file),
    );
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#files]) {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    }
  }

  async #answer(server: Seen["server"], request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { range, authorization } = request.headers;
    const url = new URL(request.url ?? "", "http://x");
    const seen: Seen = { server, path: decodeURIComponent(url.pathname), range, authorization };
    this.seen.push(seen);
    if (this.special(seen, response)) return;
    const api = /^\/api\/models\/(.+)\/revision\/main$/.exec(seen.path);
    const file = /^\/(.+?)\/resolve\/\w+\/(.+)$/.exec(seen.path);
    const id = api?.[1] ?? file?.[1] ?? "";
    const now = this.renamed.get(id);
    if (now !== undefined) {
      end(response, 307, { location: seen.path.replace(id, now) + url.search });
      return;
    }
    const files = this.repositories.get(id);
    if (files === undefined) {
      end(response, 404, { "x-error-code": "RepoNotFound" });
      return;
    }
    if (api !== null) {
      this.#list(id, files, response);
      return;
    }
    const name = file?.[2] ?? "";
    const content = files.get(name);
    if (content === undefined) {
      end(response, 404, { "x-error-code": "EntryNotFound" });
      return;
    }
    if (server === "hub" && isLarge(name)) {
      end(response, 302, { location: `${this.filesHost}${request.url ?? ""}?signature=secret` });
      return;
    }
    await this.#send(content, seen, response);
  }

  #list(id: string, files: ReadonlyMap<string, Buffer>, response: ServerResponse): void {
    const siblings = [...files].map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      blobId: createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex"),
      ...(isLarge(rfilename) && { lfs: { sha256: sha256(content), size: content.length, pointerSize: 130 } }),
    }));
    this.listed(siblings);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ id, sha: COMMIT, gated: false, siblings }));
  }

  async #send(content: Buffer, { server, range }: Seen, response: ServerResponse): Promise<void> {
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    if (start >= content.length && range !== undefined) {
      end(response, 416, {});
      return;
    }
    const body = content.subarray(start);
    response.statusCode = range === undefined ? 200 : 206;
    response.setHeader("content-length", body.length);
    if (range !== undefined)
      response.setHeader("content-range", `bytes ${start}-${content.length - 1}/${content.length}`);
    const cut = server === "files" ? this.cuts.shift() : undefined;
    const stall = server === "files" && cut === undefined ? this.stalls.shift() : undefined;
    if (stall !== undefined) this.#stalled.push(response);
    const sent = body.subarray(0, cut ?? stall);
    for (let at = 0; at < sent.length && !response.destroyed; at += this.pieces) {
      const piece = sent.subarray(at, at + this.pieces);
      await new Promise((resolve) => response.write(piece, resolve));
      if (this.pieces !== Infinity) await new Promise(setImmediate);
    }
    if (cut !== undefined) response.destroy();
    else if (stall === undefined) response.end();
  }
}

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function isLarge(file: string): boolean {
  return /\.onnx|data/.test(file);
}

function end(response: ServerResponse, status: number, headers: Record<string, string>): void {
  response.writeHead(status, headers);
  response.end();
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
