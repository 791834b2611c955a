import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { formats } from "../../src/dataset/index.ts";
import { panelCommands } from "../../src/protocol/panel.ts";

const { menus, commands } = manifest.contributes;
const entries = Object.entries(menus).flatMap(([menu, items]) => items.map((item) => ({ menu, ...item })));

describe("the menus", () => {
  const offers = entries.filter(
    ({ command, menu }) => command === "strata.visualizeEmbeddings" && menu !== "commandPalette",
  );

  it.each(offers)("offer every format in $menu", ({ when }) => {
    const listed = /resourceExtname =~ \/\^\\\.\(([\w|]+)\)\$\/i/.exec(when)?.[1]?.split("|") ?? [];
    const known = formats.flatMap(({ extensions }) => extensions.map((extension) => extension.slice(1)));
    expect(listed.toSorted()).toEqual(known.toSorted());
  });

  it("hold every pick a panel's buttons start", () => {
    const picks = panelCommands.filter((command) => command.startsWith("choose")).map((command) => `strata.${command}`);
    const title = entries.filter(({ menu }) => menu === "editor/title").map(({ command }) => command);
    expect(title).toEqual(expect.arrayContaining(picks));
    expect(commands.map(({ command }) => command)).toEqual(expect.arrayContaining(picks));
  });

  it("name commands that are declared", () => {
    const declared = new Set(commands.map(({ command }) => command));
    for (const { command } of entries) expect(declared).toContain(command);
  });
});
