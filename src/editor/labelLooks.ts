import type { Memento } from "vscode";
import { Emitter, type Disposable } from "vscode-jsonrpc";
import type { LabelPlaces } from "../protocol/panel.ts";

const KEY = "labelPlaces";
/** Labels kept; those that no panel has shown for the longest time go first. */
const KEPT = 500;

/** The places of labels in the legends of this workspace: one label has one colour and symbol in all files. */
export class LabelLooks implements Disposable {
  readonly #memory: Memento;
  readonly #changed = new Emitter<void>();

  /** Fires when a label has got its place, or another one. */
  readonly onChanged = this.#changed.event;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get places(): LabelPlaces {
    return this.#memory.get<LabelPlaces>(KEY, []);
  }

  /** Takes the places of a file's labels: only those of new labels, unless the user asked for others. */
  async place(places: LabelPlaces, anew: boolean): Promise<void> {
    const before = new Map(this.places);
    const all = new Map(before);
    for (const [label, place] of places) {
      all.delete(label);
      all.set(label, anew ? place : (before.get(label) ?? place));
    }
    await this.#memory.update(KEY, [...all].slice(-KEPT));
    if (places.some(([label]) => all.get(label) !== before.get(label))) this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
