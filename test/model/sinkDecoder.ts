import { seededRandom } from "../../src/numeric/random.ts";
import { initializerField, modelBytes, nodeField, valueField } from "../../src/model/graph/onnxBuilder.ts";
import { writeTree } from "./modelTree.ts";

/** Numbers of each token, and words and topics there are. */
const WIDTH = 32;
const TOPICS = 4;
const WORDS_PER_TOPIC = 10;
const WORDS = TOPICS * WORDS_PER_TOPIC;
const POSITIONS = 128;
const LAYERS = 4;
/** The dimension of massive activations, the one that marks the first position, and the one whose variance means nothing. */
const [MASSIVE, FIRST, ROGUE, MEANING] = [5, 6, 7, 8];

/** Layers whose first token is a sink: the second block makes it, the last one takes it away. */
export const SUNK = [2, 3] as const;

/**
 * A decoder with what is known planted in it: words of a topic lie together, one dimension has a large variance that
 * means nothing, and at the layers `SUNK` the first token of every text is an attention sink with a massive activation.
 * No special tokens: the first word is the sink, as in most decoders.
 */
export function sinkDecoderFolder(home: string): string {
  const words = ["[UNK]", ...Array.from({ length: WORDS }, (_, word) => `w${word}`)];
  return writeTree(home, {
    "config.json": { model_type: "llama", num_hidden_layers: LAYERS, hidden_size: WIDTH },
    "tokenizer.json": {
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: "WhitespaceSplit" },
      model: {
        type: "WordPiece",
        unk_token: "[UNK]",
        continuing_subword_prefix: "##",
        vocab: Object.fromEntries(words.map((word, id) => [word, id])),
      },
      post_processor: null,
      decoder: null,
    },
    "onnx/model.onnx": sinkDecoder(),
  });
}

/** Texts of 2 to 80 words, most of a topic: short ones and long ones alike of each. */
export function topicTexts(count: number): { readonly texts: readonly string[]; readonly topics: Uint16Array } {
  const random = seededRandom(11);
  const topics = Uint16Array.from({ length: count }, (_, text) => text % TOPICS);
  const texts = Array.from(topics, (topic) => {
    const length = Math.round(2 * 40 ** random());
    const word = () => Math.floor(random() * WORDS_PER_TOPIC);
    const own = () => (random() < 0.8 ? topic : Math.floor(random() * TOPICS));
    return Array.from({ length }, () => `w${own() * WORDS_PER_TOPIC + word()}`).join(" ");
  });
  return { texts, topics };
}

function sinkDecoder(): Buffer {
  return modelBytes([
    valueField("input", "input_ids", "int64", ["batch", "tokens"]),
    valueField("output", "last_hidden_state", "float32", ["batch", "tokens", WIDTH]),
    initializerField("words", "float32", [WORDS + 1, WIDTH], wordTable()),
    initializerField("places", "float32", [POSITIONS, WIDTH], placeTable()),
    initializerField("zero", "int64", [], BigInt64Array.of(0n)),
    initializerField("one", "int64", [], BigInt64Array.of(1n)),
    initializerField("down", "int64", [2], BigInt64Array.of(-1n, 1n)),
    initializerField("across", "int64", [2], BigInt64Array.of(1n, -1n)),
    initializerField("seen", "float32", [], Float32Array.of(0)),
    initializerField("hidden", "float32", [], Float32Array.of(-1e9)),
    nodeField("Gather", ["words", "input_ids"], ["looked up"]),
    nodeField("Shape", ["input_ids"], ["shape"]),
    nodeField("Gather", ["shape", "one"], ["length"]),
    nodeField("Range", ["zero", "length", "one"], ["positions"]),
    nodeField("Gather", ["places", "positions"], ["placed"]),
    nodeField("Add", ["looked up", "placed"], ["x0"]),
    nodeField("Reshape", ["positions", "down"], ["reading"]),
    nodeField("Reshape", ["positions", "across"], ["read"]),
    nodeField("Less", ["reading", "read"], ["is ahead"]),
    nodeField("Where", ["is ahead", "hidden", "seen"], ["causal"]),
    ...Array.from({ length: LAYERS }, (_, layer) => block(layer)).flat(),
    initializerField("scale", "float32", [WIDTH], new Float32Array(WIDTH).fill(1)),
    nodeField("LayerNormalization", [`x${LAYERS}`, "scale"], ["last_hidden_state"]),
  ]);
}

