/** A repository of the hub worth trying: it has ONNX files and a tokenizer. */
export interface Suggestion {
  readonly id: string;
  readonly kind: "embedding" | "decoder" | "multilingual" | "code";
  readonly parameters: number;
}

/** What is offered to someone who has no model in mind, the smallest of each kind first. */
export const suggestions = [
  {
    id: "Xenova/all-MiniLM-L6-v2",
    kind: "embedding",
    parameters: 23e6,
  },
  {
    id: "Xenova/bge-small-en-v1.5",
    kind: "embedding",
    parameters: 33e6,
  },
  {
    id: "Xenova/e5-small-v2",
    kind: "embedding",
    parameters: 33e6,
  },
  {
    id: "onnx-community/embeddinggemma-300m-ONNX",
    kind: "embedding",
    parameters: 308e6,
  },
  {
    id: "Xenova/pythia-70m",
    kind: "decoder",
    parameters: 70e6,
  },
  {
    id: "Xenova/gpt2",
    kind: "decoder",
    parameters: 124e6,
  },
  {
    id: "onnx-community/SmolLM2-135M-ONNX",
    kind: "decoder",
    parameters: 135e6,
  },
  {
    id: "onnx-community/Qwen3-0.6B-ONNX",
    kind: "decoder",
    parameters: 596e6,
  },
  {
    id: "Xenova/multilingual-e5-small",
    kind: "multilingual",
    parameters: 118e6,
  },
  {
    id: "Xenova/paraphrase-multilingual-MiniLM-L12-v2",
    kind: "multilingual",
    parameters: 118e6,
  },
  {
    id: "jinaai/jina-embeddings-v2-base-code",
    kind: "code",
    parameters: 161e6,
  },
] as const satisfies readonly Suggestion[];

/** The id of a model that is suggested. */
export type SuggestedModel = (typeof suggestions)[number]["id"];
