import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { commandTable } from "../src/editor/commands.ts";

const root = path.join(import.meta.dirname, "..");
const { commands, menus, configuration } = manifest.contributes;
const settings: Readonly<Record<string, { default: unknown }>> = configuration.properties;
const declared = commands.map(({ command }) => command);

function read(...names: string[]): string {
  return readFileSync(path.join(root, ...names), "utf8");
}

const editorSources = readdirSync(path.join(root, "src", "editor"))
  .map((name) => read("src", "editor", name))
  .join("\n");

describe("the manifest", () => {
  it("declares the commands of the table", () => {
    expect(declared.toSorted()).toEqual(Object.keys(commandTable).toSorted());
  });

  it("has no menu entry for a command that is not declared", () => {
    const entries = Object.values(menus).flat();
    expect(entries.length).toBeGreaterThan(5);
    for (const { command } of entries) expect(declared).toContain(command);
  });

  it("offers the command for every kind of file in every menu", () => {
    const places = ["explorer/context", "editor/context", "editor/title", "editor/title/context"] as const;
    for (const place of places) {
      const [entry] = menus[place].filter(({ command }) => command === "strata.visualizeEmbeddings");
      const pattern = /resourceExtname =~ \/(.*?)\/i/.exec(entry?.when ?? "")?.[1] ?? "^$";
      for (const extension of [".txt", ".md", ".jsonl", ".ndjson", ".csv", ".tsv", ".json", ".JSONL"])
        expect(extension, place).toMatch(new RegExp(pattern, "i"));
      expect(".png").not.toMatch(new RegExp(pattern, "i"));
    }
  });

  it.each(Object.keys(settings))("%s is read by the editor side", (name) => {
    expect(editorSources).toContain(`read("${name.replace("strata.", "")}"`);
  });

  it("restores panels of the type the editor side registers", () => {
    const type = /VIEW_TYPE = "(.+)"/.exec(editorSources)?.[1] ?? "";
    expect(manifest.activationEvents).toEqual([`onWebviewPanel:${type}`]);
    for (const { when } of menus["editor/title"]) expect(when).toContain(type);
  });

  it("sets the context keys its conditions name", () => {
    const conditions = Object.values(menus)
      .flat()
      .map(({ when }) => when)
      .join(" ");
    const keys = new Set([...conditions.matchAll(/\bstrata\.(?!picture)\w+/g)].map(([key]) => key));
    expect(keys.size).toBeGreaterThan(2);
    for (const key of keys) expect(editorSources).toContain(`"${key}"`);
  });

  it("restricts what a folder that is not trusted may choose", () => {
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(["strata.cacheFolder"]);
  });

  it("is described setting by setting in the README", () => {
    const table = /<!-- settings -->\n([\s\S]*?)<!-- \/settings -->/.exec(read("README.md"))?.[1] ?? "";
    const rows = [...table.matchAll(/^\| `(strata\.\w+)` +\| (.*?) +\|/gm)].map(([, name, value]) => [name, value]);
    const expected = Object.entries(settings).map(([name, setting]) => [name, shownDefault(setting.default)]);
    expect(rows).toEqual(expected);
  });
});

/** How the README shows a default: as code, nothing for the empty text. */
function shownDefault(value: unknown): string {
  return value === "" ? "empty" : `\`${String(value)}\``;
}
