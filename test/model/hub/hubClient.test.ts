import { once } from "node:events";
import { createServer, request as forward, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HubClient } from "../../../src/model/hub/hubClient.ts";
import type { HubAccess } from "../../../src/protocol/models.ts";
import { FakeHub } from "./fakeHub.ts";

let hub: FakeHub;
const signal = new AbortController().signal;
const subject = { id: "org/name", revision: "main" };

beforeEach(async () => {
  hub = await FakeHub.start();
  hub.put("org/name", { "config.json": "{}", "onnx/model.onnx": "weights" });
});
afterEach(() => hub.close());

/** Asks for a path; its text. */
async function ask(access: HubAccess, path: string, file?: string, patience?: number): Promise<string> {
  const client = new HubClient(access, patience);
  try {
    const answer = await client.get({ path, signal, subject: { ...subject, ...(file !== undefined && { file }) } });
    let text = "";
    for await (const chunk of answer.body()) text += Buffer.from(chunk).toString();
    return text;
  } finally {
    await client.close();
  }
}

const large = "/org/name/resolve/main/onnx/model.onnx";

describe("the token", () => {
  it("goes to the hub, and never to where it redirects", async () => {
    expect(await ask(hub.access({ token: "hf_secret" }), large)).toBe("weights");
    expect(hub.seen.map(({ server, authorization }) => [server, authorization])).toEqual([
      ["hub", "Bearer hf_secret"],
      ["files", undefined],
    ]);
  });

  it("goes along where the hub redirects to itself, by a path or in full", async () => {
    hub.renamed.set("old/name", "org/name");
    await ask(hub.access({ token: "hf_secret" }), "/old/name/resolve/main/config.json");
    hub.special = ({ path }, response) => {
      if (path !== "/full") return false;
      response.writeHead(301, { location: `${hub.host}/org/name/resolve/main/config.json` }).end();
      return true;
    };
    await ask(hub.access({ token: "hf_secret" }), "/full");
    expect(hub.seen.map(({ authorization }) => authorization)).toEqual(Array(4).fill("Bearer hf_secret"));
  });
});

describe("nothing is asked", () => {
  it("offline", async () => {
    const failure = { code: "hubOffline", detail: { id: "org/name" } };
    await expect(ask(hub.access({ offline: true }), large)).rejects.toMatchObject(failure);
    expect(hub.seen).toEqual([]);
  });

  it.each(["huggingface.co", "ftp://127.0.0.1", "", "file:///etc"])(
    "of %j, which is no hub's address",
    async (host) => {
      await expect(ask({ host, offline: false }, large)).rejects.toMatchObject({ code: "hubUnreachable" });
    },
  );
});

describe("an answer that is a failure", () => {
  const file = "onnx/model.onnx";
  it.each([
    [401, undefined, undefined, "hubUnauthorized", { hasToken: false }],
    [401, undefined, "hf_secret", "hubUnauthorized", { hasToken: true }],
    [401, "GatedRepo", undefined, "hubGated", {}],
    [403, "GatedRepo", "hf_secret", "hubGated", {}],
    [403, undefined, "hf_secret", "hubForbidden", {}],
    [404, "RepoNotFound", undefined, "hubNotFound", {}],
    [404, "EntryNotFound", undefined, "hubFileNotFound", { file }],
    [404, "RevisionNotFound", undefined, "hubRevisionNotFound", { revision: "main" }],
    [404, undefined, undefined, "hubFileNotFound", { file }],
  ])("%s %s with token %s is %s", async (status, code, token, expected, detail) => {
    hub.special = (_, response) => {
      response.writeHead(status, code === undefined ? {} : { "x-error-code": code }).end("no");
      return true;
    };
    await expect(ask(hub.access(token === undefined ? {} : { token }), large, file)).rejects.toMatchObject({
      code: expected,
      detail: { id: "org/name", host: hub.host, ...detail },
    });
  });

  it("has its status and its address, without what signs it", async () => {
    hub.special = ({ server }, response) => {
      if (server === "files") response.writeHead(500).end();
      return server === "files";
    };
    const detail = { status: 500, url: `${hub.filesHost}${large}` };
    await expect(ask(hub.access(), large)).rejects.toMatchObject({ code: "hubFailed", detail });
  });
});

