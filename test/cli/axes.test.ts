import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { decodePage } from "../../src/protocol/pageData.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { strata } from "./strata.ts";

const texts = Array.from({ length: 50 }, (_, i) => `w${i % 40} w${(7 * i) % 40} w${(3 * i + 1) % 40}`);

describe("a file drawn in the axes of another", { timeout: 100_000 }, () => {
  let folder = "";
  let first = "";
  let second = "";
  let common: string[] = [];
  beforeAll(() => {
    folder = tempFolder();
    first = write(folder, "first.txt", texts.slice(0, 30).join("\n"));
    second = write(folder, "second.txt", texts.slice(20).join("\n"));
    common = ["--model", toyFolder(path.join(folder, "toy")), "--device", "cpu", "--cache", path.join(folder, "cache")];
  });

  async function page(file: string, out: string, ...words: string[]): Promise<PageData> {
    const place = path.join(folder, out);
    const { status, errors } = await strata(["visualize", file, "--out", place, ...common, ...words]);
    expect(errors).not.toContain("cannot");
    expect(status).toBe(0);
    const html = readFileSync(path.join(place, "index.html"), "utf8");
    return decodePage(/<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? "");
  }

  it("has the other's places, by the file itself and by its fitted projection", async () => {
    const whole = await page(first, "one", "--export", "reducer", "--basis", "all");
    const placed = await page(second, "two", "--fit-on", first, "--basis", "all");
    const again = await page(second, "three", "--fit-on", path.join(folder, "one", "reducer.safetensors"));
    expect(placed.info.drawing).toMatchObject({
      axes: { name: "first.txt" },
      projection: { values: { basis: "all" } },
    });
    expect(again.picture.coordinates).toEqual(placed.picture.coordinates);
    const { layers } = whole.picture;
    for (let layer = 0; layer < layers.length; layer++) {
      const [here, there] = [2 * layer * 30, 2 * (layer * 30 + 20)];
      expect(placed.picture.coordinates.subarray(here, here + 20)).toEqual(
        whole.picture.coordinates.subarray(there, there + 20),
      );
    }
  });

  it("is refused where there is no such file", async () => {
    const { status, errors } = await strata(["visualize", second, ...common, "--fit-on", "reducer.safetensors"]);
    expect(status).toBe(1);
    expect(errors).toContain("the file is not there");
  });
});
