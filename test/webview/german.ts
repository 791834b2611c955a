import type { Language } from "../../src/protocol/language.ts";
import words from "../../media/l10n/bundle.l10n.de.json" with { type: "json" };

export const german: Language = { tag: "de", words };
