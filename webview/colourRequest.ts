import type { SavedColouring } from "../src/protocol/panel.ts";
import { failureOfReply } from "../src/protocol/errors.ts";
import { possible, type ColourValues } from "./colouring.ts";
import type { Context } from "./control.ts";
import { onChange } from "./memo.ts";
import { colourValuesLoaded, litLayer, type State } from "./state.ts";

/** Asks the host for what the points are coloured by, where the panel does not know it; only for the newest wish. */
export function colourRequest({ store, host }: Context): (state: State) => void {
  let wanted = new AbortController();
  return onChange(
    (state: State) => [questionOf(state)] as const,
    (question) => {
      wanted.abort();
      wanted = new AbortController();
      if (question === undefined) return;
      const { signal } = wanted;
      const { run, colouring, ...where } = JSON.parse(question) as Question;
      if (store.value.colourValues.some(({ key }) => key === question)) return;
      ask(run, colouring, where, signal).then(
        (values) => {
          if (signal.aborted || values === undefined) return;
          store.change((state) => colourValuesLoaded(state, { key: question, run, colouring, values }));
        },
        (error: unknown) => {
          const { code } = failureOfReply(error);
          // A run that is gone has a successor, which is asked the same.
          if (!signal.aborted && code !== "cancelled" && code !== "runUnknown") host.report(error);
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
        return result.kind === "perPoint" || result.kind === "numbers" ? result : undefined;
      }
      case "label":
      case "line":
      case "hits":
      case "pins":
        return undefined;
    }
  }
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
