/** Failures around searching and trying texts; part of `ErrorDetails`. */
export interface FindErrorDetails {
  /** No regular expression; `reason` says where it breaks. */
  patternWrong: { pattern: string; reason: string };
  /** A regular expression that did not end at one text within so many seconds. */
  patternTooSlow: { pattern: string; seconds: number };
  /** A typed text cannot be compared with the points of a run. */
  probeRefused: { why: "bundle" | "tokens" | "nothingDrawn" | "page" };
  /** The model has no states for a typed text. */
  probeFailed: { reason: string };
}
