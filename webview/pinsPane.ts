import { failureOfReply } from "../src/protocol/errors.ts";
import type { PerLayer } from "../src/protocol/tasks.ts";
import { largest } from "../src/protocol/largest.ts";
import { declared } from "../src/strings/declared.ts";
import { panelText } from "../src/strings/panel.ts";
import { selectionText as words } from "../src/strings/selection.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton, textButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { common, type PointSet } from "./pointSet.ts";
import { mark, unpin } from "./selecting.ts";
import { spark, sparkEnds } from "./spark.ts";
import { isBare, litLayer, resultOfShown, type State } from "./state.ts";

/** The comparison of the engine that is shown. */
const TASK = "meansApart";

/** The projection that takes its axes from them. */
const DIRECTIONS = "directions";

/** How far A and B lie apart, of which sets of which run. */
interface Apart {
  readonly run: string;
  readonly a: PointSet;
  readonly b: PointSet;
  readonly result: PerLayer;
}

/** A and B: how many points they have, and the distance between their means at every layer. */
export function pinsPane(context: Context): Control {
  const { store, host } = context;
  const { element, body, head } = pane("pins", words.pins);
  let apart: Apart | undefined;
  let wanted = new AbortController();

  const ask = onChange(
    (state: State) => [state.view.pins, resultOfShown(state)?.run, knows(state)] as const,
    ({ a, b }, run, isKnown) => {
      wanted.abort();
      wanted = new AbortController();
      const { signal } = wanted;
      if (run === undefined || !isKnown || !host.hasEditor || a.length === 0 || b.length === 0) return;
      host.task({ run, task: { id: TASK, values: {} }, sets: { one: a, other: b } }, signal).then(
        (result) => {
          if (signal.aborted || result.kind !== "perLayer") return;
          apart = { run, a, b, result };
          draw(store.value);
        },
        (error: unknown) => {
          const { code } = failureOfReply(error);
          // A run that is gone has a successor, which is asked the same.
          if (!signal.aborted && code !== "cancelled" && code !== "runUnknown") host.report(error);
        },
      );
    },
  );
  const rowOf = (name: "a" | "b", points: PointSet): HTMLElement => {
    const title = name.toUpperCase();
    const again = textButton(words.pinCount(points.length), "flat", () => store.change((state) => mark(state, points)));
    again.title = words.select1(title);
    const forget = iconButton("close", words.unpin(title), () => store.change((state) => unpin(state, name)));
    const filled = points.length > 0 ? [again, forget] : [h("span", { class: "quiet" }, words.pinEmpty)];
    return h("div", { class: "pin-row" }, h("b", {}, title), ...filled);
  };
  const redraw = onChange(
    (state: State) => [state.view.pins, state.shown?.picture, litLayer(state), apart] as const,
    ({ a, b }, picture, layer, known) => {
      head(words.pins, "", words.pinsHelp);
      const both = common(a, b).length;
      const shared = both === 0 ? [] : [h("p", { class: "note" }, words.common(both))];
      const current = known !== undefined && known.a === a && known.b === b && known.run === picture?.run;
      const charts = current ? chartsOf(known.result, layer, picture.layers) : [];
      body.replaceChildren(rowOf("a", a), rowOf("b", b), ...shared, ...axisOf(context, a, b), ...charts);
    },
  );
  const draw = (state: State): void => {
    const { a, b } = state.view.pins;
    element.hidden = isBare(state) || a.length + b.length === 0;
    if (!element.hidden) redraw(state);
  };
  return {
    element,
    update: (state) => {
      ask(state);
      draw(state);
    },
  };
}

/** Draws the way from the mean of B to that of A as the first axis, where an editor can. */
function axisOf({ store, host }: Context, a: PointSet, b: PointSet): readonly HTMLElement[] {
  const { info, shown } = store.value;
  const keys = shown?.dataset.textKeys;
  const isKnown = info?.tasks.some(({ id }) => id === DIRECTIONS) === true;
  if (!host.hasEditor || !isKnown || keys === undefined || a.length === 0 || b.length === 0) return [];
  const of = (points: PointSet): number[] => [...new Set(Array.from(points, (point) => keys[point] ?? 0))];
  const button = textButton(words.axis, "button second", () => {
    const { projection, dimensions } = info.drawing;
    const known = projection.id === DIRECTIONS ? projection.values : { y_component: 1, z_component: 2 };
    const values = { ...known, x: "difference" };
    host.draw({ projection: { id: DIRECTIONS, values }, dimensions, sets: { a: of(a), b: of(b) } });
  });
  button.title = words.axisHelp;
  return [button];
}

function knows({ info }: State): boolean {
  return info?.tasks.some(({ id }) => id === TASK) === true;
}

function chartsOf({ series }: PerLayer, layer: number, layers: readonly string[]): readonly HTMLElement[] {
  const charts = series.map(({ label, values }) => {
    const here = values[layer] ?? NaN;
    return spark({
      title: words.pinChart(declared(label)),
      values: Array.from(values, (value) => (Number.isNaN(value) ? undefined : value)),
      max: largest(values.filter((value) => !Number.isNaN(value))),
      layer,
      layers,
      value: Number.isNaN(here) ? "–" : panelText.quality(here),
    });
  });
  return [...charts, sparkEnds(layer, layers)];
}
