/**
 * The pictures of the README and the walkthrough, from the real workbench with the packaged extension:
 * `node test/editor/readmePictures.ts FOLDER` writes them there, and the frames of the animation as numbered files.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { Workbench } from "./workbench.ts";

const [folder = "out/pictures"] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const RECORDS = 311;
/** Its sentence has near paraphrases, and its label is planted wrong. */
const RECORD = 203;

const settings = { "workbench.colorTheme": "Default Dark Modern", "workbench.startupEditor": "none" };
const workbench = await Workbench.open({ files: { "senses.jsonl": { copy: "media/samples/senses.jsonl" } }, settings });
try {
  await tour(workbench);
  await views(workbench);
} finally {
  await workbench.close();
}

/** Right-click, picture, layers, click, line: a frame for each moment. */
async function tour({ page, panel }: Workbench): Promise<void> {
  let frames = 0;
  const frame = async (): Promise<void> => {
    await page.screenshot({ path: path.join(folder, `tour-${String(frames++).padStart(2, "0")}.png`) });
  };
  await workbench.edit("senses.jsonl");
  await frame();
  await workbench.explorerRow("senses.jsonl").click({ button: "right" });
  await page.locator(".monaco-menu .action-item", { hasText: "Visualize Embeddings" }).hover();
  await frame();
  await page.keyboard.press("Escape");
  await workbench.visualize("senses.jsonl");
  await panel.complete(RECORDS);
  await frame();
  await panel.stage.focus();
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press("ArrowLeft");
    await settled();
    await frame();
  }
  await page.keyboard.press("End");
  await settled();
  await panel.clickPoint(RECORD);
  await panel.frame.locator(".sheet .record .text").waitFor();
  await settled();
  await frame();
}

async function views({ page, panel }: Workbench): Promise<void> {
  await page.keyboard.press("Control+B");
  await panel.stage.focus();
  for (const [key, name] of [
    ["1", "stack"],
    ["2", "layer"],
    ["3", "pair"],
    ["4", "curves"],
    ["5", "table"],
  ] as const) {
    await panel.frame
      .getByRole("tab")
      .nth(Number(key) - 1)
      .click();
    await panel.frame.locator("[aria-busy=true]").first().waitFor({ state: "detached", timeout: 60_000 });
    await page.waitForTimeout(1500);
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
  }
}

async function settled(): Promise<void> {
  await workbench.panel.frame.locator('#stage[data-settled="1"]').waitFor({ state: "attached" });
}
