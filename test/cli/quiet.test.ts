import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { strata } from "./strata.ts";

/** Every file below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

describe("a run", { timeout: 60_000 }, () => {
  it("leaves nothing of anybody else's in the user's folders: ONNX Runtime keeps what it would send there", async () => {
    const folder = tempFolder();
    const home = path.join(folder, "home");
    const file = write(folder, "a.txt", "w1 w2\nw3 w4\nw5");
    const words = [
      "visualize",
      file,
      "--out",
      path.join(folder, "out"),
      "--model",
      toyFolder(path.join(folder, "toy")),
    ];
    const variables = { HOME: home, USERPROFILE: home, XDG_CACHE_HOME: path.join(home, "cache") };
    const { status, errors } = await strata(words, undefined, variables);
    expect(status, errors).toBe(0);
    const own = path.join("cache", "embedding-strata");
    expect(filesBelow(home).filter((name) => !name.startsWith(own))).toEqual([]);
    expect(existsSync(path.join(home, own))).toBe(true);
  });

  it.runIf(process.platform === "linux")("ends where a folder can never be made", async () => {
    const folder = tempFolder();
    const file = write(folder, "a.txt", "w1 w2\nw3 w4\nw5");
    const model = ["--model", toyFolder(path.join(folder, "toy")), "--device", "cpu"];
    const place = "/proc/nothing/here";
    const page = await strata(["visualize", file, "--out", place, ...model]);
    expect(page.status).toBe(1);
    expect(page.errors).toContain("The result cannot be written");
    const cache = await strata(["visualize", file, "--out", path.join(folder, "out"), "--cache", place, ...model]);
    expect(cache.status).toBe(0);
    expect(cache.errors).toContain("The cache cannot be written");
  });
});
