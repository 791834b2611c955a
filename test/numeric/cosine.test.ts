import { expect, it } from "vitest";
import { cosineDistance } from "../../src/numeric/cosine.ts";

it.each<[string, number[], number[], number]>([
  ["one direction", [1, 2], [2, 4], 0],
  ["a right angle", [1, 0], [0, 3], 1],
  ["opposite directions", [1, -1], [-5, 5], 2],
  ["60 degrees", [1, 0], [1, Math.sqrt(3)], 0.5],
  ["no direction", [0, 0], [1, 1], 1],
  ["two without direction", [0, 0], [0, 0], 1],
  ["no number", [NaN, 1], [1, 1], 1],
  ["an infinity", [Infinity, 1], [1, 1], 1],
  ["very long ones", [3e38, 0], [3e38, 0], 0],
])("%s", (_, a, b, distance) => {
  const [x, y] = [Float32Array.of(9, ...a), Float32Array.of(9, 9, ...b)];
  expect(cosineDistance(x, 1, y, 2, 2)).toBeCloseTo(distance, 7);
});
