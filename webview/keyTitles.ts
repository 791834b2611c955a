import { panelActions, panelKeys } from "../src/protocol/keys.ts";
import { keyName } from "../src/strings/keyNames.ts";
import { panelText } from "../src/strings/panel.ts";

const named: Readonly<Record<string, string>> = { "=": "+", "-": "−" };

/** Every key of the panel as its titles write it: `Space`, `Alt+Enter`. */
const names: ReadonlySet<string> = new Set(
  panelActions.flatMap((action) =>
    panelKeys[action].map((key) => keyName(named[key] ?? key.replaceAll(/(^|\+)\w/g, (start) => start.toUpperCase()))),
  ),
);

/** A title that ends in keys of the panel, with the word that they may be others by now. */
export function titleOfBindable(title: string): string {
  const keys = / \(([^()]+)\)$/.exec(title)?.[1];
  if (keys === undefined || !keys.split(/ \p{L}+ /u).every((key) => names.has(key))) return title;
  return `${title.slice(0, -1)} ${panelText.byDefault})`;
}

/** Where keys can be bound anew, titles say of theirs that they are so by default: nobody tells the panel the others. */
export function watchTitles(): void {
  const look = ({ target }: Event): void => {
    const titled = target instanceof Element ? target.closest<HTMLElement>("[title]") : null;
    if (titled !== null) titled.title = titleOfBindable(titled.title);
  };
  for (const type of ["pointerover", "focusin"]) document.addEventListener(type, look, { capture: true });
}
