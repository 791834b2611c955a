import { commands } from "vscode";

const KEY = "strata.pictureFocused";

/** Whether a picture has the keyboard, as the context key that its keys are bound under. */
export class PictureFocus {
  #focused: object | undefined;

  /** A picture has got the keyboard, or lost it; another one may have it meanwhile. */
  set(picture: object, focused: boolean): void {
    if (!focused && this.#focused !== picture) return;
    this.#focused = focused ? picture : undefined;
    void commands.executeCommand("setContext", KEY, focused);
  }
}
