import { Disposable, RelativePattern, Uri, workspace } from "vscode";
import { openDocument } from "./documentSource.ts";

/** Writers often touch a file more than once; the file is read when it has been still for this long. */
const STILL_MS = 100;

export interface DocumentWatcher {
  /** Path of a file of states in the same folder that is drawn with the document, where one is. */
  readonly bundle: string | undefined;
  /** The document was saved, or it or its file of states changed on disk. */
  changed(): void;
  deleted(): void;
}

/**
 * Watches the saved state of a document, and the file of states that is drawn with it. An open document says itself when
 * it is saved or loaded anew; the file is watched for the others, and for its deletion.
 */
export function watchDocument(uri: Uri, watcher: DocumentWatcher): Disposable {
  const isMine = (other: Uri): boolean => other.toString() === uri.toString();
  const event = new Delay();
  const load = new Delay();
  const changed = (): void => event.restart(() => watcher.changed());
  const subscriptions: { dispose(): unknown }[] = [
    workspace.onDidSaveTextDocument((document) => isMine(document.uri) && changed()),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // The first change by typing says "not dirty" too; what stays so was loaded from disk.
      if (isMine(document.uri) && contentChanges.length > 0 && !document.isDirty && uri.scheme !== "untitled")
        load.restart(() => !document.isDirty && changed());
    }),
    event,
    load,
  ];
  if (uri.scheme === "file") {
    // The folder is watched, not the file: its name may hold characters that mean something in a pattern.
    const files = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, ".."), "*"));
    const isBundle = ({ fsPath }: Uri): boolean => fsPath === watcher.bundle;
    const onDisk = (file: Uri): void => {
      if (isBundle(file) || (isMine(file) && !openDocument(uri))) changed();
    };
    subscriptions.push(
      files,
      files.onDidChange(onDisk),
      files.onDidCreate((created) => (isMine(created) || isBundle(created)) && changed()),
      files.onDidDelete((gone) => isMine(gone) && event.restart(() => watcher.deleted())),
    );
  }
  return Disposable.from(...subscriptions);
}

/** Calls what it was last given when no more has come for a while. */
export class Delay {
  #timer: NodeJS.Timeout | undefined;

  restart(call: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(call, STILL_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
