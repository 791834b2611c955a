import { commands } from "vscode";

const KEY = "strata.pictureFocused";
const MARKED = "strata.hasSelection";

/** Whether a picture has the keyboard, and points that are marked: the context keys that commands and keys wait for. */
export class PictureFocus {
  #focused: object | undefined;
  readonly #marked = new WeakMap<object, number>();
  #told = false;

  /** A picture has got the keyboard, or lost it; another one may have it meanwhile. */
  set(picture: object, focused: boolean): void {
    if (!focused && this.#focused !== picture) return;
    this.#focused = focused ? picture : undefined;
    void commands.executeCommand("setContext", KEY, focused);
    if (focused) this.#tellMarked(this.#marked.get(picture) ?? 0);
  }

  /** So many points are marked in a picture: some commands need one. */
  setMarked(picture: object, points: number): void {
    this.#marked.set(picture, points);
    this.#tellMarked(points);
  }

  #tellMarked(points: number): void {
    const marked = points > 0;
    if (marked === this.#told) return;
    this.#told = marked;
    void commands.executeCommand("setContext", MARKED, marked);
  }
}
