import type { Analysis, AnalysisInput } from "../../src/analysis/analysis.ts";
import type { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { finish, neverAborted } from "../../src/numeric/work.ts";
import { pca } from "../../src/projection/pca.ts";
import { defaultsOf, type ParameterValues, type Parameters } from "../../src/protocol/parameters.ts";
import type { TaskResult } from "../../src/protocol/tasks.ts";
import { noise } from "../numeric/arrayStates.ts";

/** The points `from` up to `to` of some states, all where left out, drawn anywhere, of three labels in turn and two files. */
export function inputOf(states: LayerStates, algebra: Algebra, from = 0, to = states.records): AnalysisInput {
  const random = noise(9);
  const coordinates = Float32Array.from({ length: states.widths.length * states.records * 2 }, random);
  const labels = Uint16Array.from({ length: states.records }, (_, point) => point % 3);
  const files = Uint16Array.from({ length: states.records }, (_, point) => Number(point >= states.records / 2));
  const madeBy = { projection: pca, values: defaultsOf(pca.parameters) };
  const textOf = (point: number) => "words ".repeat(1 + (point % 7));
  return { states, from, to, algebra, picture: { dimensions: 2, coordinates, madeBy }, labels, files, textOf };
}

/** What an analysis says; with the defaults of its parameters where values are not given. */
export function resultOf<P extends Parameters, R extends TaskResult>(
  analysis: Analysis<P, R>,
  input: AnalysisInput,
  values: Partial<ParameterValues<P>> = {},
): Promise<R> {
  const chosen = { ...defaultsOf(analysis.parameters), ...values };
  return finish(analysis.run(input, chosen, { signal: neverAborted }));
}
