import { expect, it } from "vitest";
import { type Span, Windows, type WindowSource } from "../../src/activations/windows.ts";

/** Records of one number each, and what was read of them. */
function source(records: number, signal?: AbortSignal): WindowSource & { readonly reads: Span[] } {
  const reads: Span[] = [];
  const read = (span: Span) => {
    reads.push(span);
    return Promise.resolve(Float32Array.from({ length: span.to - span.from }, (_, i) => span.from + i));
  };
  return { owner: reads, records, bytesOf: () => 4, read, signal, reads };
}

it("reads ahead as far as a window goes, and the end of the records", async () => {
  const windows = new Windows(4000, 400);
  const own = source(250);
  const { window, states } = await windows.hold(own, { layer: 1, from: 10, to: 20 });
  expect(own.reads).toEqual([{ layer: 1, from: 10, to: 110 }]);
  expect([window.from, window.to, states[0], states.length]).toEqual([10, 110, 10, 100]);
  await windows.hold(own, { layer: 1, from: 200, to: 210 });
  expect(own.reads[1]).toEqual({ layer: 1, from: 200, to: 250 });
});

it("lets the next reader find what one has read, of the same states at the same layer only", async () => {
  const windows = new Windows(4000, 400);
  const [own, other] = [source(100), source(100)];
  const first = await windows.hold(own, { layer: 0, from: 0, to: 10 });
  expect((await windows.hold(own, { layer: 0, from: 50, to: 60 })).window).toBe(first.window);
  windows.giveBack(first.window);
  windows.giveBack(first.window);
  expect((await windows.hold(own, { layer: 0, from: 90, to: 100 })).window).toBe(first.window);
  await windows.hold(own, { layer: 1, from: 50, to: 60 });
  await windows.hold(other, { layer: 0, from: 50, to: 60 });
  expect([own.reads.length, other.reads.length]).toEqual([2, 1]);
});

it("takes no window from who holds it, and gives the later ones less", async () => {
  const windows = new Windows(1000, 400);
  const sources = Array.from({ length: 6 }, () => source(1000));
  const held = [];
  for (const one of sources) held.push(await windows.hold(one, { layer: 0, from: 0, to: 10 }));
  expect(windows.bytes).toBeLessThanOrEqual(1000 + 2 * 40);
  expect(held.map(({ window }) => window.bytes)).toEqual([400, 300, 148, 76, 40, 40]);
  for (const [i, one] of sources.entries()) {
    expect((await windows.hold(one, { layer: 0, from: 0, to: 10 })).window).toBe(held[i]?.window);
  }
});

it("makes room with the windows nobody holds, the least recently used first", async () => {
  const windows = new Windows(1000, 400);
  const own = source(1000);
  const spans = [0, 1, 2].map((layer) => ({ layer, from: 0, to: 10 }));
  for (const span of spans.slice(0, 2)) windows.giveBack((await windows.hold(own, span)).window);
  expect(windows.find(own.owner, { layer: 0, from: 0, to: 10 })).toBeDefined();
  windows.giveBack((await windows.hold(own, { layer: 2, from: 0, to: 10 })).window);
  expect(spans.map((span) => windows.find(own.owner, span) !== undefined)).toEqual([true, false, true]);
});

it("keeps nothing of a read that failed, and reads again where another reader was stopped", async () => {
  const windows = new Windows(4000, 400);
  const stop = new AbortController();
  const stopped = source(100, stop.signal);
  const reading = Promise.withResolvers<never>();
  const stopping = windows.hold({ ...stopped, read: () => reading.promise }, { layer: 0, from: 0, to: 10 });
  const other: WindowSource = { ...stopped, signal: undefined };
  const waiting = windows.hold(other, { layer: 0, from: 0, to: 10 });
  stop.abort(new Error("stopped"));
  reading.reject(stop.signal.reason);
  await expect(stopping).rejects.toThrow("stopped");
  expect((await waiting).states[7]).toBe(7);
  expect(stopped.reads).toHaveLength(1);
  windows.giveBack((await waiting).window);

  const broken: WindowSource = { ...source(100), read: () => Promise.reject(new Error("broken")) };
  await expect(windows.hold(broken, { layer: 0, from: 0, to: 10 })).rejects.toThrow("broken");
  expect(windows.bytes).toBe(400);
});
