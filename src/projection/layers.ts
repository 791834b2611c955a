import type { ParameterValues } from "../protocol/parameters.ts";

const basisParameters = {
  basis: {
    kind: "choice",
    default: "each",
    options: ["each", "layer", "all"],
    help: "Whose axes are drawn: each layer's own, those of one layer, or those of all layers together, each scaled to the same variance; shared axes need layers of one width, and are not aligned",
    group: "layers",
  },
  basis_layer: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 9999,
    help: "The layer whose axes are shared, counted from 0; the last where there are fewer",
    group: "layers",
  },
} as const;

const alignments = ["none", "signs", "procrustes", "scaled"] as const;
export type Alignment = (typeof alignments)[number];

const alignParameters = {
  align: {
    kind: "choice",
    default: "procrustes",
    options: alignments,
    help: "How a layer is brought near the one it is aligned to: not at all, axes mirrored, turned and mirrored (orthogonal Procrustes), or scaled by how well it agrees, too (Gower)",
    group: "layers",
  },
  align_to: {
    kind: "choice",
    default: "before",
    options: ["before", "layer"],
    help: "What a layer is aligned to: the layer before it, or one layer for all",
    group: "layers",
  },
  align_layer: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 9999,
    help: "The layer that all others are aligned to, counted from 0; the last where there are fewer",
    group: "layers",
  },
} as const;

type AlignParameters<Default extends Alignment> = Omit<typeof alignParameters, "align"> & {
  readonly align: Omit<(typeof alignParameters)["align"], "default"> & { readonly default: Default };
};

/** How layers go together, of a method that fits each on its own; `align`: what is done where nothing is chosen. */
export function layerParameters<Default extends Alignment>(align: Default): AlignParameters<Default> {
  return { ...alignParameters, align: { ...alignParameters.align, default: align } };
}

/** The same of a linear method, whose axes layers can share. */
export function linearLayerParameters(): typeof basisParameters & AlignParameters<"procrustes"> {
  return { ...basisParameters, ...layerParameters("procrustes") };
}

/** How the layers of a stack go together. */
export interface LayerPlan {
  readonly align: Alignment;
  /** The layer all others are aligned to; undefined where each is aligned to the one before. */
  readonly alignTo: number | undefined;
  /** Whose axes all layers share: a layer's, or those of all layers together; undefined where each has its own. */
  readonly basis: number | "all" | undefined;
}

/** What the values of a method's parameters say of so many layers; of a method that has none of them, its layers are aligned. */
export function layerPlan(values: ParameterValues, layers: number): LayerPlan {
  const numbered = (name: string): number => Math.min(Number(values[name] ?? 0), Math.max(0, layers - 1));
  const { basis = "each", align = "procrustes" } = values;
  return {
    align: basis === "each" ? (alignments.find((one) => one === align) ?? "procrustes") : "none",
    alignTo: values["align_to"] === "layer" ? numbered("align_layer") : undefined,
    basis: basis === "layer" ? numbered("basis_layer") : basis === "all" ? basis : undefined,
  };
}

/** A layer to be drawn, and where it stands in the work. */
export interface LayerTurn {
  readonly layer: number;
  /** The layer drawn before it that it stands beside; undefined for the first one. */
  readonly beside: number | undefined;
}

/** The order in which layers are drawn: the one that others are aligned to comes first, then the layers away from it. */
export function layerTurns(alignTo: number | undefined, layers: number): LayerTurn[] {
  const first = alignTo ?? 0;
  const turns: LayerTurn[] = [];
  for (let layer = first; layer < layers; layer++)
    turns.push({ layer, beside: layer === first ? undefined : layer - 1 });
  for (let layer = first - 1; layer >= 0; layer--) turns.push({ layer, beside: layer + 1 });
  return turns;
}
