import * as l10n from "@vscode/l10n";
import { env, l10n as offered } from "vscode";
import type { Language } from "../protocol/language.ts";

const { bundle } = offered;

/** The language the user reads; `undefined` where it is English or one there are no words of. */
export const language: Language | undefined = bundle && { tag: env.language, words: bundle };

// Imported before everything that has words: many are read once, when their module is.
if (bundle !== undefined) l10n.config({ contents: bundle });
