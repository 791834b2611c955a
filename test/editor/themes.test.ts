import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000, expect: { poll: { timeout: 30_000 } } });

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface BuiltIn {
  readonly id: string;
  readonly label: string;
}

/** Every colour theme that comes with VS Code, from the manifests of its extensions. */
function builtInThemes(): readonly BuiltIn[] {
  const folder = path.join(import.meta.dirname, "node_modules/code-server/lib/vscode/extensions");
  return readdirSync(folder)
    .filter((name) => name.startsWith("theme-"))
    .flatMap((name) => {
      const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, name, file), "utf8"));
      const manifest = read("package.json") as { contributes: { themes?: readonly Partial<BuiltIn>[] } };
      const words = read("package.nls.json") as Readonly<Record<string, string>>;
      return (manifest.contributes.themes ?? []).map(({ id, label = "" }) => {
        const said = label.replace(/^%(.*)%$/, (_, key: string) => words[key] ?? "");
        return { id: id ?? said, label: said };
      });
    });
}

describe("the panel in VS Code's own themes", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ files: { "senses.jsonl": { copy: "media/samples/senses.jsonl" } } });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  it("can be read: axe finds no word that is too faint", async () => {
    const { panel } = workbench;
    await workbench.visualize("senses.jsonl");
    await panel.complete(311);
    await workbench.edit("senses.jsonl");
    await workbench.goTo(45);
    await expect.poll(() => panel.data("selected")).toBe("44");
    const page = panel.frame.locator("body");
    const faint: string[] = [];
    const themes = builtInThemes();
    expect(themes.length).toBeGreaterThan(15);
    for (const { id, label } of themes) {
      await workbench.theme(label);
      await expect.poll(() => page.getAttribute("data-vscode-theme-id")).toBe(id);
      const found: unknown = await page.evaluate(`${axe};
        axe.run(document, { runOnly: ["color-contrast"] }).then(({ violations }) =>
          violations.flatMap(({ nodes }) => nodes.map((node) => node.html.slice(0, 90) + node.failureSummary.slice(0, 140))))`);
      if (!Array.isArray(found)) throw new Error("axe gave no list");
      faint.push(...found.map((what) => `${label}: ${String(what)}`));
    }
    expect(faint).toEqual([]);
  });
});
