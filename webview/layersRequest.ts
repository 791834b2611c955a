import type { Picture } from "../src/protocol/engine.ts";
import { failureOfReply } from "../src/protocol/errors.ts";
import type { TaskInfo } from "../src/protocol/tasks.ts";
import { failureMessage } from "../src/strings.ts";
import { curvesOfGroups } from "./clusters.ts";
import type { Context } from "./control.ts";
import { layerResultLoaded, layerWorkChanged } from "./layerWork.ts";
import type { State } from "./state.ts";

/** What was asked about the picture that is shown. */
interface Asked {
  readonly picture: Picture;
  /** By task: the values it was asked with, and what stops it. */
  readonly tasks: Map<string, { readonly values: string; readonly stop: AbortController }>;
  /** Whether one is under way. */
  isBusy: boolean;
}

/**
 * Asks for the numbers of whole layers once the picture is final, one analysis after the other in the order of the
 * tables; those that take long only while their charts are shown, and again where their values change.
 */
export function layersRequest({ store, host }: Context): (state: State) => void {
  let asked: Asked | undefined;

  const next = (): void => {
    const state = store.value;
    const current = asked;
    if (current === undefined || current.isBusy) return;
    const task = wantedTasks(state).find(({ id }) => current.tasks.get(id)?.values !== valuesKey(state, id));
    if (task === undefined) return;
    const { picture, tasks } = current;
    const stop = new AbortController();
    tasks.set(task.id, { values: valuesKey(state, task.id), stop });
    current.isBusy = true;
    store.change((before) => layerWorkChanged(before, picture, task.id, { kind: "working", done: 0 }));
    const isWanted = (): boolean => asked === current && !stop.signal.aborted;
    const choice = { id: task.id, values: state.view.values[task.id] ?? {} };
    host
      .task({ run: picture.run, task: choice }, stop.signal)
      .then(
        (result) => {
          if (!isWanted() || (result.kind !== "perLayer" && result.kind !== "groups")) return;
          const curves = result.kind === "groups" ? curvesOfGroups(result) : result;
          store.change((before) => layerResultLoaded(before, picture, task.id, curves));
        },
        (error: unknown) => {
          if (!isWanted()) return;
          const message = failureMessage(failureOfReply(error));
          store.change((before) => layerWorkChanged(before, picture, task.id, { kind: "failed", message }));
          host.report(error);
        },
      )
      .finally(() => {
        current.isBusy = false;
        next();
      });
  };

  return (state) => {
    const picture = finalPicture(state);
    if (picture !== asked?.picture) {
      for (const { stop } of asked?.tasks.values() ?? []) stop.abort();
      asked = picture && { picture, tasks: new Map(), isBusy: false };
    }
    for (const [id, { values, stop }] of asked?.tasks ?? []) {
      if (values === valuesKey(state, id)) continue;
      stop.abort();
      // Asked again where the values are the old ones by the time it has ended.
      asked?.tasks.delete(id);
    }
    next();
  };
}

/** The picture, once it stays. */
function finalPicture({ panel, shown }: State): Picture | undefined {
  return panel?.kind === "ready" && panel.result.run === shown?.picture.run ? shown.picture : undefined;
}

function wantedTasks({ info, view }: State): readonly TaskInfo[] {
  const analyses = (info?.tasks ?? []).filter(({ stage }) => stage === "analysis");
  const isCurves = view.mode === "curves";
  const grouping = analyses.filter(({ result }) => result === "groups");
  // Groups that colour the points have been asked for already.
  const isKnown = grouping.some(({ id }) => view.colouring.kind === "task" && view.colouring.id === id);
  return [
    ...analyses.filter(({ result, onDemand }) => result === "perLayer" && (onDemand !== true || isCurves)),
    ...(isCurves && !isKnown ? grouping.slice(0, 1) : []),
  ];
}

/** What was chosen for a task, in a form that can be compared. */
function valuesKey({ view }: State, id: string): string {
  return JSON.stringify(view.values[id] ?? {});
}
