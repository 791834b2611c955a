import { ProgressLocation, window } from "vscode";
import { StrataError } from "../protocol/errors.ts";
import { installCuda as install } from "../protocol/models.ts";
import { choosingText } from "../strings/choosing.ts";
import type { Editor } from "./editor.ts";

/** Fetches ONNX Runtime's CUDA libraries, after asking. */
export async function installCuda({ engine, settings, tokens, panels }: Editor): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new StrataError("cudaUnavailable", { reason: choosingText.cudaPlatform });
  const detail = choosingText.cudaDetail(settings.cudaInstallation);
  const answer = await window.showInformationMessage(
    choosingText.cudaQuestion,
    { modal: true, detail },
    choosingText.install,
  );
  if (answer === undefined) return;
  const params = { folder: settings.cudaInstallation, hub: await tokens.access() };
  const options = { location: ProgressLocation.Notification, title: choosingText.installingCuda, cancellable: true };
  const installed = await window.withProgress(options, async (progress, token) => {
    const subscription = engine.onDownloadProgressed((now) => {
      if (now.id === "cuda") progress.report({ message: choosingText.downloaded(now) });
    });
    try {
      return await engine.request(install, params, token);
    } catch (error) {
      if (error instanceof StrataError && error.code === "cancelled") return undefined;
      throw error;
    } finally {
      subscription.dispose();
    }
  });
  if (!installed) return;
  await Promise.all([panels.settingsChanged(() => true), window.showInformationMessage(choosingText.cudaInstalled)]);
}
