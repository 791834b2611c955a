import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { formats } from "../src/dataset/index.ts";
import { commandOf, panelActions, panelKeys } from "../src/protocol/keys.ts";
import { providers } from "../src/protocol/models.ts";
import { panelCommands } from "../src/protocol/panel.ts";
import { poolings } from "../src/protocol/poolings.ts";
import { deviceName } from "../src/strings/deviceNames.ts";

const root = path.join(import.meta.dirname, "..");
const { commands, menus, configuration } = manifest.contributes;
const settings: Readonly<Record<string, { default: unknown; scope: string }>> = configuration.properties;
const declared = commands.map(({ command }) => command);

function read(...names: string[]): string {
  return readFileSync(path.join(root, ...names), "utf8");
}

const languages = readdirSync(root).filter((name) => /^package\.nls\b.*\.json$/.test(name));

/** The manifest as VS Code shows it, with the words of a file in place of their keys. */
function inWords(keyed: typeof manifest, file: string): typeof manifest {
  const words = JSON.parse(read(file)) as Readonly<Record<string, string>>;
  return JSON.parse(JSON.stringify(keyed), (_, value: unknown) => {
    const key = typeof value === "string" ? /^%(.*)%$/.exec(value)?.[1] : undefined;
    return key === undefined ? value : words[key];
  }) as typeof manifest;
}

const editorSources = readdirSync(path.join(root, "src", "editor"))
  .map((name) => read("src", "editor", name))
  .join("\n");

describe("the manifest", () => {
  it("declares the commands of the table", () => {
    const table = /commandTable[^{]+\{([\s\S]*?)\n\};/.exec(read("src", "editor", "commands.ts"))?.[1] ?? "";
    const commanded = [...table.matchAll(/^ {2}"(strata\.\w+)":/gm)].map(([, name]) => name);
    expect(commanded.length).toBeGreaterThan(5);
    expect(declared.toSorted()).toEqual([...commanded, ...panelActions.map(commandOf)].toSorted());
  });

  it("binds the panel's keys while a picture has the keyboard", () => {
    const bound = panelActions.flatMap((action) =>
      panelKeys[action].map((key) => ({ command: commandOf(action), key })),
    );
    expect(manifest.contributes.keybindings.map(({ command, key }) => ({ command, key }))).toEqual(bound);
    for (const { when } of manifest.contributes.keybindings) expect(when).toBe("strata.pictureFocused && !inputFocus");
    expect(new Set(bound.map(({ key }) => key)).size).toBe(bound.length);
    expect(editorSources).toContain('"strata.pictureFocused"');
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
      const known = formats.flatMap(({ extensions }) => extensions);
      for (const extension of [...known, ".JSONL"]) expect(extension, place).toMatch(new RegExp(pattern, "i"));
      expect(".png").not.toMatch(new RegExp(pattern, "i"));
    }
  });

  it("has every pick of a panel's buttons in the panel's menu", () => {
    const picks = panelCommands.filter((command) => command.startsWith("choose")).map((command) => `strata.${command}`);
    expect(picks.length).toBeGreaterThan(5);
    expect(menus["editor/title"].map(({ command }) => command)).toEqual(expect.arrayContaining(picks));
  });

  it.each(Object.keys(settings))("%s is read by the editor side", (name) => {
    expect(editorSources).toContain(`read("${name.replace("strata.", "")}"`);
  });

  it("restores panels of the type the editor side registers", () => {
    const type = /VIEW_TYPE = "(.+)"/.exec(editorSources)?.[1] ?? "";
    expect(manifest.activationEvents).toEqual([`onWebviewPanel:${type}`]);
    const scheme = /SCHEME = "(.+)"/.exec(editorSources)?.[1] ?? "";
    for (const { when } of menus["editor/title"]) expect(when).toMatch(new RegExp(`${type}|== ${scheme} `));
  });

  it.each(languages)("welcomes with commands that there are and pictures that come along, by %s", (words) => {
    const { viewsWelcome, walkthroughs } = inWords(manifest, words).contributes;
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const said = [...viewsWelcome.map(({ contents }) => contents), ...steps.map(({ description }) => description)];
    const linked = said.flatMap((text) => [...text.matchAll(/\(command:(strata\.\w+)\)/g)].map(([, id]) => id));
    const awaited = steps.flatMap(({ completionEvents }) => completionEvents.map((event) => event.split(":")[1]));
    expect(linked.length).toBeGreaterThan(4);
    for (const command of [...linked, ...awaited]) expect(declared).toContain(command);
    for (const { media } of steps) expect(existsSync(path.join(root, media.image)), media.image).toBe(true);
    const own = `${manifest.publisher}.${manifest.name}#`;
    for (const { id } of walkthroughs) expect(said.join("\n")).toContain(encodeURIComponent(`"${own}${id}"`));
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
    const restricted = new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
    for (const name of restricted) expect(settings, name).toHaveProperty([name]);
    const free = Object.keys(settings).filter((name) => !restricted.has(name));
    // How the folder's own texts are read and drawn, and nothing else: a new setting is restricted until it is named.
    expect(free.toSorted()).toEqual([
      "strata.gutter",
      "strata.hover",
      "strata.labelField",
      "strata.maxTokens",
      "strata.pooling",
      "strata.separation",
      "strata.specialTokens",
      "strata.textField",
    ]);
    for (const name of free) expect(settings[name]?.scope, name).not.toMatch(/machine/);
  });

  it("offers every pooling of the product", () => {
    const { enum: offered, markdownEnumDescriptions } = configuration.properties["strata.pooling"];
    expect(offered).toEqual(["auto", ...poolings.map(({ id }) => id)]);
    expect(markdownEnumDescriptions).toHaveLength(offered.length);
  });

  it("lets no workspace name native libraries", () => {
    expect(configuration.properties["strata.cudaFolder"].scope).toBe("machine");
  });

  it("offers every device in the words of the product", () => {
    const { enum: devices, enumItemLabels, markdownEnumDescriptions } = configuration.properties["strata.device"];
    expect(devices).toEqual(["auto", ...providers]);
    expect(enumItemLabels.slice(1)).toEqual(providers.map(deviceName));
    expect(markdownEnumDescriptions).toHaveLength(devices.length);
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
  return value === "" ? "empty" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
