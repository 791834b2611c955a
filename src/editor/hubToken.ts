import { window } from "vscode";
import { choosingText } from "../strings/choosing.ts";
import type { Editor } from "./editor.ts";

/** Asks for the token of the hub and keeps it. */
export async function setHubToken({ settings, tokens }: Editor): Promise<void> {
  const { host } = settings.hub;
  const token = await window.showInputBox({
    title: choosingText.tokenTitle,
    prompt: choosingText.tokenPrompt(host),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/\s/.test(text.trim()) ? choosingText.wrongToken : undefined),
  });
  if (token === undefined || token.trim() === "") return;
  await tokens.set(token.trim());
  await window.showInformationMessage(choosingText.tokenSet(host));
}

/** Forgets the token of the hub. */
export async function removeHubToken({ settings, tokens }: Editor): Promise<void> {
  await tokens.remove();
  await window.showInformationMessage(choosingText.tokenRemoved(settings.hub.host));
}
