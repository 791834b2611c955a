import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { CacheWarning } from "../../src/activations/shardFolder.ts";
import { LAYERS, range, sample, sampleLayer } from "./sample.ts";
import { append, layerOf, testCache } from "./testCache.ts";

const { newRoot, open } = testCache();

interface Message {
  readonly safe?: number;
  readonly right?: boolean;
  readonly warning?: string;
}

const running: ChildProcess[] = [];

function start(...args: string[]): { child: ChildProcess; messages: Message[]; heard: () => Promise<unknown> } {
  const child = fork(join(import.meta.dirname, "cacheProcess.ts"), args, { execArgv: ["--no-warnings"] });
  running.push(child);
  const messages: Message[] = [];
  child.on("message", (message) => messages.push(message as Message));
  return { child, messages, heard: () => once(child, "message") };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

afterEach(async () => {
  await Promise.all(
    running
      .splice(0)
      .filter((child) => child.exitCode === null && !child.killed)
      .map(kill),
  );
});

it("loses nothing that was safe, and tears nothing, when two writers are killed again and again", async () => {
  const root = newRoot();
  const writers = [];
  for (const round of range(0, 4)) {
    const pair = ["one", "two"].map((source) => startWriter(`${source} ${round}`, root));
    await Promise.all(pair.map(({ killed }) => killed));
    writers.push(...pair);
  }

  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  for (const { source, messages } of writers) {
    expect(messages.filter(({ warning }) => warning !== undefined)).toEqual([]);
    const rows = cache.lookup(sample(source, 0, safe(messages)).keys);
    expect(rows.filter((row) => row < 0).length).toBe(0);
    for (const layer of range(0, LAYERS)) {
      expect(await layerOf(cache, layer, rows)).toEqual(sampleLayer(range(0, rows.length), layer));
    }
  }
  expect(warnings).toEqual([]);
  expect(readdirSync(join(root, "key")).filter((name) => name.endsWith(".damaged"))).toEqual([]);
}, 30_000);

/** A writer that is killed in the middle of a file, once some shards are safe and a few were merged. */
function startWriter(source: string, root: string): { source: string; messages: Message[]; killed: Promise<unknown> } {
  const { child, messages } = start("write", source, root);
  mkdirSync(join(root, "key"), { recursive: true });
  const watcher = watch(join(root, "key"), () => {
    if (safe(messages) >= 700) child.kill("SIGKILL");
  });
  const killed = once(child, "exit").finally(() => watcher.close());
  return { source, messages, killed };
}

function safe(messages: readonly Message[]): number {
  return messages.reduce((most, message) => Math.max(most, message.safe ?? 0), 0);
}

it("lets another process read while shards are merged and removed", async () => {
  const root = newRoot();
  const cache = await open(root);
  for (const part of range(0, 10)) {
    await append(cache, sample("a", 20 * part, 20 * part + 20));
    await cache.flush();
  }
  const { messages, heard } = start("read", "a", root, "200");
  await heard();
  for (const round of range(0, 12)) {
    const seen = messages.length;
    for (const part of range(0, 4)) {
      await append(cache, sample(`more ${round}`, part, part + 1));
      await cache.flush();
    }
    await cache.merge();
    while (messages.length < seen + LAYERS) await heard();
  }
  expect(messages.filter(({ right }) => right !== true)).toEqual([]);
  expect(cache.pathsOf().length).toBeLessThan(4);
}, 30_000);
