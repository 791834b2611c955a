import type { Dimensions } from "../src/protocol/engine.ts";
import { readCamera, type Camera } from "./camera.ts";

/** The views that show layers one by one. */
export const planeViews = ["layer", "pair"] as const;
export type PlaneView = (typeof planeViews)[number];

export const trails = ["none", "five", "all"] as const;
/** How many of the layers before the lit one the selected record's way is drawn through. */
export type Trail = (typeof trails)[number];

export const pairLines = ["moved", "selected", "selection", "none"] as const;
/** The records whose two places in Pair are joined by a line. */
export type PairLines = (typeof pairLines)[number];

export const rankings = ["lost", "residual"] as const;
/** The number that ranks the records that moved. */
export type Ranking = (typeof rankings)[number];

/** What Layer and Pair remember. */
export interface Planes {
  /** By view and dimensions; where there is none, the one everything is seen with. */
  readonly cameras: Readonly<Record<string, Camera>>;
  /** Dimensions to look at; as many as the picture has where not chosen. */
  readonly space: Dimensions | undefined;
  /** Whether texts stand at the points. */
  readonly words: boolean;
  readonly trail: Trail;
  readonly lines: PairLines;
  readonly ranking: Ranking;
}

/** A layer on its way to another one: `share` of it is done. */
export interface Morph {
  readonly from: number;
  readonly share: number;
}

/** What moves at the moment: the lit layer, and the one Pair shows beside it. */
export interface Motion {
  readonly lit?: Morph | undefined;
  readonly other?: Morph | undefined;
}

export const atRest: Motion = {};

/** What was saved of Layer and Pair, as far as it can be read. */
export function readPlanes(saved: unknown): Planes {
  const { cameras, space, words, trail, lines, ranking } = asRecord(saved);
  return {
    cameras: Object.fromEntries(
      Object.entries(asRecord(cameras)).flatMap(([key, value]) => {
        const camera = readCamera(value);
        return camera === undefined ? [] : [[key, camera]];
      }),
    ),
    space: space === 2 || space === 3 ? space : undefined,
    words: words !== false,
    trail: trails.find((each) => each === trail) ?? "five",
    lines: pairLines.find((each) => each === lines) ?? "moved",
    ranking: rankings.find((each) => each === ranking) ?? "lost",
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
