import { Disposable, RelativePattern, workspace, type Uri } from "vscode";
import type { DocumentRun } from "./documentRun.ts";
import { openDocument } from "./documentSource.ts";
import { Delay, watchDocument, type DocumentWatcher } from "./watchDocument.ts";

type Heard = Pick<DocumentWatcher, "changed" | "deleted">;

/** Watches the saved state of everything a picture is of. Of several files, one that is deleted is a change. */
export function watchInput(run: DocumentRun, heard: Heard): Disposable {
  const { input } = run;
  switch (input.kind) {
    case "folder":
      return watchFolder(run, input.folder, input.glob, heard);
    case "files":
      return Disposable.from(
        ...input.uris.map((uri) =>
          watchDocument(uri, { bundle: undefined, changed: heard.changed, deleted: heard.changed }),
        ),
      );
    case "document":
    case "lines":
    case "symbols":
      return watchDocument(input.uri, {
        get bundle() {
          return run.bundle;
        },
        ...heard,
      });
  }
}

/** A folder's files, also those that come and go. */
function watchFolder(run: DocumentRun, folder: Uri, glob: string, { changed }: Heard): Disposable {
  const files = workspace.createFileSystemWatcher(new RelativePattern(folder, glob));
  const delay = new Delay();
  const soon = (): void => delay.restart(changed);
  const isMine = (uri: Uri): boolean => run.files.some((file) => file.toString() === uri.toString());
  return Disposable.from(
    files,
    delay,
    files.onDidCreate(soon),
    files.onDidDelete(soon),
    files.onDidChange((uri) => openDocument(uri) === undefined && soon()),
    workspace.onDidSaveTextDocument(({ uri }) => isMine(uri) && soon()),
  );
}
