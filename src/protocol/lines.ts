import { NotificationType } from "vscode-jsonrpc";

/** What the editor shows of a panel's colours beside the lines of its records. */
export interface LineColours {
  readonly run: string;
  /** Each `#rrggbb`; at most 255. */
  readonly colours: readonly string[];
  /** `[points]` index into `colours`; `NO_COLOUR` where the point is hidden. */
  readonly of: Uint8Array;
}

export const NO_COLOUR = 255;

/** Panel to host: the colours have changed. Sent only where the info says that lines have colours. */
export const linesColoured = new NotificationType<LineColours>("linesColoured");

/** Panel to host: another layer is lit, by its place in the picture. */
export const layerLit = new NotificationType<{ layer: number }>("layerLit");