/** Attention to what came before, then what the block does: makes the sink, takes it away, or little. */
function block(layer: number): Buffer[] {
  const own = (name: string) => `${name}.${layer}`;
  const size = [WIDTH, WIDTH];
  const [up, down, bias] = [new Float32Array(WIDTH ** 2), new Float32Array(WIDTH ** 2), new Float32Array(WIDTH)];
  if (layer === 1) {
    up[FIRST * WIDTH] = 1;
    bias[0] = -5;
    down[MASSIVE] = 600;
  } else if (layer === LAYERS - 1) {
    up[MASSIVE * WIDTH] = 1;
    bias[0] = -100;
    down[MASSIVE] = -1;
  }
  return [
    ...["q", "k", "o"].map((name, i) => initializerField(own(name), "float32", size, smallMatrix(10 * layer + i))),
    initializerField(own("up"), "float32", size, up),
    initializerField(own("bias"), "float32", [WIDTH], bias),
    initializerField(own("down"), "float32", size, down),
    nodeField("MatMul", [`x${layer}`, own("q")], [own("queries")]),
    nodeField("MatMul", [`x${layer}`, own("k")], [own("keys")]),
    nodeField("Transpose", [own("keys")], [own("turned")], { perm: [0, 2, 1] }),
    nodeField("MatMul", [own("queries"), own("turned")], [own("scores")]),
    nodeField("Add", [own("scores"), "causal"], [own("masked")]),
    nodeField("Softmax", [own("masked")], [own("weights")], { axis: -1 }),
    nodeField("MatMul", [own("weights"), `x${layer}`], [own("mixed")]),
    nodeField("MatMul", [own("mixed"), own("o")], [own("attended")]),
    nodeField("Add", [`x${layer}`, own("attended")], [own("middle")]),
    nodeField("MatMul", [own("middle"), own("up")], [own("product")]),
    nodeField("Add", [own("product"), own("bias")], [own("risen")]),
    nodeField("Relu", [own("risen")], [own("bent")]),
    nodeField("MatMul", [own("bent"), own("down")], [own("fed")]),
    nodeField("Add", [own("middle"), own("fed")], [`x${layer + 1}`]),
  ];
}

function wordTable(): Float32Array {
  const random = seededRandom(1);
  const signs = Array.from({ length: TOPICS * WIDTH }, () => (random() < 0.5 ? -1 : 1));
  const table = new Float32Array((WORDS + 1) * WIDTH);
  for (let word = 1; word <= WORDS; word++) {
    const topic = Math.floor((word - 1) / WORDS_PER_TOPIC);
    for (let i = MEANING; i < WIDTH; i++)
      table[word * WIDTH + i] = (signs[topic * WIDTH + i] ?? 0) + 2 * (random() - 0.5);
    table[word * WIDTH + ROGUE] = 60 * (random() - 0.5);
  }
  return table;
}

function placeTable(): Float32Array {
  const table = new Float32Array(POSITIONS * WIDTH);
  table[FIRST] = 10;
  return table;
}

/** Reads and writes only what words mean. */
function smallMatrix(seed: number): Float32Array {
  const random = seededRandom(100 + seed);
  return Float32Array.from({ length: WIDTH ** 2 }, (_, at) => {
    const value = 0.05 * (random() - 0.5);
    return Math.floor(at / WIDTH) < MEANING || at % WIDTH < MEANING ? 0 : value;
  });
}
