/** What ONNX and ONNX Runtime operators do to the flow of data, as far as finding the residual stream needs it. */

/** The addition inside a fused operator, and its normalisation. */
export const FUSED_SUM = "sum of a fused operator";
export const FUSED_NORM = "norm of a fused operator";

/** Fused `norm(input + skip)`; the sum is output 3 where it is declared. */
export const skipNorms = new Set(["SkipLayerNormalization", "SkipSimplifiedLayerNormalization"]);
export const SKIP_SUM_SLOT = 3;

/** Fused `norm(word + position + type embedding)`; the sum is output 2 where it is declared. */
export const EMBEDDING_NORM = "EmbedLayerNormalization";
export const EMBEDDING_SUM_SLOT = 2;

/** A local function of the file: may hold anything, so it counts as heavy. */
export const LOCAL_FUNCTION = "function of the model";

/** Only the shape of their input matters, so no data flow through them. */
export const shapeReaders = new Set([
  ...["Shape", "Size", "ConstantOfShape", "EyeLike", "NonZero", "RandomNormalLike", "RandomUniformLike"],
]);

/** Only their first input is data; the others say where, how far, or like what. */
export const firstInputOnly = new Set([
  ...["CastLike", "Clip", "Dropout", "Expand", "Pad", "Reshape", "Resize", "Slice", "Split", "Squeeze", "Tile"],
  ...["TopK", "Trilu", "Unsqueeze"],
]);

export const embeddingLookups = new Set(["Gather", "GatherBlockQuantized"]);

export const additions = new Set(["Add", "Sum", "QLinearAdd", FUSED_SUM]);

/** Change neither a value nor its place among the tokens, only type or layout. */
export const carriers = new Set([
  ...["Identity", "Cast", "CastLike", "Dropout", "QuantizeLinear", "DequantizeLinear", "Constant"],
  ...["Reshape", "Unsqueeze", "Squeeze", "Flatten", "Transpose", "Expand"],
]);

/** With one data input they scale, shift or mask it. */
export const scalings = new Set(["Mul", "Div", "Where", "Add", "Sub", "Sum"]);

export const products = new Set([
  ...["MatMul", "Gemm", "Einsum", "MatMulInteger", "QLinearMatMul", "MatMulNBits", "MatMulBnb4", "MatMulFpQ4"],
  ...["MatMulIntegerToFloat", "DynamicQuantizeMatMul", "FusedMatMul", "FusedMatMulActivation", "TransposeMatMul"],
  ...["FusedGemm", "GemmFastGelu", "GemmFloat8", "QGemm", "MoE", "QMoE", "ConvTranspose"],
]);

export const attentions = new Set([
  ...["Attention", "MultiHeadAttention", "GroupQueryAttention", "QAttention", "PackedAttention"],
  ...["PackedMultiHeadAttention", "PagedAttention", "DecoderAttention", "DecoderMaskedSelfAttention"],
  ...["DecoderMaskedMultiHeadAttention", "SparseAttention", "LongformerAttention", "QOrderedAttention"],
  ...["QOrderedLongformerAttention", "GatedRelativePositionBias"],
]);

/** Attention operators that take the key as their second input; the others make it from the first. */
export function takesKey(op: string, domain: string): boolean {
  return op === "MultiHeadAttention" || op === "GroupQueryAttention" || (op === "Attention" && domain === "");
}

/** Mix tokens by other means than attention. */
export const otherMixers = new Set([
  ...["Conv", "ConvInteger", "QLinearConv", "FusedConv", "Scan", "Loop", "LSTM", "GRU", "RNN", "CumSum", "DFT", "FFT"],
  ...["CausalConvWithState", "LinearAttention", "GatedDeltaNet", "SelectiveScan"],
]);

/** Search for the likeliest text by a model in one of their attributes. */
export const searches = new Set(["BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch"]);

export const softmaxes = new Set(["Softmax", "BiasSoftmax", "QLinearSoftmax", "Exp"]);

/** What may stand between the product of queries and keys and its softmax. */
export const beforeSoftmax = new Set([
  ...[
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Neg",
    "Sqrt",
    "Tanh",
    "Where",
    "Min",
    "Max",
    "Clip",
    "ReduceMax",
    "Identity",
    "Cast",
  ],
  ...["Reshape", "Transpose", "Concat", "Unsqueeze", "Squeeze", "Expand", "Slice", "Split", "Flatten", "Gather"],
  ...["GatherElements", "QuantizeLinear", "DequantizeLinear"],
]);

/** Normalise, or begin a normalisation written in small steps. */
export const norms = new Set([
  ...["LayerNormalization", "SimplifiedLayerNormalization", "RMSNormalization", "LpNormalization", "ReduceMean"],
  FUSED_NORM,
]);

/** The small steps a normalisation may be written in. */
export const normSteps = new Set([
  ...norms,
  ...[
    "Sub",
    "Pow",
    "Add",
    "Sqrt",
    "Rsqrt",
    "Div",
    "Mul",
    "Reciprocal",
    "Abs",
    "Max",
    "Clip",
    "Neg",
    "QLinearMul",
    "QLinearAdd",
  ],
  ...["Cast", "CastLike", "Identity", "Dropout", "QuantizeLinear", "DequantizeLinear"],
]);

/** Leave quantised numbers: their outputs mean nothing without scale and zero point. */
export function isQuantizedOutput(op: string): boolean {
  return op === "QuantizeLinear" || op === "DynamicQuantizeLinear" || op.startsWith("QLinear");
}
