import type { Picture } from "../src/protocol/engine.ts";
import type { Related } from "../src/protocol/tasks.ts";
import type { Categories } from "./categories.ts";
import * as parts from "./figureTraces.ts";
import { memoLast } from "./memo.ts";
import type { PointSet } from "./pointSet.ts";
import type { Bounds } from "./projector.ts";
import type { Trajectories } from "./state.ts";
import type { Theme } from "./theme.ts";
import type { FrontTrace, Trace } from "./trace.ts";

/** All a figure is made from. */
export interface FigureInput {
  readonly picture: Picture;
  readonly bounds: Bounds;
  readonly categories: Categories;
  /** The points that are not hidden, ascending. */
  readonly visible: PointSet;
  /** `[points]` bits of `marks.ts`. */
  readonly marks: Uint8Array;
  readonly layer: number;
  readonly selected: number | undefined;
  /** The points related to the selected one, once they are known. */
  readonly related: Related | undefined;
  readonly trajectories: Trajectories;
  readonly theme: Theme;
  /** Size of the lit layer's markers, 1 on a wide canvas. */
  readonly markerScale: number;
}

/** A plotly figure and what is painted over it. What did not change are the very same objects as in the figure before. */
export interface Figure {
  readonly traces: readonly Trace[];
  /** The lit layer, the neighbours' trajectories and the selected point's. */
  readonly front: readonly FrontTrace[];
  readonly bounds: Bounds;
}

/**
 * The stack as a figure: planes, then per category one trace for the trajectories and one for the points of all
 * layers. In front of it what changes with the lit layer and the selection, which is so little that a 2-D canvas
 * takes it at once, however slow WebGL is. One builder per panel: it keeps what does not change from call to call.
 */
export function createFigureBuilder(): (input: FigureInput) => Figure {
  const series = memoLast(parts.seriesOf);
  const planes = memoLast(parts.planeOutlines);
  const here = memoLast(parts.litPlane);
  const paths = memoLast(parts.trajectoryTraces);
  const dots = memoLast(parts.pointTraces);
  const lit = memoLast(parts.litTraces);
  const near = memoLast(parts.neighbourTrace);
  const own = memoLast(parts.selectedTraces);
  const traces = memoLast((first: Trace, second: readonly Trace[], third: readonly Trace[]) => [
    first,
    ...second,
    ...third,
  ]);

  return ({
    picture,
    bounds,
    categories,
    visible,
    marks,
    layer,
    selected,
    related,
    trajectories,
    theme,
    markerScale,
  }) => {
    const all = series(picture, categories, visible, theme);
    return {
      bounds,
      traces: traces(
        planes(picture.layers.length, theme),
        paths(picture, all, trajectories, theme),
        dots(picture, all, theme),
      ),
      front: [
        ...here(picture, layer, theme),
        near(picture, trajectories === "none" ? undefined : related, layer, categories, marks, theme),
        ...lit(picture, all, layer, theme, markerScale, marks),
        ...own(picture, selected, theme),
      ],
    };
  };
}
