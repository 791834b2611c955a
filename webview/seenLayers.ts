import type { Size } from "./camera.ts";
import { liftOf } from "./coordinates.ts";
import type { SeenLayer } from "./lasso.ts";
import { sightOf } from "./sight.ts";
import { litLayer, type State } from "./state.ts";

/** The layer whose points are drawn round: in the stack the lit one. */
export function seenAt(state: State, size: Size): SeenLayer | undefined {
  const sight = sightOf(state, size);
  if (sight === undefined || state.shown === undefined) return undefined;
  const layer = litLayer(state);
  return { layer, height: layer, lift: liftOf(state.shown.picture), project: sight.project };
}
