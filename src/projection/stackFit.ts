import type { Dimensions } from "../protocol/engine.ts";
import { layerStarts } from "../activations/layerStarts.ts";
import { turned } from "./align.ts";
import { mapRows, type LinearMap } from "./linearMap.ts";
import { contiguous, type RowLayout } from "../numeric/moments.ts";
import { afterSteps, widthBefore, type RowStep } from "./rowSteps.ts";

/** How states of one layer get their place in the stack. */
export interface LayerFit {
  /** What is done to the states before. */
  readonly steps: readonly RowStep[];
  readonly map: LinearMap;
  /** `[dimensions × dimensions]`, row by row: aligns the layer to the one before and scales it. */
  readonly turn: Float64Array;
  /** Share of the layer's variance along each drawn axis. */
  readonly explained: Float64Array;
}

/** The projection, alignment and scale of every layer: places states without being fitted again. */
export class StackFit {
  readonly fits: readonly LayerFit[];
  readonly dimensions: Dimensions;
  /** Width of the states of each layer. */
  readonly widths: readonly number[];

  constructor(fits: readonly LayerFit[], dimensions: Dimensions) {
    this.fits = fits;
    this.dimensions = dimensions;
    this.widths = fits.map(({ map, steps }) => widthBefore(steps, map.mean.length));
  }

  get layers(): number {
    return this.fits.length;
  }

  /** `[layers × dimensions]` share of the layer's variance that each drawn axis keeps. */
  get explained(): Float32Array {
    return Float32Array.from(this.fits.flatMap((fit) => [...fit.explained]));
  }

  /** Coordinates `[layers × rows × dimensions]` of rows of all layers' states; NaN where one is not finite. */
  place(states: Float32Array): Float32Array {
    const { layers, dimensions } = this;
    const starts = layerStarts(this.widths);
    const stride = starts[layers] ?? 0;
    const rows = states.length / stride;
    const coordinates = new Float32Array(layers * rows * dimensions);
    for (let layer = 0; layer < layers; layer++) {
      const layout = { rows, offset: starts[layer] ?? 0, stride };
      coordinates.set(this.#placed(layer, states, layout), layer * rows * dimensions);
    }
    return coordinates;
  }

  /** Coordinates `[rows × dimensions]` of states `[rows, width]` of one layer, in double precision. */
  placeLayer(layer: number, states: Float32Array): Float64Array {
    const width = this.widths[layer] ?? 0;
    return this.#placed(layer, states, contiguous(states.length / width, width));
  }

  #placed(layer: number, states: Float32Array, layout: RowLayout): Float64Array {
    const fit = this.fits[layer];
    if (fit === undefined) throw new RangeError(`layer ${layer} of ${this.layers}`);
    const { map, steps, turn } = fit;
    if (steps.length === 0) return turned(mapRows(map, states, layout), turn, this.dimensions);
    const rows = afterSteps(steps, packed(states, layout, this.widths[layer] ?? 0), this.widths[layer] ?? 0);
    return turned(mapRows(map, rows, contiguous(layout.rows, map.mean.length)), turn, this.dimensions);
  }
}

/** The rows that lie somewhere in a larger array, one behind the other. */
function packed(states: Float32Array, { rows, offset, stride }: RowLayout, width: number): Float32Array {
  if (stride === width) return states.subarray(offset, offset + rows * width);
  const result = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = offset + row * stride;
    result.set(states.subarray(from, from + width), row * width);
  }
  return result;
}
