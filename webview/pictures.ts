import { pointCount, type DrawingChoice, type RunResult } from "../src/protocol/engine.ts";
import type { SavedPicture } from "../src/protocol/panel.ts";
import { areAllowed } from "../src/protocol/parameters.ts";
import type { TaskInfo } from "../src/protocol/tasks.ts";
import { memoLast } from "./memo.ts";
import { currentDataset, type State } from "./state.ts";

/** Pictures that are remembered; the oldest ones go first. */
const MOST_PICTURES = 24;

/** Puts the picture that is finished on top of those there were; one that was there before stays in its place. */
export function pictureNoted(state: State): State {
  const { info, pictures } = state;
  const result = finished(state);
  if (result === undefined || info === undefined) return state;
  const key = keyOf(result.drawing, info.tasks);
  const quality = qualityOf(state);
  const at = pictures.findIndex(({ drawing }) => keyOf(drawing, info.tasks) === key);
  const before = pictures[at];
  if (before !== undefined && (quality === undefined || before.quality?.value === quality.value)) return state;
  const noted: SavedPicture = { drawing: result.drawing, ...(quality && { quality }) };
  const all = before === undefined ? [noted, ...pictures] : pictures.with(at, noted);
  return { ...state, pictures: all.slice(0, MOST_PICTURES) };
}

/** The run of the picture that is shown, where it is one to come back to: drawn of states, and to its end. */
function finished({ panel, shown }: State): RunResult | undefined {
  const result = panel?.kind === "ready" ? panel.result : undefined;
  const isWhole = result?.outcome === "complete" && result.stoppedEarly === undefined && result.given !== true;
  const isDrawn = shown?.picture.run === result?.run && shown !== undefined && pointCount(shown.dataset) > 1;
  return isWhole && isDrawn ? result : undefined;
}

/** The first number that is asked of every picture, its mean over the layers. */
function qualityOf({ info, layerResults }: State): SavedPicture["quality"] {
  for (const { id, onDemand } of info?.tasks ?? []) {
    const [first] = onDemand === true ? [] : (layerResults[id]?.series ?? []);
    const values = Array.from(first?.values ?? []).filter((value) => !Number.isNaN(value));
    if (first === undefined || values.length === 0) continue;
    return { label: first.label, value: values.reduce((sum, value) => sum + value, 0) / values.length };
  }
  return undefined;
}

/** A picture in the list. */
export interface ListedPicture extends SavedPicture {
  /** Its place among those that are remembered. */
  readonly at: number;
  readonly isCurrent: boolean;
}

/** The pictures that can still be drawn so, the newest first; none of a file that gives its coordinates. */
export function listedPictures(state: State): readonly ListedPicture[] {
  const { info, panel, pictures } = state;
  if (info === undefined || currentDataset(state)?.given !== undefined) return [];
  return listed(pictures, info.tasks, panel?.kind === "ready" ? panel.result.drawing : info.drawing);
}

const listed = memoLast(
  (pictures: readonly SavedPicture[], tasks: readonly TaskInfo[], current: DrawingChoice): readonly ListedPicture[] => {
    const key = keyOf(current, tasks);
    return pictures.flatMap((picture, at) => {
      const { projection } = picture.drawing;
      const task = tasks.find(({ stage, id }) => stage === "projection" && id === projection.id);
      if (task === undefined || !areAllowed(task.parameters, projection.values)) return [];
      return [{ ...picture, at, isCurrent: keyOf(picture.drawing, tasks) === key }];
    });
  },
);

export function removePicture(state: State, at: number): State {
  return { ...state, pictures: state.pictures.filter((_, i) => i !== at) };
}

/** The same for ways of fitting that are the same, whether usual values are named or not. */
function keyOf({ projection: { id, values }, dimensions }: DrawingChoice, tasks: readonly TaskInfo[]): string {
  const task = tasks.find((known) => known.stage === "projection" && known.id === id);
  const all = Object.entries(task?.parameters ?? {}).map(([name, parameter]) => [
    name,
    values[name] ?? parameter.default,
  ]);
  return JSON.stringify([id, dimensions, all]);
}
