import { expect, it } from "vitest";
import { areAllowed, defaultsOf, valuesOf } from "../../src/protocol/parameters.ts";

const parameters = {
  k: { kind: "integer", default: 10, min: 1, max: 100, help: "" },
  spread: { kind: "number", default: 0.5, min: 0, max: 1, help: "" },
  metric: { kind: "choice", default: "cosine", options: ["cosine", "euclidean"], help: "" },
} as const;

it("takes the default where nothing was chosen", () => {
  expect(defaultsOf(parameters)).toEqual({ k: 10, spread: 0.5, metric: "cosine" });
  expect(valuesOf(parameters, { k: 3 })).toEqual({ k: 3, spread: 0.5, metric: "cosine" });
});

it.each<[string, Record<string, number | string>]>([
  ["the least", { k: 1, spread: 0 }],
  ["the most", { k: 100, spread: 1, metric: "euclidean" }],
])("allows %s", (_, values) => {
  expect(areAllowed(parameters, values)).toBe(true);
  expect(valuesOf(parameters, values)).toMatchObject(values);
});

it.each<[string, Record<string, number | string>, { option: string; allowed: string }]>([
  ["too little", { k: 0 }, { option: "k", allowed: "a whole number from 1 to 100" }],
  ["too much", { spread: 1.5 }, { option: "spread", allowed: "a number from 0 to 1" }],
  ["a part of a whole number", { k: 1.5 }, { option: "k", allowed: "a whole number from 1 to 100" }],
  ["no number", { k: NaN }, { option: "k", allowed: "a whole number from 1 to 100" }],
  ["a word for a number", { k: "3" }, { option: "k", allowed: "a whole number from 1 to 100" }],
  ["another word", { metric: "taxi" }, { option: "metric", allowed: "cosine, euclidean" }],
  ["a parameter there is not", { n: 3 }, { option: "parameter", allowed: "k, spread, metric" }],
  ["what every object has", { constructor: 3 }, { option: "parameter", allowed: "k, spread, metric" }],
])("refuses %s", (_, values, detail) => {
  expect(areAllowed(parameters, values)).toBe(false);
  expect(() => valuesOf(parameters, values)).toThrow(expect.objectContaining({ code: "optionUnknown" }) as Error);
  expect(() => valuesOf(parameters, values)).toThrow(
    expect.objectContaining({ detail: expect.objectContaining(detail) as object }) as Error,
  );
});
