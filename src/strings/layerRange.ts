import * as l10n from "@vscode/l10n";
import { layerName } from "./panel.ts";

/** Some layers in a few words, in their order: `layer 3`, `layers embedding, 3–5, 9`. */
export function layerRange(names: readonly string[]): string {
  const [only] = names;
  if (only !== undefined && names.length === 1) return layerName(only);
  const parts: { first: string; last: string }[] = [];
  for (const name of names) {
    const run = parts.at(-1);
    if (run !== undefined && isNext(run.last, name)) run.last = name;
    else parts.push({ first: name, last: name });
  }
  return l10n.t("layers {0}", parts.map(({ first, last }) => (first === last ? first : `${first}–${last}`)).join(", "));
}

function isNext(before: string, name: string): boolean {
  return /^\d+$/.test(before) && /^\d+$/.test(name) && Number(name) === Number(before) + 1;
}
