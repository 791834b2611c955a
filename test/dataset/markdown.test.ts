import { expect, it } from "vitest";
import { readText } from "./readText.ts";

it("reads lines that hold more than markup", async () => {
  const markup = [
    "---",
    "***",
    "```",
    "```ts",
    "~~~ ".trim(),
    "===",
    "| --- | :-: |",
    ">",
    "-",
    "##",
    "* * *",
    "  ---",
  ];
  const lines = [
    "# Heading",
    "- item",
    "> quote",
    "| a | b |",
    "--- a",
    "`code`",
    "``` not a fence",
    "1.",
    "**bold**",
    "…",
  ];
  const dataset = await readText("a.md", [...markup, ...lines, ...markup].join("\n"));
  expect(dataset.texts).toEqual(lines);
  expect(dataset.ranges[0]).toBe(markup.length);
});
