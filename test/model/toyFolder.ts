import { writeTree } from "./modelTree.ts";
import { TOY_HIDDEN_SIZE, toyModel } from "./toyModel.ts";

/** The toy model in a folder as the hub has it; its tokenizer knows the words `w0 … w39`. `graph`: its ONNX file. */
export function toyFolder(home: string, config: object = {}, graph: Uint8Array = toyModel()): string {
  const words = ["[UNK]", "[BEGIN]", "[END]", ...Array.from({ length: 40 }, (_, index) => `w${index}`)];
  const template = [{ SpecialToken: { id: "[BEGIN]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }];
  const tokenizer = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "WhitespaceSplit" },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    },
    post_processor: {
      type: "TemplateProcessing",
      single: [...template, { SpecialToken: { id: "[END]", type_id: 0 } }],
    },
    decoder: null,
  };
  return writeTree(home, {
    "config.json": { num_hidden_layers: 2, hidden_size: TOY_HIDDEN_SIZE, ...config },
    "tokenizer.json": tokenizer,
    "onnx/model.onnx": graph,
  });
}
