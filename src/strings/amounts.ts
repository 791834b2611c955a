import * as l10n from "@vscode/l10n";
import type { PointKind } from "../protocol/engine.ts";
import { grouped } from "../strings.ts";

/** `3 of 1 204 records`: whole sentences, since what is counted is inflected in some languages. */
export function partOf(part: number, all: number, kind: PointKind): string {
  const numbers = [grouped(part), grouped(all)];
  if (Math.round(all) === 1)
    return kind === "tokens" ? l10n.t("{0} of {1} token", ...numbers) : l10n.t("{0} of {1} record", ...numbers);
  return kind === "tokens" ? l10n.t("{0} of {1} tokens", ...numbers) : l10n.t("{0} of {1} records", ...numbers);
}
