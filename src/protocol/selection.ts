import { NotificationType } from "vscode-jsonrpc";
import type { PanelAction } from "./keys.ts";

/** What is done with marked points, by key, by command and in the panel's menus. */
export const selectionActions = [
  "lasso",
  "boxSelect",
  "selectVisible",
  "selectHits",
  "selectNeighbours",
  "selectFromEditor",
  "invertSelection",
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
] as const satisfies readonly PanelAction[];
export type SelectionAction = (typeof selectionActions)[number];

/** What the host does with the rows of points. */
export const rowActions = ["selectInEditor", "openSelection", "copySelection"] as const;
export type RowAction = (typeof rowActions)[number];

// panel → host
/** How many points are marked, so that commands know whether there is something to act on. */
export const selectionCounted = new NotificationType<{ points: number }>("selectionCounted");
/** Do something with the rows of these points of the picture that was sent last; ascending ids. */
export const rowsActed = new NotificationType<{ action: RowAction; points: Uint32Array }>("rowsActed");
