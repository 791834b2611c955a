import type { SavedColouring } from "../src/protocol/panel.ts";
import { failureOfReply } from "../src/protocol/errors.ts";
import { failureMessage } from "../src/strings.ts";
import { curvesOfGroups } from "./clusters.ts";
import { possible, type ColourValues } from "./colouring.ts";
import { colourWorkChanged, type ColourChoice, type ColourWork } from "./colourWork.ts";
import type { Context } from "./control.ts";
import { layerResultLoaded } from "./layerWork.ts";
import { onChange } from "./memo.ts";
import { colourValuesLoaded, litLayer, type State } from "./state.ts";

/** Asks the host for what the points are coloured by, where the panel does not know it; only for the newest wish. */
export function colourRequest({ store, host }: Context): (state: State) => void {
  let wanted = new AbortController();
  let shown: ColourChoice = { colouring: { kind: "label" } };
  const tell = (work: ColourWork | undefined): void => store.change((state) => colourWorkChanged(state, work));
  return onChange(
    (state: State) => [questionOf(state)] as const,
    (question) => {
      wanted.abort();
      wanted = new AbortController();
      const before = shown;
      shown = chosenColours(store.value);
      tell(undefined);
      if (question === undefined) return;
      const { signal } = wanted;
      const { run, colouring, ...where } = JSON.parse(question) as Question;
      if (store.value.colourValues.some(({ key }) => key === question)) return;
      const work = isGrouping(store.value, colouring) && { run, task: colouring.id, done: 0, before };
      if (work !== false) tell(work);
      ask(run, colouring, where, signal).then(
        (values) => {
          if (signal.aborted || values === undefined) return;
          tell(undefined);
          store.change((state) => {
            const loaded = colourValuesLoaded(state, { key: question, run, colouring, values });
            const { picture } = state.shown ?? {};
            if (values.kind !== "groups" || colouring.kind !== "task" || picture?.run !== run) return loaded;
            return layerResultLoaded(loaded, picture, colouring.id, curvesOfGroups(values));
          });
        },
        (error: unknown) => {
          const failure = failureOfReply(error);
          // A run that is gone has a successor, which is asked the same.
          if (signal.aborted || failure.code === "cancelled" || failure.code === "runUnknown") return;
          host.report(error);
          if (work !== false) tell({ ...work, failure: failureMessage(failure) });
        },
      );
    },
  );

  async function ask(
    run: string,
    colouring: SavedColouring,
    { point, layer, values }: Where,
    signal: AbortSignal,
  ): Promise<ColourValues["values"] | undefined> {
    switch (colouring.kind) {
      case "field":
        return host.values({ run, field: colouring.name }, signal);
      case "length":
      case "tokens":
        return host.values({ run, of: colouring.kind }, signal);
      case "similarity":
        return host.values({ run, of: "similarity", point: point ?? 0, layer: layer ?? 0 }, signal);
      case "task": {
        const result = await host.task({ run, task: { id: colouring.id, values: values ?? {} } }, signal);
        return result.kind === "related" || result.kind === "perLayer" ? undefined : result;
      }
      case "label":
      case "line":
      case "hits":
      case "pins":
        return undefined;
    }
  }
}

/** What colours the points as it is chosen, with the values of a task. */
function chosenColours({ view }: State): ColourChoice {
  const { colouring } = view;
  return colouring.kind === "task" ? { colouring, values: view.values[colouring.id] } : { colouring };
}

function isGrouping({ info }: State, colouring: SavedColouring): colouring is SavedColouring & { kind: "task" } {
  if (colouring.kind !== "task") return false;
  return info?.tasks.some(({ id, result }) => id === colouring.id && result === "groups") === true;
}

interface Where {
  readonly point?: number;
  readonly layer?: number;
  readonly values?: Readonly<Record<string, number | string>>;
}

interface Question extends Where {
  readonly run: string;
  readonly colouring: SavedColouring;
}

/** What is to be asked, as text that is the same for the same question; `undefined` where nothing is, or not yet. */
function questionOf(state: State): string | undefined {
  const { shown, view, search, panel, info } = state;
  const dataset = state.dataset ?? shown?.dataset;
  if (dataset === undefined) return undefined;
  const { run } = dataset;
  const colouring = possible(view.colouring, {
    ...{ dataset, hits: search.hits, pins: view.pins },
    ...{ tasks: info?.tasks ?? [], page: info?.page },
  });
  if (colouring.kind === "field" || colouring.kind === "length") return text({ run, colouring });
  if (panel?.kind !== "ready" || panel.result.run !== run || shown?.dataset.run !== run) return undefined;
  if (colouring.kind === "tokens") return text({ run, colouring });
  if (colouring.kind === "task") {
    const values = view.values[colouring.id];
    return text({ run, colouring, ...(values !== undefined && { values }) });
  }
  if (colouring.kind !== "similarity" || view.selected === undefined) return undefined;
  return text({ run, colouring, point: view.selected, layer: litLayer(state) });
}

function text(question: Question): string {
  return JSON.stringify(question);
}
