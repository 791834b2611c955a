/** A rule by which the layers of a graph are found, which one kind of export needs and others do without. */
export interface TapRule {
  readonly name: string;
  /** The exports that forced it. */
  readonly forcedBy: string;
  /** What proves that it is needed: a file of `test/fixtures/zoo`, or one of the small graphs of `ruleGraphs.ts`. */
  readonly fixture: `zoo/${string}` | `ruleGraphs/${string}`;
}

/** Every rule; `test/model/tap/tapRules.test.ts` proves each: without it the layers of its fixture are wrong or missing. */
export const tapRules = [
  // Where the last layer ends.
  {
    name: "normBehindEachBlock",
    forcedBy: "BERT and other models with a norm behind every block, which older exporters write in small steps",
    fixture: "zoo/bert.legacy-13",
  },
  {
    name: "layoutBehindEachBlock",
    forcedBy: "Gemma, Granite, LFM2: a cast between the blocks and behind the last one",
    fixture: "zoo/gemma2.legacy-17",
  },
  {
    name: "finalNorm",
    forcedBy: "GPT-2 and all decoders: what libraries call the last hidden state is behind the final norm",
    fixture: "zoo/gpt2.legacy-17",
  },
  {
    name: "finalNormInSteps",
    forcedBy: "GPT-2 and Phi below opset 17: the norm is a centring piece and a scaling one",
    fixture: "zoo/gpt2.legacy-13",
  },
  {
    name: "layoutBeforeFinalNorm",
    forcedBy: "exports that flatten batch and tokens before the final norm",
    fixture: "ruleGraphs/layoutBeforeFinalNorm",
  },
  {
    name: "oneFinalNorm",
    forcedBy: "embedding models that normalise their vectors once more",
    fixture: "ruleGraphs/oneFinalNorm",
  },
  {
    name: "tokensAreKept",
    forcedBy: "embedding models whose graph ends with a mean over the tokens, an operator that also begins norms",
    fixture: "ruleGraphs/tokensAreKept",
  },
  {
    name: "floatBeforeQuantizing",
    forcedBy: "static quantisation with QDQ pairs: the states before they are rounded",
    fixture: "zoo/bert.dynamo-18+qdq",
  },
  {
    name: "floatBehindWidening",
    forcedBy: "static quantisation with quantised operators, where only the way out of them is float",
    fixture: "zoo/llama.dynamo-18+qop",
  },
  // What is added to the stream.
  {
    name: "carriedSkip",
    forcedBy: "Mamba and others that keep the residual in another type",
    fixture: "zoo/mamba.legacy-17",
  },
  {
    name: "scaledSkip",
    forcedBy: "DeepNorm: the stream is multiplied by a constant before a branch is added",
    fixture: "ruleGraphs/scaledSkip",
  },
  {
    name: "heavyBranches",
    forcedBy: "exports with the products of a block in the branches of an If",
    fixture: "ruleGraphs/heavyBranches",
  },
  {
    name: "heavyFunctions",
    forcedBy: "exports with modules as local functions of the file",
    fixture: "ruleGraphs/heavyFunctions",
  },
  // How tokens see each other.
  {
    name: "queriesByKeys",
    forcedBy: "mixtures of experts, whose softmax chooses experts and mixes no tokens",
    fixture: "ruleGraphs/queriesByKeys",
  },
  {
    name: "ownKeys",
    forcedBy: "decoders with cross-attention: its keys are another model's",
    fixture: "ruleGraphs/ownKeys",
  },
  {
    name: "mixersInBranches",
    forcedBy: "exports with the attention in the branches of an If",
    fixture: "ruleGraphs/mixersInBranches",
  },
  // Where blocks begin, by the configuration's number of layers.
  {
    name: "attentionPerLayer",
    forcedBy: "speech and text encoders with a convolution of positions before the first layer",
    fixture: "ruleGraphs/attentionPerLayer",
  },
  {
    name: "mixerPerLayer",
    forcedBy: "hybrids of attention and convolutions, as LFM2",
    fixture: "ruleGraphs/mixerPerLayer",
  },
  {
    name: "evenParts",
    forcedBy: "blocks whose mixing is of no kind that is known",
    fixture: "ruleGraphs/evenParts",
  },
  // Without it, by what alternates.
  {
    name: "attentionAlternates",
    forcedBy: "SqueezeBERT, whose feed-forward parts are convolutions",
    fixture: "zoo/squeezebert.legacy-17",
  },
  {
    name: "mixersAlternate",
    forcedBy: "LFM2: attention in some blocks, convolutions in the others",
    fixture: "zoo/lfm2.legacy-17",
  },
  {
    name: "everyMixer",
    forcedBy: "hybrids with one residual piece per block",
    fixture: "ruleGraphs/everyMixer",
  },
  {
    name: "anyAttention",
    forcedBy: "Conformer's blocks, with a convolution between attention and feed-forward",
    fixture: "ruleGraphs/anyAttention",
  },
  {
    name: "anyMixer",
    forcedBy: "convolutional blocks with several feed-forward parts",
    fixture: "ruleGraphs/anyMixer",
  },
  {
    name: "blocksOfTwo",
    forcedBy: "attention of no kind that is known, in blocks of two residual pieces",
    fixture: "ruleGraphs/blocksOfTwo",
  },
  // What has no layers that can be read.
  {
    name: "stateSpaces",
    forcedBy: "Mamba, whose layers libraries count shifted by one",
    fixture: "zoo/mamba.legacy-17",
  },
  {
    name: "parallelStreams",
    forcedBy: "Gemma-3n with its four streams",
    fixture: "zoo/gemma3n.legacy-17",
  },
] as const satisfies readonly TapRule[];

/** The rules that a graph is read by: all, but in tests of what one of them does. */
export type TapRules = ReadonlySet<(typeof tapRules)[number]["name"]>;

export const allTapRules: TapRules = new Set(tapRules.map(({ name }) => name));
