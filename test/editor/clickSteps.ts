import type { Locator } from "playwright-core";
import { probesOf, type Step } from "./steps.ts";
import type { Workbench } from "./workbench.ts";

type Says = Step["says"];

/** Ways to write down clicks in the panel of a workbench. */
export function clicksOf(workbench: Workbench) {
  const { panel } = workbench;
  const { at } = probesOf(workbench);
  const step = (title: string, does: Step["does"], probe: Step["probe"], says?: Says): Step => ({
    ...{ title, does, probe },
    ...(says !== undefined && { says }),
  });
  const click = (title: string, place: Locator, probe: Step["probe"], says?: Says): Step =>
    step(title, () => place.click(), probe, says);
  /** A button by its name, in a part of the panel. */
  const press = (name: string, within: string, probe: Step["probe"], says?: Says): Step =>
    click(name, at(within).getByRole("button", { name, exact: true }).first(), probe, says);
  const choose = (name: string, probe: Step["probe"], says?: Says): Step =>
    click(name, panel.frame.getByRole("radio", { name, exact: true }), probe, says);
  /** An entry of the menu with all ways to select. */
  const way = (name: string, probe: Step["probe"], says?: Says): Step =>
    step(
      `select: ${name}`,
      async () => {
        await panel.frame.getByRole("button", { name: "Ways to select points" }).click();
        await panel.frame.getByRole("menuitem", { name }).first().click();
      },
      probe,
      says,
    );
  return { step, click, press, choose, way };
}

/** The controls above the picture, the bar of the selection and the info line; the picture is the sample's. */
export function toolSteps(workbench: Workbench): readonly Step[] {
  const { page, panel } = workbench;
  const { at, data, attribute, text, count, visible, value, clipboard } = probesOf(workbench);
  const { step, click, press, choose, way } = clicksOf(workbench);
  const counted = text(".float.selection:not([hidden]) .count");
  const hidden = text(".hidden-fact");
  const tool = attribute(".marks-layer", "data-tool");
  const pressed = (name: string) => attribute(`[aria-label="${name}"]`, "aria-pressed");
  const quickInput = async (): Promise<string> => String(await page.locator(".quick-input-widget").isVisible());
  const leaves = step("Escape", () => page.keyboard.press("Escape"), quickInput, "false");
  const opensQuickInput = (command: string): readonly Step[] => [
    click(command, panel.button(command).first(), quickInput, "true"),
    leaves,
  ];
  const slot = async (layer: number): Promise<void> => {
    const box = await at(".slots").boundingBox();
    if (box !== null) await page.mouse.click(box.x + ((layer + 0.5) * box.width) / 7, box.y + box.height / 2);
  };
  return [
    click("Stack", panel.frame.getByRole("tab", { name: "Stack" }), visible("#stage"), "true"),
    step("a layer's bar", () => slot(6), data("layer"), "6"),
    press("Play through the layers", ".scrubber", data("layer"), /^[0-5]$/),
    step("it ends", () => Promise.resolve(), data("layer"), "6"),
    step("a layer's bar", () => slot(2), data("layer"), "2"),
    step(
      "Colour by",
      async () => {
        await at(".colour-by").click();
        await panel.frame.getByRole("menuitemradio", { name: /\(label\)/ }).click();
      },
      text(".legend .heading"),
      "label",
    ),
    click("the finder's button", at(".find-opener"), visible(".finder .query"), "true"),
    step("Find", () => at(".finder .query").fill("bank"), text(".finder .found:not([hidden])"), /^\d+$/),
    press("Match case", ".finder", pressed("Match case"), "true"),
    press("Match whole words", ".finder", pressed("Match whole words"), "true"),
    press("Use a regular expression", ".finder", pressed("Use a regular expression"), "true"),
    step("Look in", () => at(".finder select").selectOption("all"), value(".finder select"), "all"),
    press("Next hit", ".finder", data("selected")),
    press("Previous hit", ".finder", data("selected")),
    way("Search Hits", counted, /^\d+ selected$/),
    press("Clear", ".finder", value(".finder .query"), ""),
    press("Export…", ".toolbar", quickInput, "true"),
    leaves,
    press("Show or hide the side sheet", ".toolbar", count("body.folded"), "1"),
    press("Show or hide the side sheet", ".toolbar", count("body.folded"), "0"),
    ...["Selected", "None", "All"].map((name) =>
      choose(name, async () => String(await panel.frame.getByRole("radio", { name, exact: true }).isChecked()), "true"),
    ),
    step("Separation", () => at("input[aria-label=Separation]").fill("9"), value("input[aria-label=Separation]"), "9"),
    step(
      "Project…",
      async () => {
        await panel.frame.getByRole("button", { name: "Project…" }).click();
        await panel.frame.locator(".popover:not([hidden]) select").last().selectOption("3");
        await panel.frame.getByRole("button", { name: "Draw", exact: true }).click();
      },
      text(".infobar .variance"),
      /\+.*\+/,
    ),
    press("Lasso", ".viewbar", tool, "lasso"),
    press("Lasso", ".viewbar", tool, "camera"),
    way("Box", tool, "box"),
    way("Box", tool, "camera"),
    way("All Visible", counted, "311 selected"),
    way("Invert", counted, ""),
    way("Undo", counted, "311 selected"),
    way("Redo", counted, ""),
    way("(", counted, /selected/),
    way("Neighbours of the Record", counted, "11 selected"),
    press("Hide", ".float.selection", hidden, /^11 hidden/),
    press("Show All", ".infobar", hidden, ""),
    way("Neighbours of the Record", counted, "11 selected"),
    press("Isolate", ".float.selection", hidden, /^300 hidden/),
    press("Show All", ".infobar", hidden, ""),
    way("Neighbours of the Record", counted, "11 selected"),
    ...["Copy as JSONL", "Pin as A", "Invert", "Pin as B"].map((name) =>
      step(
        `more: ${name}`,
        async () => {
          await at(".float.selection").getByRole("button", { name: "More", exact: true }).click();
          await panel.frame.getByRole("menuitem", { name, exact: true }).click();
        },
        name === "Copy as JSONL"
          ? async () => String((await clipboard()).trimEnd().split("\n").length)
          : name === "Invert"
            ? counted
            : text(".pin-row"),
        { "Copy as JSONL": "11", "Pin as A": /^A11 points/, Invert: "300 selected", "Pin as B": /B300 points/ }[name],
      ),
    ),
    press("Clear", ".float.selection", counted, ""),
    press("Fit what is visible", ".viewbar", data("camera")),
    press("Reset the camera", ".viewbar", data("camera")),
    press("Add a bookmark of what is shown", ".viewbar", count(".pane.bookmarks .row")),
    ...["chooseModel", "chooseDevice"].flatMap(opensQuickInput),
    step(
      "the item in the status bar",
      async () => {
        await workbench.tab("senses.jsonl").first().click();
        await page.locator("[id$='strata.status']").click();
      },
      () => workbenchFocus(workbench),
      "0",
    ),
  ];
}

