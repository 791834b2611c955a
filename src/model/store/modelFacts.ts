/** Sizes of one of a decoder's caches, as far as the graph tells them. */
export interface CacheSizes {
  readonly heads: number | undefined;
  readonly headSize: number | undefined;
}

/** What a model's configuration says of it; what is left out is not checked. */
export interface ModelFacts {
  readonly layerCounts: readonly number[];
  readonly hiddenSize: number | undefined;
  readonly cache: CacheSizes;
  /** Token id for the end of shorter texts; 0 where left out. It may be beyond the model's table: see `paddingOf`. */
  readonly paddingId?: number;
  /** Tokens the model can read at most. */
  readonly positions?: number;
}
