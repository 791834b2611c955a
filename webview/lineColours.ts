import { NO_COLOUR, type LineColours } from "../src/protocol/lines.ts";
import { lookOf } from "./categories.ts";
import type { Context } from "./control.ts";
import { HIDDEN, marksOf } from "./marks.ts";
import { litLayer, type Shown, type State } from "./state.ts";
import { tintOf } from "./swatch.ts";
import { onThemeChange } from "./theme.ts";

/** Tells the host which layer is lit, and the colours of the records' lines where it wants them. */
export function tellLines({ host, store }: Context): void {
  let layer: number | undefined;
  let told: readonly unknown[] = [];
  let asked = false;
  const tell = (): void => {
    asked = false;
    const state = store.value;
    if (state.shown === undefined) return;
    if (layer !== litLayer(state)) host.layerLit((layer = litLayer(state)));
    const next = [state.shown.categories, state.shown.dataset.run, marksOf(state), state.info?.lineColours];
    if (state.info?.lineColours !== true || next.every((part, i) => part === told[i])) return;
    told = next;
    host.colourLines(lineColours(state, state.shown));
  };
  const soon = (): void => {
    if (!asked) requestAnimationFrame(tell);
    asked = true;
  };
  store.subscribe(soon);
  onThemeChange(() => {
    told = [];
    soon();
  });
}

function lineColours(state: State, { categories, dataset }: Shown): LineColours {
  const looks = categories.list.map((category) => lookOf(category).colour);
  const distinct = [...new Set(looks)].slice(0, NO_COLOUR);
  const places = looks.map((look) => distinct.indexOf(look));
  const marks = marksOf(state);
  const of = categories.of.map((category, point) =>
    ((marks[point] ?? 0) & HIDDEN) === 0 ? (places[category] ?? NO_COLOUR) : NO_COLOUR,
  );
  return { run: dataset.run, colours: hexOf(distinct.map(tintOf)), of };
}

/** Colours of the style sheet as `#rrggbb`. */
function hexOf(tints: readonly string[]): readonly string[] {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const found = tints.map((tint) => {
    probe.style.color = tint;
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number);
    return `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
  });
  probe.remove();
  return found;
}
