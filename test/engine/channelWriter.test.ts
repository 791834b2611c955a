import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { delivered } from "../../src/engine/delivered.ts";

describe("a message to the parent process", { timeout: 30_000 }, () => {
  it("has left when it is written, whatever blocks the process then", async () => {
    const child = fork(path.join(import.meta.dirname, "sendingProcess.ts"), {
      serialization: "advanced",
      execArgv: ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
    });
    const gone = once(child, "exit").then(() => performance.now());
    await once(child, "message");
    const came = performance.now();
    expect((await gone) - came).toBeGreaterThan(1000);
  });
});

describe("waiting for a message to leave", () => {
  it("ends with it, and after a tenth of a second where nobody reads", async () => {
    const start = performance.now();
    await delivered(undefined);
    await delivered(Promise.resolve());
    expect(performance.now() - start).toBeLessThan(90);
    await delivered(new Promise(() => undefined));
    expect(performance.now() - start).toBeGreaterThan(90);
    await expect(delivered(setTimeout(1).then(() => Promise.reject(new Error("closed"))))).rejects.toThrow("closed");
  });
});
