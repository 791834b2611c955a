import { failureOfReply } from "../src/protocol/errors.ts";
import type { Numbers } from "../src/protocol/tasks.ts";
import { BETWEEN, betweenLoaded, betweenOf, lostBetween, type Between } from "./between.ts";
import type { Context } from "./control.ts";
import { onChange } from "./memo.ts";
import { atRest } from "./planes.ts";
import { otherLayer } from "./planeState.ts";
import { litLayer, resultOfShown, type State } from "./state.ts";
import { setTaskValues } from "./view.ts";

/** Asks how far records move between the layers that Pair shows, once the picture is final and the layers rest. */
export function betweenRequest({ store, host }: Context): (state: State) => void {
  let wanted = new AbortController();
  const ask = async (run: string, first: number, second: number, signal: AbortSignal): Promise<Between | undefined> => {
    const k = nearestCompared(store.value);
    if (host.hasEditor) {
      const result = await host.task({ run, task: { id: BETWEEN, values: { first, second } } }, signal);
      return result.kind === "numbers" ? { run, first, second, k, values: valuesOf(result) } : undefined;
    }
    // A page has what was computed for it: the neighbours of every layer, but no hidden states.
    const related = await host.task({ run, task: { id: "neighbours", values: {} } }, signal);
    const points = store.value.shown?.picture.points ?? 0;
    if (related.kind !== "related") return undefined;
    return { run, first, second, k: related.count, values: { lost: lostBetween(related, points, first, second) } };
  };
  const request = onChange(
    (state: State) => [isWanted(state), state.shown?.picture, otherLayer(state), litLayer(state)] as const,
    (isAsked, picture, first, second) => {
      wanted.abort();
      wanted = new AbortController();
      if (!isAsked || picture === undefined || betweenOf(store.value) !== undefined) return;
      const { signal } = wanted;
      ask(picture.run, first, second, signal).then(
        (between) => {
          if (signal.aborted || between === undefined) return;
          store.change((state) => followColours(betweenLoaded(state, between)));
        },
        (error: unknown) => {
          const { code } = failureOfReply(error);
          // A run that is gone has a successor, which is asked the same.
          if (!signal.aborted && code !== "cancelled" && code !== "runUnknown") host.report(error);
        },
      );
    },
  );
  return request;
}

function isWanted(state: State): boolean {
  const { view, info, motion } = state;
  const isKnown = info?.tasks.some(({ id }) => id === BETWEEN || id === "neighbours") === true;
  return view.mode === "pair" && motion === atRest && isKnown && resultOfShown(state) !== undefined;
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
