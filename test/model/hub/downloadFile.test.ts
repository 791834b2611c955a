import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fetchPart } from "../../../src/model/hub/downloadFile.ts";
import { HubClient } from "../../../src/model/hub/hubClient.ts";
import { tempFolder } from "../tempFolder.ts";
import { COMMIT, FakeHub, sha256 } from "./fakeHub.ts";

const ID = "org/name";
const FILE = "onnx/model.onnx_data";
const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index) % 251));
const remote = { id: ID, revision: COMMIT, file: FILE, bytes: content.length };
let hub: FakeHub;

beforeEach(async () => {
  hub = await FakeHub.start();
  hub.put(ID, { [FILE]: content });
});
afterEach(() => hub.close());

/** Fetches the file, given up on a server that is silent for `patience` milliseconds; its content. */
async function fetched(
  hash: string | undefined,
  patience: number,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Buffer> {
  const target = path.join(tempFolder(), "data");
  const client = new HubClient(hub.access(), patience);
  try {
    const whole = { ...remote, hash: hash === undefined ? undefined : { kind: "sha256" as const, hex: hash } };
    const options = { signal: new AbortController().signal, onBytes };
    const part = await fetchPart(client, whole, target, options);
    await part.commit();
    return readFileSync(target);
  } finally {
    await client.close();
  }
}

const ranges = () => hub.requestsOf(FILE).map(({ range }) => range);

it("waits for a slow server as long as something comes", async () => {
  hub.pieces = 1000;
  expect((await fetched(sha256(content), 2000)).equals(content)).toBe(true);
  expect(ranges()).toEqual([undefined]);
});

it("leaves a server that falls silent, and goes on from there", async () => {
  hub.stalls.push(100_000);
  expect((await fetched(sha256(content), 300)).equals(content)).toBe(true);
  expect(ranges()).toEqual([undefined, "bytes=100000-"]);
});

it("goes on without a hash, too, within the same commit", async () => {
  hub.stalls.push(100_000);
  // Broken when all that was sent has arrived: what is still on its way then may be lost.
  const whole = fetched(undefined, 20_000, (bytes) => bytes === 100_000 && hub.breakStalled());
  expect((await whole).equals(content)).toBe(true);
  expect(ranges()).toEqual([undefined, "bytes=100000-"]);
});

it("refuses another part than it asked for", async () => {
  hub.cuts.push(100_000);
  hub.special = ({ server, range }, response) => {
    if (server === "hub" || range === undefined) return false;
    response.writeHead(206, { "content-range": `bytes 0-${content.length - 1}/${content.length}` }).end(content);
    return true;
  };
  await expect(fetched(sha256(content), 2000)).rejects.toMatchObject({
    code: "downloadDamaged",
    detail: { reason: "the server sends another part than it was asked for" },
  });
});
