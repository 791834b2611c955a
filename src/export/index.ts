import type { PageData } from "../protocol/panel.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { Points } from "../sources/points.ts";
import type { BundleFacts } from "../sources/bundle.ts";
import { page } from "./page.ts";
import { recordList } from "./recordList.ts";
import { states } from "./states.ts";

/** What an export may draw from. */
export interface ExportInput {
  readonly points: Points;
  readonly states: LayerStates;
  readonly page: PageData;
  /** What a file of states says besides them; each array `[points]`. */
  readonly bundle: () => {
    readonly facts: BundleFacts;
    /** 0 where a point has no states. */
    readonly tokens: Uint32Array;
    readonly keys: Uint8Array;
    readonly truncated: Uint8Array;
  };
  /** The panel's bundled script and style sheet. */
  readonly panel: { readonly script: string; readonly style: string };
}

/** One kind of file written from a finished run. */
export interface Exporter {
  readonly id: string;
  readonly fileName: string;
  /** Writes the file at `path`; rejects with the file system's error. */
  write(path: string, input: ExportInput): Promise<void>;
}

export const exporters: readonly Exporter[] = [page, states, recordList];
