import { clicksOf, workbenchFocus } from "./clickSteps.ts";
import { probesOf, type Step } from "./steps.ts";
import type { Workbench } from "./workbench.ts";

/** The legend, the record and its nearest in the side sheet, and what each view has of its own. */
export function viewSteps(workbench: Workbench): readonly Step[] {
  const { page, panel } = workbench;
  const { at, data, attribute, text, count, visible, clipboard } = probesOf(workbench);
  const { step, click, press, choose } = clicksOf(workbench);
  const focused = (): Promise<string> => workbenchFocus(workbench);
  const tab = (name: string, place: string): Step =>
    click(name, panel.frame.getByRole("tab", { name, exact: true }), visible(place), "true");
  const off = count(".legend [aria-checked=false]");
  return [
    tab("Stack", "#stage"),
    click("a label", at(".legend .check"), off, "1"),
    click("a label again", at(".legend .check"), off, "0"),
    step("a label alone", () => at(".legend .check").dblclick(), off, /^[5-9]$/),
    step("all labels", () => at(".legend .check").dblclick(), off, "0"),
    click("a label's look", at(".legend button.look"), visible(".look-editor"), "true"),
    choose("colour 3", attribute(".look-editor [aria-label='colour 3']", "aria-checked"), "true"),
    choose("square", attribute(".look-editor [aria-label='square']", "aria-checked"), "true"),
    press("Reset", ".look-editor", attribute(".look-editor [aria-label='square']", "aria-checked"), "false"),
    step("Escape", () => page.keyboard.press("Escape"), visible(".look-editor"), "false"),
    click(
      "a pane's head",
      at(".pane.near:not(.like) h2 button"),
      attribute(".pane.near:not(.like) h2 button", "aria-expanded"),
      "false",
    ),
    click(
      "a pane's head",
      at(".pane.near:not(.like) h2 button"),
      attribute(".pane.near:not(.like) h2 button", "aria-expanded"),
      "true",
    ),
    click("the record's line", at(".record .where .link"), focused, "1"),
    step(
      "its text",
      () => at(".record [aria-label='Copy the text']").click(),
      async () => String((await clipboard()) === (await at(".record .text").textContent())),
      "true",
    ),
    step(
      "the distance",
      () => at(".near [data-parameter=metric]").selectOption("euclidean"),
      text(".pane.near:not(.like) .num"),
    ),
    step(
      "how many",
      async () => {
        await at(".near [data-parameter=k]").fill("4");
        await at(".near [data-parameter=k]").press("Tab");
      },
      count(".pane.near:not(.like) .row"),
      "4",
    ),
    click("a neighbour's line", at(".pane.near:not(.like) .line"), data("selected")),
    click("a neighbour", at(".pane.near:not(.like) .name"), data("selected")),
    tab("Layer", "#stage[data-mode=layer]"),
    choose("2-D", attribute("#stage", "aria-label"), /two dimensions/),
    choose("3-D", attribute("#stage", "aria-label"), /three dimensions/),
    step(
      "Trail",
      () => at(".viewbar select").selectOption("all"),
      () => at(".viewbar select").inputValue(),
      "all",
    ),
    press("Texts at the points", ".viewbar", attribute("[aria-label='Texts at the points']", "aria-pressed")),
    click("a preview", at(".preview[data-layer='3']"), data("layer"), "3"),
    tab("Pair", "#stage[data-mode=pair]"),
    press("Swap the two layers", ".viewbar", data("other"), "3"),
    step("first half", () => at(".pair-heads select").selectOption("5"), data("other"), "5"),
    step("lines", () => at(".viewbar select:visible").selectOption("none"), count(".way.joined"), "0"),
    choose("Residual", text(".movers .num")),
    press("Colour the points by it", ".movers", text(".legend .heading")),
    click("what moved most", at(".movers .name"), data("selected")),
    tab("Curves", ".charts .chart .axes"),
    click("what a chart is", at(".chart [aria-label^='What ']"), visible(".chart .about"), "true"),
    click("Enlarge", at(".chart [aria-label^=Enlarge]"), visible(".large .chart"), "true"),
    press("All curves", ".large", visible(".large .chart"), "false"),
    step(
      "a layer of a chart",
      async () => {
        const box = await at(".chart .area").boundingBox();
        await at(".chart .area").click({ position: { x: (box?.width ?? 0) - 6, y: 12 } });
      },
      text(".scrubber"),
      /Layer 6 of 6/,
    ),
    press("Copy all numbers, tab-separated", ".viewbar", clipboard, /^layer\t/),
    press("Options…", ".viewbar", visible(".viewbar .popover:not([hidden])"), "true"),
    tab("Table", ".table"),
    step(
      "Columns",
      async () => {
        await at(".viewbar .columns > button").click();
        await panel.frame.locator(".ticks-list input").first().click();
        await page.keyboard.press("Escape");
      },
      count(".table [role=columnheader]"),
    ),
    click("a column", at(".table .th.text button"), attribute(".table .th.text", "aria-sort"), "ascending"),
    click("a row", at(".table .tr[aria-selected=false] .td.text"), text(".record .text")),
    tab("Stack", "#stage"),
  ];
}
