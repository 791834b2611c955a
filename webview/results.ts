import type { PerPoint, Related, TaskInfo } from "../src/protocol/tasks.ts";
import { selectedDetails, type State } from "./state.ts";

/** An analysis and what it says of the selected point. */
export interface Said<Result> {
  readonly task: TaskInfo;
  readonly result: Result;
}

/** The related points of the selected one, by analysis, in the order of the tables. */
export function relatedOf(state: State): readonly Said<Related>[] {
  return resultsOf(state).flatMap(({ task, result }) =>
    result.kind === "related" && result.count > 0 ? [{ task, result }] : [],
  );
}

/** The numbers of the selected point at each layer, by analysis, in the order of the tables. */
export function numbersOf(state: State): readonly Said<PerPoint>[] {
  return resultsOf(state).flatMap(({ task, result }) => (result.kind === "perPoint" ? [{ task, result }] : []));
}

/** The points that are listed, named and drawn: those of the first analysis that relates points. */
export function nearestOf(state: State): Related | undefined {
  return relatedOf(state)[0]?.result;
}

function resultsOf(state: State) {
  const results = selectedDetails(state)?.results ?? {};
  return (state.info?.tasks ?? []).flatMap((task) => {
    const result = results[task.id];
    return result === undefined ? [] : [{ task, result }];
  });
}
