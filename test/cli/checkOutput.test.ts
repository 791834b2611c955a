import path from "node:path";
import { expect, it } from "vitest";
import { refuseOverwriting } from "../../src/cli/checkOutput.ts";

it("does not write over what is drawn", () => {
  const folder = path.resolve("place");
  const drawn = path.join(folder, "coordinates.csv");
  const names = ["index.html", "coordinates.csv"];
  expect(() => refuseOverwriting([drawn], folder, names)).toThrow("outputNotWritable");
  expect(() => refuseOverwriting([drawn], path.join(folder, "other"), names)).not.toThrow();
});
