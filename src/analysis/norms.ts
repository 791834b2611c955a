import { chunksOf, LARGEST_STATE } from "../numeric/layerStates.ts";
import type { PerLayer, Step } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

/** The mean Euclidean length of the states, of those that are finite; NaN where none is. */
export const norms: Analysis<Record<string, never>, PerLayer> = {
  id: "norms",
  version: 1,
  label: "Mean norm",
  help: "The mean Euclidean length of the hidden states, on a logarithmic axis.",
  parameters: {},
  range: {
    words: "From 0 up, in the model's own unit. The last layer is often normalised.",
    form: "number",
    isLogarithmic: true,
  },
  onDemand: true,
  result: "perLayer",
  ofPicture: false,
  run,
};

async function* run({ states }: AnalysisInput): AsyncGenerator<Step, PerLayer> {
  const { widths, records } = states;
  const values = new Float32Array(widths.length).fill(NaN);
  for (const [layer, width] of widths.entries()) {
    let sum = 0;
    let count = 0;
    for await (const { to, rows } of chunksOf(states, layer)) {
      for (let at = 0; at < rows.length; at += width) {
        let squares = 0;
        for (let i = at; i < at + width; i++) squares += (rows[i] ?? 0) ** 2;
        if (!(squares < LARGEST_STATE ** 2)) continue;
        sum += Math.sqrt(squares);
        count++;
      }
      yield { done: (layer + to / records) / widths.length };
    }
    if (count > 0) values[layer] = sum / count;
  }
  return { kind: "perLayer", series: [{ id: "norm", label: "Mean norm", values }] };
}
