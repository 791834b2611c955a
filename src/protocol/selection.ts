import { NotificationType } from "vscode-jsonrpc";

/** What is done with marked points; each is a command of VS Code, too: `strata.ACTION`. */
export const selectionActions = [
  "lasso",
  "boxSelect",
  "selectVisible",
  "selectHits",
  "selectNeighbours",
  "selectFromEditor",
  "invertSelection",
  "clearSelection",
  "isolateSelection",
  "hideSelection",
  "showAllPoints",
  "undoSelection",
  "redoSelection",
  "pinA",
  "pinB",
  "selectInEditor",
  "openSelection",
  "copySelection",
] as const;
export type SelectionAction = (typeof selectionActions)[number];

/** What the host does with the rows of points. */
export const rowActions = ["selectInEditor", "openSelection", "copySelection"] as const;
export type RowAction = (typeof rowActions)[number];

// host → panel
/** A command of VS Code was run: the panel does it with what is marked there. */
export const selectionActed = new NotificationType<{ action: SelectionAction }>("selectionActed");

// panel → host
/** How many points are marked, so that commands know whether there is something to act on. */
export const selectionCounted = new NotificationType<{ points: number }>("selectionCounted");
/** Do something with the rows of these points of the picture that was sent last; ascending ids. */
export const rowsWanted = new NotificationType<{ action: RowAction; points: Uint32Array }>("rowsWanted");
