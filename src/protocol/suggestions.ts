/** A repository of the hub worth trying: it has ONNX files and a tokenizer. */
export interface Suggestion {
  readonly id: string;
  readonly kind: "embedding" | "decoder" | "multilingual" | "code";
  /** What it is good for. */
  readonly purpose: string;
  readonly parameters: number;
}

/** What is offered to someone who has no model in mind, the smallest of each kind first. */
export const suggestions: readonly Suggestion[] = [
  {
    id: "Xenova/all-MiniLM-L6-v2",
    kind: "embedding",
    purpose: "English sentences by meaning; the bundled model in full precision",
    parameters: 23e6,
  },
  {
    id: "Xenova/bge-small-en-v1.5",
    kind: "embedding",
    purpose: "English search, with the first token as the sentence",
    parameters: 33e6,
  },
  {
    id: "Xenova/e5-small-v2",
    kind: "embedding",
    purpose: "English questions and passages, told apart by a word before each",
    parameters: 33e6,
  },
  {
    id: "onnx-community/embeddinggemma-300m-ONNX",
    kind: "embedding",
    purpose: "texts of 100 languages by meaning, with prompts for each use",
    parameters: 308e6,
  },
  {
    id: "Xenova/pythia-70m",
    kind: "decoder",
    purpose: "a small decoder made for looking inside",
    parameters: 70e6,
  },
  {
    id: "Xenova/gpt2",
    kind: "decoder",
    purpose: "the decoder most work on interpretation is about",
    parameters: 124e6,
  },
  {
    id: "onnx-community/SmolLM2-135M-ONNX",
    kind: "decoder",
    purpose: "a small decoder of the llama family, 30 thin layers",
    parameters: 135e6,
  },
  {
    id: "onnx-community/Qwen3-0.6B-ONNX",
    kind: "decoder",
    purpose: "a chat model of many languages",
    parameters: 596e6,
  },
  {
    id: "Xenova/multilingual-e5-small",
    kind: "multilingual",
    purpose: "search across 100 languages",
    parameters: 118e6,
  },
  {
    id: "Xenova/paraphrase-multilingual-MiniLM-L12-v2",
    kind: "multilingual",
    purpose: "sentences of 50 languages beside their translations",
    parameters: 118e6,
  },
  {
    id: "jinaai/jina-embeddings-v2-base-code",
    kind: "code",
    purpose: "code of 30 programming languages and what is said of it, up to 8192 tokens",
    parameters: 161e6,
  },
];
