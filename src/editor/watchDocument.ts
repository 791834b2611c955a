import { Disposable, RelativePattern, Uri, workspace } from "vscode";
import { openDocument } from "./documentSource.ts";

/** Writers often touch a file more than once; the file is read when it has been still for this long. */
const STILL_MS = 100;

export interface DocumentWatcher {
  /** The document was saved, or changed on disk. */
  changed(): void;
  deleted(): void;
}

/**
 * Watches the saved state of a document. An open document says itself when it is saved or loaded anew; the file is
 * watched for the others, and for its deletion.
 */
export function watchDocument(uri: Uri, watcher: DocumentWatcher): Disposable {
  const isMine = (other: Uri): boolean => other.toString() === uri.toString();
  let timer: NodeJS.Timeout | undefined;
  const soon = (tell: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(tell, STILL_MS);
  };
  const subscriptions = [
    workspace.onDidSaveTextDocument((document) => isMine(document.uri) && soon(() => watcher.changed())),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (isMine(document.uri) && contentChanges.length > 0 && !document.isDirty && uri.scheme !== "untitled")
        soon(() => watcher.changed());
    }),
    { dispose: () => clearTimeout(timer) },
  ];
  if (uri.scheme === "file") {
    // The folder is watched, not the file: its name may hold characters that mean something in a pattern.
    const files = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, ".."), "*"));
    const onDisk = (changed: Uri): void => {
      if (isMine(changed) && !openDocument(uri)) soon(() => watcher.changed());
    };
    subscriptions.push(
      files,
      files.onDidChange(onDisk),
      files.onDidCreate((created) => isMine(created) && soon(() => watcher.changed())),
      files.onDidDelete((gone) => isMine(gone) && soon(() => watcher.deleted())),
    );
  }
  return Disposable.from(...subscriptions);
}
