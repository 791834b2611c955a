import type { Disposable } from "vscode";

/** An editor that saves settings, and a command that writes several, cause more than one event. */
const STILL_MS = 100;

/** Whether a change of the settings concerns a document. */
type Concerns<Document> = (document: Document) => boolean;

/** Gathers changes of the settings, and tells of them at once when they have been still and no command writes. */
export class SettingsChanges<Document> implements Disposable {
  readonly #tell: (concerns: Concerns<Document>) => void;
  #gathered: Concerns<Document>[] = [];
  #writing = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (concerns: Concerns<Document>) => void) {
    this.#tell = tell;
  }

  /** Takes in one change. */
  note(concerns: Concerns<Document>): void {
    this.#gathered.push(concerns);
    this.#wait();
  }

  /** Writes several settings as one change. Rejects with what `write` throws; what it wrote until then is told. */
  async during<T>(write: () => Promise<T>): Promise<T> {
    this.#writing++;
    clearTimeout(this.#timer);
    try {
      return await write();
    } finally {
      this.#writing--;
      this.#wait();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#gathered = [];
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#writing === 0 && this.#gathered.length > 0) this.#timer = setTimeout(() => this.#flush(), STILL_MS);
  }

  #flush(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#tell((document) => gathered.some((concerns) => concerns(document)));
  }
}
