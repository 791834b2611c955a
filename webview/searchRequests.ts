import type { SearchQuery } from "../src/protocol/finding.ts";
import { failureOfReply } from "../src/protocol/errors.ts";
import { pointCount } from "../src/protocol/engine.ts";
import { failureMessage } from "../src/strings.ts";
import { queryOf } from "./search.ts";
import type { Context } from "./control.ts";
import { onChange } from "./memo.ts";
import { hitsFound, probeFailed, probeLoaded, searchFailed } from "./searchState.ts";
import { currentDataset, type State } from "./state.ts";

/** Milliseconds after the last change of a query before it is looked for. */
const DELAY = 120;

/** Looks for what the state searches for; the newest query wins, and a run that follows another is searched anew. */
export function searchRequest({ store, host }: Context): (state: State) => void {
  let wanted = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = "";

  const find = async (state: State, signal: AbortSignal): Promise<void> => {
    const dataset = currentDataset(state);
    if (dataset === undefined) return;
    const { run } = dataset;
    const { query, mode, matchCase, place } = state.search;
    const points = pointCount(dataset);
    const parts: Uint32Array[] = [];
    for (let from = 0; from < points;) {
      const part = await host.search({ run, query, mode, matchCase, place, from }, signal);
      if (signal.aborted) return;
      parts.push(part.hits);
      from = part.to;
      store.change((now) => hitsFound(now, run, joined(parts), from / points));
    }
  };

  return onChange(
    (state: State) => [JSON.stringify(queryOf(state.search)), currentDataset(state)?.run] as const,
    (asked, run) => {
      wanted.abort();
      wanted = new AbortController();
      const { signal } = wanted;
      clearTimeout(timer);
      const { query } = JSON.parse(asked) as SearchQuery;
      const typed = query !== before;
      before = query;
      if (query === "" || run === undefined) return;
      timer = setTimeout(
        () => {
          find(store.value, signal).catch((error: unknown) => {
            const failure = failureOfReply(error);
            if (signal.aborted || failure.code === "cancelled" || failure.code === "runUnknown") return;
            store.change((state) => searchFailed(state, failureMessage(failure)));
          });
        },
        typed ? DELAY : 0,
      );
    },
  );
}

/** Asks where a typed text stands in the picture that is shown; again for every final one, and other distances. */
export function probeRequest({ store, host }: Context): (state: State) => void {
  let wanted = new AbortController();
  return onChange(
    ({ like, shown, panel, view }: State) =>
      [
        like?.text,
        shown?.picture,
        panel?.kind === "ready" && panel.result.run === shown?.picture.run,
        JSON.stringify(nearestValues(view.values["neighbours"])),
      ] as const,
    (text, picture, isFinal, values) => {
      wanted.abort();
      wanted = new AbortController();
      const { signal } = wanted;
      if (text === undefined || picture === undefined || !isFinal) return;
      const params = { run: picture.run, text, values: JSON.parse(values) as Record<string, string> };
      host.probe(params, signal).then(
        (probe) => {
          if (!signal.aborted) store.change((state) => probeLoaded(state, probe));
        },
        (error: unknown) => {
          const failure = failureOfReply(error);
          if (signal.aborted || failure.code === "cancelled" || failure.code === "runUnknown") return;
          store.change((state) => probeFailed(state, text, failureMessage(failure)));
        },
      );
    },
  );
}

/** How many nearest points the user wants to see, and by which distance. */
function nearestValues({ k, metric }: Readonly<Record<string, number | string>> = {}): object {
  return { ...(k !== undefined && { k }), ...(metric !== undefined && { metric }) };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