/** What the side sheet has of A and B, and of bookmarks. */
export function sheetSteps(workbench: Workbench): readonly Step[] {
  const { panel } = workbench;
  const { at, attribute, text, visible } = probesOf(workbench);
  const { step, click, press } = clicksOf(workbench);
  const counted = text(".float.selection:not([hidden]) .count");
  const tab = (name: string, place: string): Step =>
    click(name, panel.frame.getByRole("tab", { name, exact: true }), visible(place), "true");
  return [
    tab("Stack", "#stage"),
    click("A again", at(".pin-row button.flat"), counted, "11 selected"),
    press("Forget A", ".pane:has(.pin-row)", text(".pin-row"), /^Anot pinned/),
    press("Forget B", ".pane:has(.pin-row)", visible(".pin-row"), "false"),
    click("a bookmark", at(".pane.bookmarks .name"), attribute(".pane.bookmarks .name", "aria-current"), "true"),
    step(
      "its name",
      async () => {
        await at(".pane.bookmarks [aria-label^=Rename]").click();
        await at(".pane.bookmarks input").fill("mine");
        await at(".pane.bookmarks input").press("Enter");
      },
      text(".pane.bookmarks .name"),
      /^mine/,
    ),
    click("its end", at(".pane.bookmarks [aria-label^=Delete]"), text(".pane.bookmarks .name"), /^(?!mine)/),
    tab("Stack", "#stage"),
  ];
}

/** Whether the keyboard is in a text: "1", or "0". */
export async function workbenchFocus({ page }: Workbench): Promise<string> {
  return String(await page.locator(".editor-instance .monaco-editor.focused").count());
}
