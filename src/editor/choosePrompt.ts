import type { Uri } from "vscode";
import { listPrompts } from "../protocol/models.ts";
import { choosingText } from "../strings/choosing.ts";
import type { Editor } from "./editor.ts";
import { modelNameOf, shortName } from "./modelPaths.ts";
import { ask, BACK } from "./quickStep.ts";
import { folderOf } from "./settings.ts";

/**
 * Asks for one of the prompts of the model that a setting names. Resolves to the empty text for none, also where the
 * model has none and nothing is asked; to undefined where the user gave up.
 */
export async function choosePrompt(
  { engine, settings }: Editor,
  setting: string,
  uri: Uri | undefined,
): Promise<string | undefined> {
  if (setting === "") return "";
  const model = modelNameOf(setting, folderOf(uri));
  const prompts = Object.entries(await engine.request(listPrompts, { model, places: settings.places(uri) }));
  const offered = prompts.filter(([, text]) => text !== "");
  if (offered.length === 0) return "";
  const answer = await ask<string>({
    title: choosingText.promptTitle(shortName(setting)),
    placeholder: choosingText.promptPlaceholder,
    sections: [
      { label: "", choices: [{ label: choosingText.noPrompt, detail: choosingText.noPromptDetail, value: "" }] },
      {
        label: choosingText.prompts,
        choices: offered.map(([name, text]) => ({ label: name, detail: text, value: name })),
      },
    ],
  });
  return answer === BACK ? undefined : answer;
}
