import type { DeviceId, ModelStyle } from "../../protocol/models.ts";
import type { GraphFile } from "./graphFiles.ts";

/**
 * Graphs beyond this are not taken unasked where a smaller one is there: it is a billion parameters in float32, five
 * minutes at 100 Mbit/s, and half the memory of a usual machine.
 */
const LARGE_BYTES = 4e9;

/** From exact to rough. Weight-only formats keep activations as they are. */
const exactFirst: readonly ModelStyle[] = ["fp32", "fp16", "q4", "bnb4", "q4f16", "other", "q2", "q1"];

/** On graphics processors half precision is as exact as they compute, at half the size. */
const halfFirst: readonly ModelStyle[] = ["fp16", "fp32", "q4f16", "q4", "bnb4", "other", "q2", "q1"];

/**
 * The graph to take where nobody names one: the most exact that is not large. The CPU computes in float32 in any case;
 * so does `auto` until a device was chosen. 8-bit files round the activations of every text by its own range (18 % per
 * token on MiniLM): they are taken only where there is nothing else.
 */
export function bestGraph<G extends GraphFile>(
  graphs: readonly G[],
  device: DeviceId,
  fits: (graph: G) => boolean = () => true,
): G | undefined {
  const order = device === "cpu" || device === "auto" ? exactFirst : halfFirst;
  const score = (graph: G): readonly number[] => {
    const at = order.indexOf(graph.style);
    const large = graph.bytes > LARGE_BYTES || !fits(graph);
    return [Number(at === -1), graph.entry, Number(large), large ? graph.bytes : at, graph.rank];
  };
  return graphs.toSorted((a, b) => compare(score(a), score(b)))[0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
