import { expect } from "vitest";
import type { Workbench } from "./workbench.ts";

/** Something a user does, and what has to be seen then. */
export interface Step {
  readonly title: string;
  readonly does: () => Promise<unknown>;
  /** What is looked at before and after. */
  readonly probe: () => Promise<string>;
  /** What it says after; something else than before where left out. */
  readonly says?: string | RegExp;
}

/** Does one after the other, and names all that had no effect. */
export async function take(steps: readonly Step[]): Promise<void> {
  const failed: string[] = [];
  for (const { title, does, probe, says } of steps) {
    const before = await probe();
    try {
      await does();
      const seen = expect.poll(probe, { timeout: 15_000 });
      if (says === undefined) await seen.not.toBe(before);
      else await seen.toMatch(says instanceof RegExp ? says : new RegExp(`^${escaped(says)}$`));
    } catch (error) {
      failed.push(`${title}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`);
    }
  }
  expect(failed).toEqual([]);
}

function escaped(words: string): string {
  return words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Ways to look at the panel of a workbench. */
export function probesOf(workbench: Workbench) {
  const { panel, page } = workbench;
  const at = (selector: string) => panel.frame.locator(selector).first();
  return {
    at,
    data: (name: string) => () => panel.data(name),
    attribute: (selector: string, name: string) => async () => (await at(selector).getAttribute(name)) ?? "",
    text: (selector: string) => async () => (await panel.frame.locator(selector).allTextContents()).join("|"),
    count: (selector: string) => async () => String(await panel.frame.locator(selector).count()),
    visible: (selector: string) => async () => String(await at(selector).isVisible()),
    value: (selector: string) => () => at(selector).inputValue(),
    clipboard: () => page.evaluate<string>("navigator.clipboard.readText()"),
  };
}
