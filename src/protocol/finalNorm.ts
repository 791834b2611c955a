/** A model's last normalisation: LayerNorm where it centres, else RMSNorm. */
export interface FinalNorm {
  readonly centres: boolean;
  /** Added to the mean of the squares. */
  readonly epsilon: number;
  /** `[width]` each. */
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** Where a final norm can be looked through: `layers` are those that have not gone through it. */
export interface FinalNormView {
  readonly norm: FinalNorm;
  readonly layers: readonly boolean[];
}
