import { findText } from "../src/strings/finding.ts";
import { panelText, shortened } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { relatedRow } from "./nearest.ts";
import { pane } from "./pane.ts";
import { distancesAt, layersOf, newAt, relatedAt } from "./related.ts";
import { rovingList } from "./rovingList.ts";
import { setLike, shownProbe } from "./searchState.ts";
import { litLayer, type State } from "./state.ts";

/** A typed sentence and the records nearest to it at the lit layer. */
export function likePane(context: Context): Control {
  const { element, body, head, act } = pane("near like", "");
  act(iconButton("close", findText.likeClear, () => context.store.change((state) => setLike(state, ""))));
  const keys = rovingList(body, ".name");
  const draw = onChange(
    (state: State) => [shownProbe(state), state.shown, litLayer(state), state.excerpts] as const,
    (probe, shown, layer, excerpts) => {
      element.hidden = probe === undefined || shown === undefined;
      if (probe === undefined || shown === undefined) return;
      head(findText.likeTitle(shown.picture.layers[layer] ?? ""), panelText.distance);
      const distances = distancesAt(probe.near, layer);
      const longest = distances.reduce((most, distance) => Math.max(most, distance), 1e-9);
      const fresh = newAt(probe.near, layer);
      const rows = Array.from(relatedAt(probe.near, layer), (point, i) =>
        relatedRow(context, shown, {
          point,
          text: shortened(excerpts.get(point) ?? "…", 80),
          distance: distances[i] ?? 0,
          longest,
          newSince: fresh.has(point) ? shown.picture.layers[layer - 1] : undefined,
          near: layersOf(probe.near, point, shown.picture.layers.length),
          layer,
        }),
      );
      const facts = [findText.likeTokens(probe.tokens), ...(probe.truncated ? [findText.likeCut] : [])].join(". ");
      body.replaceChildren(
        h("p", { class: "sentence", dir: "auto" }, probe.text),
        h("p", { class: "note" }, facts),
        h("ul", {}, ...rows),
      );
      keys.refresh();
    },
  );
  return { element, update: draw };
}
