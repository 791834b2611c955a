import { findText } from "../src/strings/finding.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { enterOpens, focusedRow, relatedRows } from "./nearest.ts";
import { pane } from "./pane.ts";
import { rovingList } from "./rovingList.ts";
import { setLike, shownProbe } from "./searchState.ts";
import { litLayer, type State } from "./state.ts";

/** A typed sentence and the records nearest to it at the lit layer. */
export function likePane(context: Context): Control {
  const { element, body, head, act } = pane("near like", "");
  act(iconButton("close", findText.likeClear, () => context.store.change((state) => setLike(state, ""))));
  const keys = rovingList(body, ".name");
  enterOpens(body, context);
  const draw = onChange(
    (state: State) => [shownProbe(state), state.shown, litLayer(state), state.excerpts] as const,
    (probe, shown, layer, excerpts) => {
      element.hidden = probe === undefined || shown === undefined;
      if (probe === undefined || shown === undefined) return;
      head(findText.likeTitle(shown.picture.layers[layer] ?? ""), panelText.distance);
      const facts = [findText.likeTokens(probe.tokens), ...(probe.truncated ? [findText.likeCut] : [])].join(". ");
      const focused = focusedRow(body);
      body.replaceChildren(
        h("p", { class: "sentence", dir: "auto" }, probe.text),
        h("p", { class: "note" }, facts),
        h("ul", {}, ...relatedRows(context, shown, probe.near, layer, excerpts)),
      );
      keys.refresh();
      if (focused >= 0) body.querySelectorAll<HTMLElement>(".name")[focused]?.focus();
    },
  );
  return { element, update: draw };
}
