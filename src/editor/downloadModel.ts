import type { Editor } from "./editor.ts";
import { repositoryOf } from "./modelPaths.ts";
import type { OpenPanel } from "./panels.ts";

/** Fetches the model a panel's run lacks, and runs it then. */
export async function downloadModel({ settings, downloads }: Editor, { run }: OpenPanel): Promise<void> {
  const repository = repositoryOf(settings.model(run.subject, run.modelSettings).model);
  if (!repository) return;
  const model = await downloads.fetch(repository.id, repository.file, run.subject);
  if (model !== undefined) await run.start();
}
