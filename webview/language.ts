import * as l10n from "@vscode/l10n";
import { LANGUAGE_ELEMENT } from "../src/protocol/language.ts";

// Imported before everything that has words: many are read once, when their module is.
const element = document.getElementById(LANGUAGE_ELEMENT);
if (element !== null) l10n.config({ contents: element.textContent });