describe("a hub that cannot be reached", () => {
  it.each([
    ["http://127.0.0.1:1", "nothing answers there (ECONNREFUSED)"],
    ["http://hub.invalid", /not known/],
  ])("%s", async (host, reason) => {
    const expected = typeof reason === "string" ? reason : (expect.stringMatching(reason) as string);
    await expect(ask({ host, offline: false }, large)).rejects.toMatchObject({
      code: "hubUnreachable",
      detail: { host, reason: expected },
    });
  });

  it("says nothing for too long", async () => {
    hub.special = () => true;
    const failure = { code: "hubUnreachable", detail: { reason: expect.stringContaining("in time") as string } };
    await expect(ask(hub.access(), large, undefined, 200)).rejects.toMatchObject(failure);
  });

  it("breaks off, redirects in a circle or speaks something else", async () => {
    hub.special = ({ path }, response) => {
      if (path === "/cut") response.destroy();
      else if (path === "/circle") response.writeHead(302, { location: "/circle" }).end();
      else if (path === "/away") response.writeHead(302, { location: "ftp://127.0.0.1/" }).end();
      else response.socket?.end("220 mail server ready\r\n");
      return true;
    };
    const reasons = { "/cut": "broke", "/circle": "circle", "/away": "no address", "/mail": "web server" };
    for (const [path, reason] of Object.entries(reasons))
      await expect(ask(hub.access(), path)).rejects.toMatchObject({
        code: "hubUnreachable",
        detail: { host: hub.host, reason: expect.stringContaining(reason) as string },
      });
  });

  it("is left when the signal aborts", async () => {
    const stop = new AbortController();
    hub.special = () => {
      stop.abort();
      return true;
    };
    const client = new HubClient(hub.access());
    const asking = client.get({ path: large, signal: stop.signal, subject });
    await expect(asking).rejects.toMatchObject({ code: "cancelled", detail: { what: "org/name" } });
    await client.close();
  });
});

describe("a proxy", () => {
  let proxy: Server;
  const through: string[] = [];
  let credentials: string | undefined;
  const address = (user = "") => `http://${user}127.0.0.1:${(proxy.address() as AddressInfo).port}`;

  beforeEach(async () => {
    through.length = 0;
    credentials = undefined;
    proxy = createServer((request, response) => {
      through.push(request.url ?? "");
      credentials = request.headers["proxy-authorization"];
      if (refusing) return void response.writeHead(407).end();
      const headers = { ...request.headers, "proxy-authorization": "" };
      const onward = forward(request.url ?? "", { headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      onward.end();
    });
    proxy.on("connect", (request, socket) => {
      through.push(`CONNECT ${request.url ?? ""}`);
      if (refusing) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      const [host = "", port = ""] = (request.url ?? "").split(":");
      const onward = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
  });
  let refusing = false;
  afterEach(() => {
    refusing = false;
    proxy.closeAllConnections();
    proxy.close();
  });

  it("carries every request, with its user's password and not the hub's token", async () => {
    const access = hub.access({ proxy: address("ada:l%40ve@"), token: "hf_secret" });
    expect(await ask(access, large)).toBe("weights");
    expect(through).toEqual([`${hub.host}${large}`, `${hub.filesHost}${large}?signature=secret`]);
    expect(Buffer.from(credentials?.split(" ")[1] ?? "", "base64").toString()).toBe("ada:l@ve");
    expect(hub.seen.map(({ authorization }) => authorization)).toEqual(["Bearer hf_secret", undefined]);
  });

  it("is passed by for the hosts that need none", async () => {
    await ask(hub.access({ proxy: address(), noProxy: "example.com,127.0.0.1" }), large);
    expect(through).toEqual([]);
    expect(hub.seen.length).toBe(2);
  });

  it("that refuses is the reason, for HTTP and through a tunnel", async () => {
    refusing = true;
    await expect(ask(hub.access({ proxy: address() }), large)).rejects.toMatchObject({
      code: "hubUnreachable",
      detail: { host: hub.host, reason: "the proxy wants a name and a password (407)" },
    });
    const secure = { host: "https://hub.invalid", offline: false, proxy: address() };
    await expect(ask(secure, large)).rejects.toMatchObject({
      code: "hubUnreachable",
      detail: { host: "https://hub.invalid", reason: "the proxy refused the connection (403)" },
    });
    expect(through.at(-1)).toBe("CONNECT hub.invalid:443");
    expect(hub.seen).toEqual([]);
  });

  it("may be given without its scheme, and must be an address", async () => {
    expect(await ask(hub.access({ proxy: address().replace("http://", "") }), large)).toBe("weights");
    expect(through.length).toBe(2);
    for (const wrong of ["http://", "ftp://127.0.0.1", "a b"])
      await expect(ask(hub.access({ proxy: wrong }), large)).rejects.toMatchObject({
        code: "hubUnreachable",
        detail: { reason: "the address of the proxy is none" },
      });
  });

  it("that is not there is the reason", async () => {
    await expect(ask(hub.access({ proxy: "http://ada:love@127.0.0.1:1" }), large)).rejects.toMatchObject({
      code: "hubUnreachable",
      detail: { reason: "nothing answers there (ECONNREFUSED), through the proxy 127.0.0.1:1" },
    });
    expect(hub.seen).toEqual([]);
  });
});
