import type { RecordDetails } from "../src/protocol/engine.ts";
import type { PageData, SavedView } from "../src/protocol/panel.ts";
import type { Host, HostListener } from "./host.ts";

/** A stand-alone page as the panel's host: everything it can ask for is in the page. */
export class PageHost implements Host {
  readonly hasEditor = false;
  readonly saved: Partial<SavedView> = {};
  readonly #page: PageData;

  constructor(page: PageData) {
    this.#page = page;
  }

  start(listener: HostListener): void {
    const { info, dataset, picture, result } = this.#page;
    listener.infoChanged(info);
    listener.datasetChanged(dataset);
    listener.pictureChanged(picture);
    listener.stateChanged({ kind: "ready", result });
  }

  /** A page has no commands. */
  invoke(): void {}

  /** A page has no editor. */
  reveal(): void {}

  copy(text: string): void {
    void navigator.clipboard.writeText(text);
  }

  details(record: number): Promise<RecordDetails> {
    const { texts, tokens, picture, neighbours, moved } = this.#page;
    const layers = picture.layers.length;
    if (Number.isNaN(picture.coordinates[2 * record] ?? NaN)) return Promise.resolve(notDrawn(record, texts[record]));
    const k = neighbours?.k ?? 0;
    const rows = [record * layers * k, (record + 1) * layers * k] as const;
    return Promise.resolve({
      record,
      text: texts[record] ?? "",
      tokens: tokens?.[record],
      truncated: false,
      neighbours: neighbours?.indices.subarray(...rows) ?? new Uint32Array(),
      distances: neighbours?.distances.subarray(...rows) ?? new Float32Array(),
      moved: moved.subarray(record * layers, (record + 1) * layers),
    });
  }

  excerpts(records: readonly number[]): Promise<readonly string[]> {
    return Promise.resolve(records.map((record) => this.#page.texts[record] ?? ""));
  }

  /** A page opens the same way every time. */
  save(): void {}
}

function notDrawn(record: number, text = ""): RecordDetails {
  const nothing = { neighbours: new Uint32Array(), distances: new Float32Array(), moved: new Float32Array() };
  return { record, text, tokens: undefined, truncated: false, ...nothing };
}
