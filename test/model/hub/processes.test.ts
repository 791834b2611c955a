import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tempFolder } from "../tempFolder.ts";
import { FakeHub, sha256 } from "./fakeHub.ts";
import { graph, placesIn, smallFiles } from "./sampleModel.ts";

const ID = "org/name";
const FILE = "onnx/model.onnx";
const { store } = placesIn(tempFolder());
const onnx = path.join(store, ID, "onnx");
const running: ChildProcess[] = [];
let hub: FakeHub;

beforeEach(async () => {
  hub = await FakeHub.start();
  hub.put(ID, { ...smallFiles, [FILE]: graph });
});
afterEach(async () => {
  for (const child of running.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  await hub.close();
  rmSync(store, { recursive: true, force: true });
});

function start(): { child: ChildProcess; ended: Promise<unknown> } {
  const file = path.join(import.meta.dirname, "downloadProcess.ts");
  const child = fork(file, [hub.host, store, ID], { execArgv: ["--no-warnings"] });
  running.push(child);
  return { child, ended: once(child, "message").then(([message]: unknown[]) => message) };
}

const parts = () => (existsSync(onnx) ? readdirSync(onnx).filter((name) => name.endsWith(".part")) : []);
const partSizes = () => parts().map((name) => statSync(path.join(onnx, name)).size);
const until = (sizes: number[]) =>
  vi.waitFor(() => expect(partSizes().toSorted((a, b) => a - b)).toEqual(sizes), { timeout: 10_000, interval: 10 });

it("a process that is killed leaves a part another goes on from", { timeout: 30_000 }, async () => {
  hub.stalls.push(5000);
  const { child } = start();
  await until([5000]);
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  expect(parts()).toHaveLength(1);

  expect(await start().ended).toEqual({ model: `${ID}/${FILE}` });
  expect(hub.requestsOf(FILE).map(({ range }) => range)).toEqual([undefined, "bytes=5000-"]);
  expect(hub.requestsOf("config.json")).toHaveLength(1);
  expect(readFileSync(path.join(onnx, "model.onnx")).equals(graph)).toBe(true);
  expect(readdirSync(onnx)).toEqual(["model.onnx"]);
});

it("two processes that fetch the same file write to parts of their own", { timeout: 30_000 }, async () => {
  hub.stalls.push(5000, 7000);
  const first = start();
  await until([5000]);
  const second = start();
  await until([5000, 7000]);
  const gone = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await gone;
  // The second still waits for its connection; a third goes on with what the first left.
  expect(await start().ended).toEqual({ model: `${ID}/${FILE}` });
  expect(hub.requestsOf(FILE).map(({ range }) => range)).toEqual([undefined, undefined, "bytes=5000-"]);
  expect(readFileSync(path.join(onnx, "model.onnx")).equals(graph)).toBe(true);
  expect(second.child.exitCode).toBeNull();
  expect(partSizes()).toEqual([7000]);
});

it("two processes at once both end with the model whole", { timeout: 30_000 }, async () => {
  hub.pieces = 2048;
  const both = await Promise.all([start().ended, start().ended]);
  expect(both).toEqual(Array(2).fill({ model: `${ID}/${FILE}` }));
  expect(readFileSync(path.join(onnx, "model.onnx")).equals(graph)).toBe(true);
  expect(parts()).toEqual([]);
});

it("a part of another machine is taken once nobody wrote to it for an hour", { timeout: 30_000 }, async () => {
  const part = path.join(onnx, `model.onnx.${sha256(graph).slice(0, 12)}.0123abcd-1-00000000.part`);
  mkdirSync(onnx, { recursive: true });
  for (const [hours, range] of [
    [0, undefined],
    [2, "bytes=5000-"],
  ] as const) {
    writeFileSync(part, graph.subarray(0, 5000));
    const touched = Date.now() / 1000 - hours * 3600;
    utimesSync(part, touched, touched);
    hub.seen.length = 0;
    await start().ended;
    expect(hub.requestsOf(FILE).map((seen) => seen.range)).toEqual([range]);
    expect(readFileSync(path.join(onnx, "model.onnx")).equals(graph)).toBe(true);
    rmSync(path.join(onnx, "model.onnx"));
  }
});
