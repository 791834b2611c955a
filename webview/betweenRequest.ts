import type { Picture } from "../src/protocol/engine.ts";
import { failureOfReply } from "../src/protocol/errors.ts";
import type { Numbers } from "../src/protocol/tasks.ts";
import { failureMessage } from "../src/strings.ts";
import { BETWEEN, betweenLoaded, betweenOf, drawnBetween, lostBetween, type Between } from "./between.ts";
import type { Context } from "./control.ts";
import { onChange } from "./memo.ts";
import { atRest } from "./planes.ts";
import { otherLayer } from "./planeState.ts";
import { litLayer, resultOfShown, type State } from "./state.ts";
import { setTaskValues } from "./view.ts";

/** What a host knows of two layers; no values where it can compare none. */
type Values = Pick<Between, "k" | "values" | "failure">;

const nothing: Values = { k: 0, values: {} };

/** Asks how far records move between the layers that Pair shows, once the picture is final and the layers rest. */
export function betweenRequest({ store, host }: Context): (state: State) => void {
  let wanted = new AbortController();
  const ask = async ({ run, points }: Picture, first: number, second: number, signal: AbortSignal): Promise<Values> => {
    const tasks = store.value.info?.tasks ?? [];
    const isAsked = (wanted: string): boolean => tasks.some(({ id }) => id === wanted);
    if (host.hasEditor && isAsked(BETWEEN)) {
      const result = await host.task({ run, task: { id: BETWEEN, values: { first, second } } }, signal);
      return result.kind === "numbers" ? { k: nearestCompared(store.value), values: valuesOf(result) } : nothing;
    }
    if (host.hasEditor || !isAsked("neighbours")) return nothing;
    // A page has what was computed for it: the neighbours of every layer, but no hidden states.
    const related = await host.task({ run, task: { id: "neighbours", values: {} } }, signal);
    if (related.kind !== "related") return nothing;
    return { k: related.count, values: { lost: lostBetween(related, points, first, second) } };
  };
  const request = onChange(
    (state: State) => [isWanted(state), state.shown?.picture, otherLayer(state), litLayer(state)] as const,
    (isAsked, picture, first, second) => {
      wanted.abort();
      wanted = new AbortController();
      if (!isAsked || picture === undefined || betweenOf(store.value) !== undefined) return;
      const { signal } = wanted;
      const loaded = ({ k, values, failure }: Values): void => {
        const isKnown = Object.keys(values).length > 0;
        const all = isKnown ? values : { drawn: drawnBetween(picture, first, second) };
        const between = { run: picture.run, first, second, k, values: all, ...(failure && { failure }) };
        const follow = host.hasEditor || values.lost !== undefined ? followColours : (state: State): State => state;
        store.change((state) => follow(betweenLoaded(state, between)));
      };
      ask(picture, first, second, signal).then(
        (values) => {
          if (!signal.aborted) loaded(values);
        },
        (error: unknown) => {
          const failure = failureOfReply(error);
          // A run that is gone has a successor, which is asked the same.
          if (signal.aborted || failure.code === "cancelled" || failure.code === "runUnknown") return;
          host.report(error);
          loaded({ ...nothing, failure: failureMessage(failure) });
        },
      );
    },
  );
  return request;
}

function isWanted(state: State): boolean {
  const { view, info, motion } = state;
  return view.mode === "pair" && motion === atRest && info !== undefined && resultOfShown(state) !== undefined;
}

function valuesOf({ series }: Numbers): Between["values"] {
  const of = (wanted: string): Float32Array | undefined => series.find(({ id }) => id === wanted)?.values;
  const [lost, residual] = [of("lost"), of("residual")];
  return { ...(lost && { lost }), ...(residual && { residual }) };
}

/** As many as the task compares where nothing is chosen, or all others. */
function nearestCompared({ info, shown }: State): number {
  const k = info?.tasks.find(({ id }) => id === BETWEEN)?.parameters["k"]?.default;
  return Math.min(typeof k === "number" ? k : 10, Math.max(0, (shown?.picture.drawn ?? 1) - 1));
}

/** Colours by what moved are always of the two layers that are shown. */
function followColours(state: State): State {
  const { colouring } = state.view;
  if (colouring.kind !== "task" || colouring.id !== BETWEEN) return state;
  return setTaskValues(state, BETWEEN, { first: otherLayer(state), second: litLayer(state) });
}
