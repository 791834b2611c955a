import { describe, expect, it } from "vitest";
import { poolings } from "../../src/protocol/poolings.ts";
import type { TokenBatch } from "../../src/model/tap/feeds.ts";
import { type Pooling, poolingName, resolvePooling } from "../../src/model/pooling.ts";
import { poolingInput } from "../../src/model/poolingInput.ts";

const special = { before: 1, behind: 1 };
/** One text of 4 tokens and one of 2, which are only special ones. */
const batch: TokenBatch = { rows: 2, tokens: 5, ids: new Int32Array(10), lengths: Uint32Array.of(4, 2) };

describe("resolvePooling", () => {
  const authors: Pooling = { kind: "cls", specialTokens: true };

  it("auto is what the authors say, else the mean over content tokens", () => {
    expect(resolvePooling("auto", authors)).toEqual(authors);
    expect(resolvePooling("auto", undefined)).toEqual({ kind: "mean", specialTokens: false });
  });

  it("auto leaves sinks out where a model decodes and its authors say nothing", () => {
    const found = resolvePooling("auto", undefined, "auto", true);
    expect(found).toEqual({ kind: "meanWithoutSinks", specialTokens: false });
    expect(poolingName(found)).toBe("mean without sinks, without special tokens");
    expect(resolvePooling("auto", authors, "auto", true)).toEqual(authors);
    expect(resolvePooling("mean", undefined, "auto", true)).toEqual({ kind: "mean", specialTokens: false });
  });

  it.each(poolings.map(({ id }) => id).filter((id) => id !== "flatten"))(
    "%s counts special tokens as the authors do",
    (kind) => {
      expect(resolvePooling(kind, authors)).toEqual({ kind, specialTokens: true });
      expect(resolvePooling(kind, undefined)).toEqual({ kind, specialTokens: false });
    },
  );

  it("counts special tokens as the user says", () => {
    expect(resolvePooling("auto", authors, "exclude")).toEqual({ kind: "cls", specialTokens: false });
    expect(resolvePooling("mean", undefined, "include")).toEqual({ kind: "mean", specialTokens: true });
    expect(resolvePooling("max", { ...authors, withoutPrompt: true }, "auto")).toEqual({
      kind: "max",
      specialTokens: true,
      withoutPrompt: true,
    });
  });

  it("leaves joined poolings of the authors where another is chosen", () => {
    const joined: Pooling = { kind: "joined", parts: ["mean", "max"], specialTokens: true };
    expect(resolvePooling("auto", joined)).toEqual(joined);
    expect(poolingName(joined)).toBe("mean and max, with special tokens");
    expect(resolvePooling("cls", joined)).toEqual({ kind: "cls", specialTokens: true });
    expect(resolvePooling("flatten:2", joined)).toEqual({ kind: "flatten", specialTokens: true, spans: 2 });
  });

  it("names the allowed ones", () => {
    expect(() => resolvePooling("median", undefined)).toThrow(/optionUnknown.*median.*auto, mean/);
  });
});

describe("poolingInput", () => {
  const half = Math.SQRT1_2;
  const table: [Pooling["kind"], boolean, number[]][] = [
    ["mean", true, [0.25, 0.25, 0.25, 0.25, 0, 0.5, 0.5, 0, 0, 0]],
    ["mean", false, [0, 0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0, 0]],
    ["sum", true, [1, 1, 1, 1, 0, 1, 1, 0, 0, 0]],
    ["sum", false, [0, 1, 1, 0, 0, 1, 1, 0, 0, 0]],
    ["cls", false, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]],
    ["last", false, [0, 0, 0, 1, 0, 0, 1, 0, 0, 0]],
    ["meanSqrtLength", true, [0.5, 0.5, 0.5, 0.5, 0, half, half, 0, 0, 0]],
    ["weightedMean", false, [0, 1 / 3, 2 / 3, 0, 0, 1 / 3, 2 / 3, 0, 0, 0]],
  ];

  it.each(table)("%s, special tokens %s", (kind, specialTokens, expected) => {
    const input = poolingInput({ kind, specialTokens }, batch, special);
    expect(input).toEqual({ kind: "weights", vectors: 1, weights: Float32Array.from(expected) });
  });

  it.each([
    ["with special tokens, from behind the prompt on", true, true, 1, [0, 0, 0.5, 0.5, 0, 0.5, 0.5, 0, 0, 0]],
    ["without special tokens", false, true, 1, [0, 0, 1, 0, 0, 0.5, 0.5, 0, 0, 0]],
    ["unless the prompt counts", true, false, 1, [0.25, 0.25, 0.25, 0.25, 0, 0.5, 0.5, 0, 0, 0]],
    ["and all tokens where there is no prompt", true, true, 0, [0.25, 0.25, 0.25, 0.25, 0, 0.5, 0.5, 0, 0, 0]],
  ])("means leave a prompt out, %s", (_, specialTokens, withoutPrompt, promptTokens, expected) => {
    const input = poolingInput({ kind: "mean", specialTokens, withoutPrompt }, batch, special, promptTokens);
    expect(input).toEqual({ kind: "weights", vectors: 1, weights: Float32Array.from(expected) });
  });

  it("max takes a mask without padding", () => {
    const mask = (specialTokens: boolean) => poolingInput({ kind: "max", specialTokens }, batch, special);
    expect(mask(true)).toEqual({ kind: "maximum", mask: Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 0, 0, 0) });
    expect(mask(false)).toEqual({ kind: "maximum", mask: Uint8Array.of(0, 1, 1, 0, 0, 1, 1, 0, 0, 0) });
  });
});
