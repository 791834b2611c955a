import { partly } from "../numeric/work.ts";
import { leadingEigenpairs } from "../numeric/eigenpairs.ts";
import { chunksOf, LARGEST_STATE, type LayerStates } from "../numeric/layerStates.ts";
import { lowerBound } from "../numeric/lowerBound.ts";
import { addScaled, dot } from "../numeric/vector.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Parameters, ParameterValues } from "../protocol/parameters.ts";
import type { Step, TaskContext } from "../protocol/tasks.ts";
import { layerParameters } from "./layers.ts";
import { layerAxes } from "./pca.ts";
import { preparationParameters } from "./preparation.ts";
import type { LayerInput, LayerProjection, Projection } from "./projection.ts";
import { alongAxes } from "./sharedBasis.ts";

/** Beyond, components are not found exactly any more. */
const MOST_COMPONENTS = 12;

/** What is left of a direction below this share of it is rounding. */
const ROUNDING = 1e-6;

const kinds = ["component", "difference", "record"] as const;
type Kind = (typeof kinds)[number];

const axisNames = ["x", "y", "z"] as const;

/** One axis' parameters: what it is, and which component or record. */
function axisParameters(name: string, component: number): Parameters {
  return {
    [name]: {
      kind: "choice",
      default: "component",
      options: kinds,
      help: "A principal component of the layer, the mean of A minus that of B, or the way from the layer's mean to a record",
    },
    [`${name}_component`]: {
      kind: "integer",
      default: component,
      min: 1,
      max: MOST_COMPONENTS,
      help: "Which principal component, 1 for that of the largest variance",
    },
    [`${name}_record`]: { kind: "integer", default: 1, min: 1, max: 1e9, help: "Which record, 1 for the first" },
  };
}

/**
 * Axes of one's own choice. Each is taken as far as it is at right angles to those before it, so that distances are not
 * skewed and the shares of the variance add up.
 */
export const directions: Projection = {
  id: "directions",
  version: 1,
  label: "Own axes",
  help: "Axes of your choice: from the mean of B to the mean of A, principal components, or towards a record; each at right angles to those before it.",
  centres: true,
  ofSets: true,
  parameters: {
    ...axisParameters("x", 1),
    ...axisParameters("y", 2),
    ...axisParameters("z", 3),
    ...preparationParameters({ centre: "yes" }),
    ...layerParameters("none"),
  },
  run,
};

async function* run(
  input: LayerInput,
  values: ParameterValues,
  { signal }: TaskContext,
): AsyncGenerator<Step, LayerProjection, void> {
  const { states, layer, dimensions } = input;
  const width = states.widths[layer] ?? 0;
  const names = axisNames.slice(0, dimensions);
  const numbered = (name: string) => Number(values[name] ?? 1);
  const most = names.reduce(
    (count, name) => (values[name] === "component" ? Math.max(count, numbered(`${name}_component`)) : count),
    1,
  );
  const found = yield* partly(layerAxes(input, most, signal, leadingEigenpairs), 0, 0.5);
  const { mean, axes: components } = found.map;
  const axes = new Float64Array(dimensions * width);
  for (const [axis, name] of names.entries()) {
    const kind = values[name] as Kind;
    const direction =
      kind === "component"
        ? componentOf(components, numbered(`${name}_component`), width)
        : kind === "record"
          ? yield* toRecord(input, mean, numbered(`${name}_record`), `${name}_record`)
          : yield* difference(input, name);
    axes.set(atRightAngles(direction, axes.subarray(0, axis * width)), axis * width);
    yield { done: 0.5 };
  }
  return yield* partly(alongAxes(states, layer, axes), 0.5, 1);
}

function componentOf(components: Float64Array, number: number, width: number): Float64Array {
  return components.slice((number - 1) * width, number * width);
}

/** From the layer's mean to a record's state. Throws `optionUnknown` where no such record is drawn. */
async function* toRecord(
  { states, layer, numbers }: LayerInput,
  mean: Float64Array,
  record: number,
  option: string,
): AsyncGenerator<Step, Float64Array> {
  const at = numbers === undefined ? record - 1 : lowerBound(numbers, record - 1);
  if (at >= states.records || (numbers !== undefined && numbers[at] !== record - 1)) {
    const last = numbers === undefined ? states.records : (numbers.at(-1) ?? -1) + 1;
    throw new StrataError("optionUnknown", {
      option,
      value: String(record),
      allowed: `1 to ${last}, where it has states`,
    });
  }
  yield { done: 0.5 };
  const direction = Float64Array.from(await states.read(layer, at, at + 1));
  addScaled(direction, 0, -1, mean, 0, mean.length);
  return direction.every(Number.isFinite) ? direction : new Float64Array(mean.length);
}

/** The mean of A minus the mean of B. Throws `optionUnknown` where no points are pinned as both. */
async function* difference({ states, layer, sets }: LayerInput, option: string): AsyncGenerator<Step, Float64Array> {
  if (sets === undefined || sets.a.length === 0 || sets.b.length === 0) {
    const allowed = "component, record: no points are pinned as A and B";
    throw new StrataError("optionUnknown", { option, value: "difference", allowed });
  }
  const direction = yield* meanOf(states, layer, sets.a);
  addScaled(direction, 0, -1, yield* meanOf(states, layer, sets.b), 0, direction.length);
  return direction;
}

/** The mean of some points' finite states; `points` ascending. */
async function* meanOf(states: LayerStates, layer: number, points: Uint32Array): AsyncGenerator<Step, Float64Array> {
  const width = states.widths[layer] ?? 0;
  const mean = new Float64Array(width);
  let [at, count] = [0, 0];
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    for (let point = points[at]; point !== undefined && point < to; point = points[++at]) {
      const row = Float64Array.from(rows.subarray((point - from) * width, (point - from + 1) * width));
      if (!(row.reduce((sum, value) => sum + Math.abs(value), 0) < LARGEST_STATE)) continue;
      addScaled(mean, 0, 1, row, 0, width);
      count++;
    }
    yield { done: 0.5 };
  }
  for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) / Math.max(1, count);
  return mean;
}

/** A direction of length 1 without what it has along orthonormal axes `[axes × width]`; zeros where nothing is left. */
function atRightAngles(direction: Float64Array, axes: Float64Array): Float64Array {
  const width = direction.length;
  const before = Math.sqrt(dot(direction, 0, direction, 0, width));
  // Twice: once leaves rounding.
  for (let turn = 0; turn < 2; turn++) {
    for (let at = 0; at < axes.length; at += width)
      addScaled(direction, 0, -dot(direction, 0, axes, at, width), axes, at, width);
  }
  const length = Math.sqrt(dot(direction, 0, direction, 0, width));
  if (!(length > ROUNDING * before)) return direction.fill(0);
  for (let i = 0; i < width; i++) direction[i] = (direction[i] ?? 0) / length;
  return direction;
}
