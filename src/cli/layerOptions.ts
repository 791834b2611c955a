import type { ExtraLayer, LayerChoice } from "../protocol/models.ts";
import { refused } from "./command.ts";

const many = { type: "string", multiple: true } as const;

/** Options that choose layers and how each is pooled. */
export const layerOptions = {
  layers: { type: "string" },
  "layer-pooling": many,
  "extra-layer": many,
} as const;

interface LayerWords {
  readonly layers?: string | undefined;
  readonly "layer-pooling"?: readonly string[] | undefined;
  readonly "extra-layer"?: readonly string[] | undefined;
}

/** What was chosen; paths of pooling modules are in `folder`. Throws `optionUnknown` for a word of another form. */
export function layerChoice(words: LayerWords, folder: string): LayerChoice {
  return {
    subset: words.layers ?? "",
    pooling: Object.fromEntries((words["layer-pooling"] ?? []).map(layerPooling)),
    extra: (words["extra-layer"] ?? []).map(extraLayer),
    moduleFolder: folder,
  };
}

function layerPooling(word: string): [layer: string, pooling: string] {
  const [, layer, pooling] = /^([^=]+)=(.+)$/.exec(word) ?? [];
  if (layer === undefined || pooling === undefined)
    throw refused("--layer-pooling", word, "LAYER=POOLING, as in 3=cls or last=flatten:8");
  return [layer, pooling];
}

/** Names of tensors may hold colons themselves (`batchnorm/add_1:0`): only what can be a pooling is one. */
function extraLayer(word: string): ExtraLayer {
  const [, tensor, pooling] = /^(.+?):((?:[a-z]+|meanWithoutSinks|flatten:\d+)|[^:]+\.m?js)$/.exec(word) ?? [];
  return tensor === undefined || pooling === undefined ? { tensor: word } : { tensor, pooling };
}
