import { failureOfReply } from "../src/protocol/errors.ts";
import { failureMessage } from "../src/strings.ts";
import { colourRequest } from "./colourRequest.ts";
import { clusterExamples } from "./clustersPane.ts";
import { betweenRequest } from "./betweenRequest.ts";
import type { Context } from "./control.ts";
import { layersRequest } from "./layersRequest.ts";
import { onChange } from "./memo.ts";
import { namedPoints } from "./named.ts";
import { GONE } from "./nearest.ts";
import { goneAt, relatedAt } from "./related.ts";
import { relatedOf } from "./results.ts";
import { probeRequest, searchRequest } from "./searchRequests.ts";
import { shownProbe } from "./searchState.ts";
import { currentDataset, detailsFailed, detailsLoaded, excerptsLoaded, litLayer, type State } from "./state.ts";

/** Asks the host for what the state shows and does not know yet: details of the selected point, texts, layers' numbers. */
export function requestWhatIsShown(context: Context): void {
  const requests = [
    colourRequest(context),
    detailsRequest(context),
    excerptsRequest(context),
    layersRequest(context),
    searchRequest(context),
    probeRequest(context),
    betweenRequest(context),
  ];
  context.store.subscribe((state) => {
    for (const request of requests) request(state);
  });
}

/** Again for every picture: the text is known before the first, the numbers only after the last. */
function detailsRequest({ store, host }: Context): (state: State) => void {
  let wanted = new AbortController();
  const forgetOthers = onChange(
    (state: State) => [state.view.selected, state.view.values, currentDataset(state)?.run] as const,
    () => {
      wanted.abort();
      wanted = new AbortController();
    },
  );
  const ask = onChange(
    (state: State) =>
      [state.shown?.picture, state.view.selected, state.view.values, currentDataset(state)?.run] as const,
    (_picture, point, values, run) => {
      if (point === undefined || run === undefined) return;
      const { signal } = wanted;
      host.details({ run, point, values }, signal).then(
        (value) => {
          if (!signal.aborted) store.change((state) => detailsLoaded(state, value));
        },
        (error: unknown) => {
          const failure = failureOfReply(error);
          // A run that is gone has a successor, which is asked for the same, unless it was stopped.
          const isStopped = store.value.panel?.kind === "interrupted";
          if (signal.aborted || failure.code === "cancelled" || (failure.code === "runUnknown" && !isStopped)) return;
          store.change((state) => detailsFailed(state, run, point, failureMessage(failure)));
        },
      );
    },
  );
  return (state) => {
    forgetOthers(state);
    ask(state);
  };
}

/** What fails is no answer: it is asked again with the next change. */
function excerptsRequest({ store, host }: Context): (state: State) => void {
  const asked = new Set<string>();
  return (state) => {
    const run = currentDataset(state)?.run;
    if (run === undefined) return;
    const nameOf = (point: number): string => `${point} ${run}`;
    const wanted = wantedExcerpts(state).filter((point) => !asked.has(nameOf(point)));
    if (wanted.length === 0) return;
    for (const point of wanted) asked.add(nameOf(point));
    const answered = (): void => {
      for (const point of wanted) asked.delete(nameOf(point));
    };
    host.excerpts(run, wanted).then(
      (texts) => {
        answered();
        store.change((current) => excerptsLoaded(current, run, wanted, texts));
      },
      (error: unknown) => {
        answered();
        const { code } = failureOfReply(error);
        if (code !== "runUnknown" && code !== "cancelled") host.report(error);
      },
    );
  };
}

/** Points whose texts the state shows and does not have. */
function wantedExcerpts(state: State): readonly number[] {
  const { view, hovered, excerpts } = state;
  const layer = litLayer(state);
  const probe = shownProbe(state);
  const wanted = [
    ...(view.selected === undefined ? [] : [view.selected]),
    ...(hovered === undefined ? [] : [hovered.point]),
    ...(probe === undefined ? [] : relatedAt(probe.near, layer)),
    ...namedPoints(state),
    ...clusterExamples(state),
    ...relatedOf(state).flatMap(({ result }, i) => [
      ...relatedAt(result, layer),
      ...(i === 0 ? goneAt(result, layer).slice(0, GONE) : []),
    ]),
  ];
  return [...new Set(wanted)].filter((point) => !excerpts.has(point));
}
