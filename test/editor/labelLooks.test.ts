import { describe, expect, it } from "vitest";
import { LabelLooks } from "../../src/editor/labelLooks.ts";

/** What a workspace remembers, as JSON like VS Code keeps it. */
class Memory {
  readonly #kept = new Map<string, string>();

  keys(): readonly string[] {
    return [...this.#kept.keys()];
  }

  get<T>(key: string, otherwise?: T): T | undefined {
    const kept = this.#kept.get(key);
    return kept === undefined ? otherwise : (JSON.parse(kept) as T);
  }

  update(key: string, value: unknown): Promise<void> {
    this.#kept.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}

function looksOf(memory: Memory): { readonly looks: LabelLooks; readonly changes: () => number } {
  const looks = new LabelLooks(memory);
  let count = 0;
  looks.onChanged(() => count++);
  return { looks, changes: () => count };
}

describe("the looks of a workspace's labels", () => {
  it("are those of the file that had a label first, until the user asks for others", async () => {
    const { looks, changes } = looksOf(new Memory());
    await looks.place(
      [
        ["music", 0],
        ["10", 1],
      ],
      false,
    );
    await looks.place(
      [
        ["10", 0],
        ["rivers", 1],
      ],
      false,
    );
    expect(Object.fromEntries(looks.places)).toEqual({ music: 0, "10": 1, rivers: 1 });
    await looks.place(
      [
        ["10", 0],
        ["music", 1],
      ],
      true,
    );
    expect(Object.fromEntries(looks.places)).toEqual({ music: 1, "10": 0, rivers: 1 });
    expect(changes()).toBe(3);
    await looks.place([["music", 5]], false);
    expect(changes()).toBe(3);
  });

  it("are there again after a reload, and the oldest go first", async () => {
    const memory = new Memory();
    await looksOf(memory).looks.place([["kept", 4]], false);
    const { looks } = looksOf(memory);
    expect(looks.places).toEqual([["kept", 4]]);
    for (let i = 0; i < 600; i++)
      await looks.place(
        [
          ["kept", 0],
          [`label ${i}`, i % 49],
        ],
        false,
      );
    expect(looks.places).toHaveLength(500);
    expect(Object.fromEntries(looks.places)["kept"]).toBe(4);
  });
});
