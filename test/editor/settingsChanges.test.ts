import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SettingsChanges } from "../../src/editor/settingsChanges.ts";

const documents = ["a", "b", "c"];

describe("SettingsChanges", () => {
  let told: string[];
  let changes: SettingsChanges<string>;
  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    changes = new SettingsChanges((concerns) => {
      told.push(documents.filter(concerns).join());
    });
  });
  afterEach(() => {
    changes.dispose();
    vi.useRealTimers();
  });

  const noteOf = (...concerned: string[]): void => changes.note((document) => concerned.includes(document));

  /** A setting is written, and its event comes before the next one is. */
  async function write(document: string): Promise<void> {
    await vi.advanceTimersByTimeAsync(1000);
    noteOf(document);
  }

  it("tells of three written settings once, and not before the last is written", async () => {
    const writing = changes.during(async () => {
      for (const document of ["a", "a", "c"]) await write(document);
    });
    await vi.advanceTimersByTimeAsync(2900);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    await writing;
    await vi.runAllTimersAsync();
    expect(told).toEqual(["a,c"]);
  });

  it("tells of the events of one save once, and of the next save again", async () => {
    for (let event = 0; event < 5; event++) {
      noteOf("b");
      await vi.advanceTimersByTimeAsync(40);
    }
    expect(told).toEqual([]);
    await vi.runAllTimersAsync();
    noteOf("a", "b");
    await vi.runAllTimersAsync();
    expect(told).toEqual(["b", "a,b"]);
  });

  it("waits for every command that writes, and for what the user changed before", async () => {
    noteOf("b");
    const slow = changes.during(() => write("a").then(() => write("a")));
    const fast = changes.during(() => write("c"));
    await vi.advanceTimersByTimeAsync(1500);
    await fast;
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    await slow;
    await vi.runAllTimersAsync();
    expect(told).toEqual(["a,b,c"]);
  });

  it("tells what was written where the next setting cannot be", async () => {
    const writing = changes.during(async () => {
      await write("a");
      throw new Error("read-only");
    });
    const failed = expect(writing).rejects.toThrow("read-only");
    await vi.runAllTimersAsync();
    await failed;
    await vi.runAllTimersAsync();
    expect(told).toEqual(["a"]);
  });

  it("says nothing where nothing was written", async () => {
    await changes.during(() => Promise.resolve());
    await vi.runAllTimersAsync();
    expect(told).toEqual([]);
  });
});
