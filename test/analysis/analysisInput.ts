import type { Analysis, AnalysisInput } from "../../src/analysis/analysis.ts";
import type { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { finish, neverAborted } from "../../src/numeric/work.ts";
import { defaultsOf, type ParameterValues, type Parameters } from "../../src/protocol/parameters.ts";
import type { TaskResult } from "../../src/protocol/tasks.ts";
import { noise } from "../numeric/arrayStates.ts";

/** The points `from` up to `to` of some states, all where left out, drawn anywhere. */
export function inputOf(states: LayerStates, algebra: Algebra, from = 0, to = states.records): AnalysisInput {
  const random = noise(9);
  const coordinates = Float32Array.from({ length: states.widths.length * states.records * 2 }, random);
  return { states, from, to, algebra, picture: { dimensions: 2, coordinates } };
}

/** What an analysis says; with the defaults of its parameters where no values are given. */
export function resultOf<P extends Parameters, R extends TaskResult>(
  analysis: Analysis<P, R>,
  input: AnalysisInput,
  values: ParameterValues<P> = defaultsOf(analysis.parameters),
): Promise<R> {
  return finish(analysis.run(input, values, { signal: neverAborted }));
}
