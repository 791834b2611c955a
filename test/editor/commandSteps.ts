import { probesOf, type Step } from "./steps.ts";
import type { Workbench } from "./workbench.ts";

/**
 * The picture's commands as the palette runs them, on the picture of the sample: the stack, its last layer, nothing
 * selected.
 */
export function commandSteps(workbench: Workbench): readonly Step[] {
  const { page } = workbench;
  const { data, attribute, text, count, visible, value, clipboard } = probesOf(workbench);
  const run = (command: string, probe: Step["probe"], says?: Step["says"]): Step => ({
    title: command,
    does: () => workbench.type(`Strata: ${command}`),
    probe,
    ...(says !== undefined && { says }),
  });
  const [layer, other, mode, record, camera] = ["layer", "other", "mode", "selected", "camera"].map(data) as [
    Step["probe"],
    Step["probe"],
    Step["probe"],
    Step["probe"],
    Step["probe"],
  ];
  const counted = text(".float.selection:not([hidden]) .count");
  const hidden = text(".hidden-fact");
  const tool = attribute(".marks-layer", "data-tool");
  const shown = "true";
  return [
    // Others hold the same words.
    { title: "Previous Layer", does: () => workbench.run("Strata: Previous Layer"), probe: layer, says: "5" },
    { title: "Next Layer", does: () => workbench.run("Strata: Next Layer"), probe: layer, says: "6" },
    run("Play or Pause Layers", layer, /^[0-5]$/),
    { title: "playing ends at the last layer", does: () => Promise.resolve(), probe: layer, says: "6" },
    run("Next Record", record, "0"),
    run("Next Record", record, "1"),
    run("Previous Record", record, "0"),
    run("Show Layer View", mode, "layer"),
    run("Show or Hide Texts at the Points", attribute("[aria-label^='Texts at the points']", "aria-pressed")),
    run("Show Pair View", other, "0"),
    run("Next First Layer of the Pair", other, "1"),
    run("Previous First Layer of the Pair", other, "0"),
    run("Swap the Layers of the Pair", other, "6"),
    run("Swap the Layers of the Pair", other, "0"),
    run("Show Curves View", visible(".curves"), shown),
    run("Show Table View", visible(".table"), shown),
    run("Show Stack View", visible("#stage"), shown),
    run("Move Layers Apart", value("input[aria-label=Separation]")),
    run("Move Layers Together", value("input[aria-label=Separation]")),
    run("Turn Left", camera),
    run("Turn Right", camera),
    run("Turn Up", camera),
    run("Turn Down", camera),
    run("Fit What Is Visible", camera),
    run("Turn Left", camera),
    run("Reset Camera", camera),
    run(
      "Peek Line of Record",
      async () => String((await page.locator(".view-overlays [class*=TextEditorDecorationType]").count()) > 0),
      shown,
    ),
    run(
      "Open Line of Record",
      async () => String(await page.locator(".editor-instance .monaco-editor.focused").count()),
      "1",
    ),
    run(
      "Show Picture",
      async () => (await workbench.tab("senses.jsonl · layers").getAttribute("aria-selected")) ?? "",
      shown,
    ),
    run("Add Bookmark", count(".pane.bookmarks .row"), "1"),
    run("Show Layer View", mode, "layer"),
    run("Add Bookmark", count(".pane.bookmarks .row"), "2"),
    run("Previous Bookmark", mode, "stack"),
    run("Next Bookmark", mode, "layer"),
    run("Show Stack View", mode, "stack"),
    run("Show or Hide Side Sheet", count("body.folded"), "1"),
    run("Show or Hide Side Sheet", count("body.folded"), "0"),
    run("Lasso Points", tool, "lasso"),
    run("Box-Select Points", tool, "box"),
    run("Clear Selection", tool, "camera"),
    run("Select Neighbours of Record", counted, "11 selected"),
    run("Copy Selection as JSONL", async () => String((await clipboard()).trimEnd().split("\n").length), "11"),
    run("Pin Selection as A", text(".pin-row"), /^A11 points/),
    run("Invert Selection", counted, "300 selected"),
    run("Pin Selection as B", text(".pin-row"), /B300 points/),
    run("Isolate Selected Points", hidden, /^11 hidden by you/),
    run("Undo Selection or Filter", hidden, ""),
    run("Redo Selection or Filter", hidden, /^11 hidden by you/),
    run("Show All Points", hidden, ""),
    run("Select Neighbours of Record", counted, "11 selected"),
    run("Hide Selected Points", hidden, /^11 hidden by you/),
    run("Show All Points", hidden, ""),
    {
      title: "Select Points of Editor Selection",
      does: async () => {
        await workbench.goTo(3);
        for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowDown");
        await page.locator("[id='status.editor.selection']", { hasText: "selected" }).waitFor();
        await workbench.type("Strata: Clear Selection");
        await workbench.type("Strata: Select Points of Editor Selection");
      },
      probe: counted,
      says: /^[34] selected$/,
    },
    run("Clear Selection", counted, ""),
    run("Choose What Colours the Points", attribute(".colour-by", "aria-expanded"), shown),
    {
      title: "an entry of the menu of colours",
      does: () => workbench.panel.frame.getByRole("menuitemradio", { name: "line", exact: true }).click(),
      probe: text(".legend .heading"),
      says: "Line",
    },
    run("Show Log", async () => String(await page.locator("[id='workbench.panel.output']").isVisible()), shown),
    {
      title: "the output goes",
      does: () => workbench.type("View: Toggle Panel Visibility"),
      probe: async () => String(await page.locator("[id='workbench.panel.output']").isVisible()),
      says: "false",
    },
    {
      title: "Install CUDA Provider, and no",
      does: async () => {
        await workbench.type("Strata: Install CUDA Provider");
        const dialog = page.locator(".monaco-dialog-box");
        await dialog.filter({ hasText: /CUDA/ }).waitFor();
        await dialog.getByRole("button", { name: "Cancel" }).click();
      },
      probe: async () => String(await page.locator(".monaco-dialog-box").count()),
      says: "0",
    },
  ];
}
