import type { FailureMessage, SavedColouring } from "../src/protocol/panel.ts";
import type { TaskChoice, TaskProgress } from "../src/protocol/tasks.ts";
import type { State } from "./state.ts";
import { setColouring, setTaskValues } from "./view.ts";

/** What gives points their colours and takes long: on its way, or refused. */
export interface ColourWork {
  readonly run: string;
  readonly task: string;
  /** Share done, rising to 1. */
  readonly done: number;
  readonly failure?: FailureMessage;
  /** What coloured the points before. */
  readonly before: ColourChoice;
}

/** What colours the points, and where that is a task its values. */
export interface ColourChoice {
  readonly colouring: SavedColouring;
  readonly values?: TaskChoice["values"] | undefined;
}

export function colourWorkChanged(state: State, colourWork: ColourWork | undefined): State {
  return state.colourWork === colourWork ? state : { ...state, colourWork };
}

/** The share done of what is on its way. */
export function colourWorkProgressed(state: State, { run, task, done }: TaskProgress): State {
  const { colourWork: work } = state;
  const isThis = work?.run === run && work.task === task && work.failure === undefined;
  return isThis && work.done < done ? { ...state, colourWork: { ...work, done } } : state;
}

const labels: ColourChoice = { colouring: { kind: "label" } };

/** Whether a choice is not the one that is on its way: after a reload nothing else was there before. */
function isAnother({ colouring, values }: ColourChoice, { view }: State): boolean {
  const now = view.colouring.kind === "task" ? view.values[view.colouring.id] : undefined;
  return JSON.stringify([colouring, values]) !== JSON.stringify([view.colouring, now]);
}

/** Colours the points as before: what is on its way is no longer wanted. */
export function colourWorkCancelled(state: State): State {
  const { colourWork: work } = state;
  if (work === undefined) return state;
  const { colouring, values } = isAnother(work.before, state) ? work.before : labels;
  const back = setColouring({ ...state, colourWork: undefined }, colouring);
  return colouring.kind === "task" ? setTaskValues(back, colouring.id, values ?? {}) : back;
}
