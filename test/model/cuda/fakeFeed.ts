import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A NuGet feed on loopback with one package. Knows ranges, and writes down what it is asked. */
export class FakeFeed {
  readonly seen: { readonly path: string; readonly range: string | undefined; readonly authorization: unknown }[] = [];
  /** Bytes of the package after which the connection is cut, one per answer. */
  readonly cuts: number[] = [];
  /** Changes the catalog's entry before it is sent. */
  listed: (entry: Record<string, unknown>) => void = () => undefined;
  readonly #server: Server;
  readonly #id: string;
  readonly #version: string;
  #package: Buffer;

  private constructor(id: string, version: string, content: Buffer) {
    this.#id = id.toLowerCase();
    this.#version = version;
    this.#package = content;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(id: string, version: string, content: Buffer): Promise<FakeFeed> {
    const feed = new FakeFeed(id, version, content);
    feed.#server.listen(0, "127.0.0.1");
    await once(feed.#server, "listening");
    return feed;
  }

  get index(): string {
    return `${this.#host}/v3/index.json`;
  }

  get packageRequests() {
    return this.seen.filter(({ path }) => path.endsWith(".nupkg"));
  }

  set package(content: Buffer) {
    this.#package = content;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  get #host(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { url: path = "", headers } = request;
    this.seen.push({ path, range: headers.range, authorization: headers.authorization });
    const [id, version, host] = [this.#id, this.#version, this.#host];
    const entry: Record<string, unknown> = {
      packageHash: createHash("sha512").update(this.#package).digest("base64"),
      packageHashAlgorithm: "SHA512",
      packageSize: this.#package.length,
    };
    this.listed(entry);
    const documents: Readonly<Record<string, unknown>> = {
      "/v3/index.json": {
        version: "3.0.0",
        resources: [
          { "@id": `${host}/flat`, "@type": "PackageBaseAddress/3.0.0" },
          { "@id": `${host}/registration/`, "@type": "RegistrationsBaseUrl" },
        ],
      },
      [`/registration/${id}/${version}.json`]: { catalogEntry: `${host}/catalog/1.json` },
      "/catalog/1.json": entry,
    };
    if (path === `/flat/${id}/${version}/${id}.${version}.nupkg`) this.#send(headers.range, response);
    else if (path in documents)
      response.setHeader("content-type", "application/json").end(JSON.stringify(documents[path]));
    else response.writeHead(404).end();
  }

  #send(range: string | undefined, response: ServerResponse): void {
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const size = this.#package.length;
    const rest = this.#package.subarray(from);
    const more = range === undefined ? {} : { "content-range": `bytes ${from}-${size - 1}/${size}` };
    response.writeHead(range === undefined ? 200 : 206, { "content-length": rest.length, ...more });
    const cut = this.cuts.shift();
    if (cut === undefined) response.end(rest);
    else response.write(rest.subarray(0, cut), () => response.destroy());
  }
}
