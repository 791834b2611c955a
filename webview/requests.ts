import { failureOfReply } from "../src/protocol/errors.ts";
import type { FailureMessage } from "../src/protocol/panel.ts";
import { failureMessage } from "../src/strings.ts";
import type { Context } from "./control.ts";
import { onChange } from "./memo.ts";
import { GONE, NEAREST } from "./nearest.ts";
import { goneAt, neighboursAt } from "./neighbours.ts";
import { detailsFailed, detailsLoaded, excerptsLoaded, litLayer, selectedDetails, type State } from "./state.ts";

/** Asks the host for what the state shows and does not know yet: details of the selected record, texts of others. */
export function requestWhatIsShown(context: Context): void {
  const details = detailsRequest(context);
  const excerpts = excerptsRequest(context);
  context.store.subscribe((state) => {
    details(state);
    excerpts(state);
  });
}

/** Again for every picture: while a run goes on, a record gets new neighbours. */
function detailsRequest({ store, host }: Context): (state: State) => void {
  return onChange(
    ({ view, shown }: State) => [view.selected, shown?.dataset, shown?.picture] as const,
    (selected, dataset, picture) => {
      if (selected === undefined || dataset === undefined || picture === undefined) return;
      host.details(dataset.run, selected).then(
        (value) => store.change((state) => detailsLoaded(state, dataset, value)),
        (error: unknown) => store.change((state) => detailsFailed(state, selected, messageOf(error))),
      );
    },
  );
}

function excerptsRequest({ store, host }: Context): (state: State) => void {
  const asked = new Set<number>();
  return (state) => {
    const dataset = state.shown?.dataset;
    const wanted = wantedExcerpts(state).filter((record) => !asked.has(record));
    if (wanted.length === 0 || dataset === undefined) return;
    for (const record of wanted) asked.add(record);
    const answer = (texts: readonly string[]): void => {
      for (const record of wanted) asked.delete(record);
      store.change((current) => excerptsLoaded(current, dataset, wanted, texts));
    };
    host.excerpts(dataset.run, wanted).then(answer, (error: unknown) => {
      answer(wanted.map(() => messageOf(error).title));
    });
  };
}

function messageOf(error: unknown): FailureMessage {
  return failureMessage(failureOfReply(error));
}

/** Records whose texts the state shows and does not have. */
function wantedExcerpts(state: State): readonly number[] {
  const { view, hovered, excerpts } = state;
  const details = selectedDetails(state);
  const layer = litLayer(state);
  const wanted = [
    ...(view.selected === undefined ? [] : [view.selected]),
    ...(hovered === undefined ? [] : [hovered.record]),
    ...(details === undefined ? [] : neighboursAt(details, layer).subarray(0, NEAREST)),
    ...(details === undefined ? [] : goneAt(details, layer).slice(0, GONE)),
  ];
  return [...new Set(wanted)].filter((record) => !excerpts.has(record));
}
