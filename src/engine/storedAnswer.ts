import { RESULT } from "../activations/cacheFiles.ts";
import { KEY_BYTES } from "../activations/recordKeys.ts";
import { bytesOf } from "../activations/writeShard.ts";
import { decodeResult, encodeResult } from "../analysis/resultFile.ts";
import type { Failure } from "../protocol/errors.ts";
import type { TaskResult } from "../protocol/tasks.ts";
import type { Asked, Question } from "./analyse.ts";
import { alignedTo, filesOf, labelsOf } from "./ofPoints.ts";
import type { Run } from "./run.ts";
import { StoredResult } from "./storedResult.ts";

/** Where what a task says of all drawn points is kept; undefined where it is not worth it. */
export function storedAnswer(
  { run, against }: Question,
  { task, values, ofPicture, ofLabels, ofFiles, ofTexts }: Asked,
  warn: (failure: Failure) => void,
): StoredResult<TaskResult> | undefined {
  const from = [drawnKeys(run)];
  if (against !== undefined) from.push(drawnKeys(against));
  if (ofPicture) from.push(bytesOf(run.canvas.coordinatesOf(run.drawn)));
  // The keys of points need not tell their texts apart.
  if (ofTexts) from.push(run.points.textKeys);
  const groups = [ofLabels ? labelsOf(run) : undefined, ofFiles ? filesOf(run) : undefined];
  for (const each of groups) if (each !== undefined) from.push(bytesOf(each));
  const place = {
    folder: run.cacheFolder,
    sourceKey: run.source.resultKey,
    // The counts tell where the keys of one run end.
    made: JSON.stringify([
      task.id,
      task.version,
      values,
      // A picture's quality is measured as it was made.
      ofPicture ? run.drawing.projection : undefined,
      run.drawn.length,
      against?.drawn.length,
      against?.source.resultKey,
      groups.map((each) => each !== undefined),
      ofPicture ? alignedTo(run) : undefined,
    ]),
    from,
    points: run.drawn.length,
  };
  const shape = {
    layers: run.canvas.layers.length,
    points: run.drawn.length,
    among: (against ?? run).drawn.length,
  };
  const format = {
    suffix: RESULT,
    encode: (result: TaskResult) => encodeResult(result, shape),
    decode: (bytes: Uint8Array) => decodeResult(bytes, shape),
  };
  return StoredResult.of(place, format, warn);
}

/** The keys of the drawn points in their order. */
export function drawnKeys({ drawn, points }: Pick<Run, "drawn" | "points">): Uint8Array {
  if (drawn.length === points.count) return points.keys;
  const keys = new Uint8Array(drawn.length * KEY_BYTES);
  for (const [i, point] of drawn.entries()) {
    keys.set(points.keys.subarray(point * KEY_BYTES, (point + 1) * KEY_BYTES), i * KEY_BYTES);
  }
  return keys;
}
