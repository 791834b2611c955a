import * as l10n from "@vscode/l10n";
import type { SuggestedModel } from "../protocol/suggestions.ts";

/** What a suggested model is good for. */
export const modelPurposes: Readonly<Record<SuggestedModel, string>> = {
  "Xenova/all-MiniLM-L6-v2": l10n.t("English sentences by meaning; the bundled model in full precision"),
  "Xenova/bge-small-en-v1.5": l10n.t("English search, with the first token as the sentence"),
  "Xenova/e5-small-v2": l10n.t("English questions and passages, told apart by a word before each"),
  "onnx-community/embeddinggemma-300m-ONNX": l10n.t("texts of 100 languages by meaning, with prompts for each use"),
  "Xenova/pythia-70m": l10n.t("a small decoder made for looking inside"),
  "Xenova/gpt2": l10n.t("the decoder most work on interpretation is about"),
  "onnx-community/SmolLM2-135M-ONNX": l10n.t("a small decoder of the llama family, 30 thin layers"),
  "onnx-community/Qwen3-0.6B-ONNX": l10n.t("a chat model of many languages"),
  "Xenova/multilingual-e5-small": l10n.t("search across 100 languages"),
  "Xenova/paraphrase-multilingual-MiniLM-L12-v2": l10n.t("sentences of 50 languages beside their translations"),
  "jinaai/jina-embeddings-v2-base-code": l10n.t(
    "code of 30 programming languages and what is said of it, up to 8192 tokens",
  ),
};
