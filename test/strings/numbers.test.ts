import { expect, it } from "vitest";
import { shortNumber } from "../../src/strings.ts";

it.each([
  [0.123456, "0.1235"],
  [-2.5, "-2.5"],
  [999.96, "1000"],
  [2024, "2024"],
  [20240101, "20240101"],
  [16777217.4, "16777217"],
  [1.23456e15, "1235000000000000"],
  [1.23456e-9, "1.235e-9"],
])("%d is called %s", (value, words) => {
  expect(shortNumber(value)).toBe(words);
});
