declare const kind: unique symbol;
type Index<Kind extends string> = number & { readonly [kind]: Kind };

/** A text of a data set, by its place in the file. */
export type RecordIndex = Index<"record">;
/** What a picture draws: a record, or a token of one. In the order of the file. */
export type PointIndex = Index<"point">;
/** Points whose states are the same: equal texts, where a model computes them. */
export type SlotIndex = Index<"slot">;
/** A row of states in the source they are read from; -1 where it has none. */
export type RowIndex = Index<"row">;
/** A point that has states, among those that have, in the order of the file. */
export type DrawnIndex = Index<"drawn">;
