import type { Graph, GraphNode, OnnxModel } from "./onnxGraph.ts";

/** Nodes a branch has at least where it holds a whole model. */
const WHOLE_MODEL_NODES = 30;

/**
 * Decoders exported as one file for both the first and the later steps hold the model twice, in the branches of one
 * `If` on a graph input. The result is the model of the first step alone: the `else` branch stands in place of the
 * `If`. Messages in a subgraph have the main graph's field numbers, so their bytes can be copied as they are. Models
 * of any other shape are returned untouched.
 */
export function inlineFirstStep(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const switches = graph.nodes.filter((node) => holdsTwoModels(node) && isInput(graph, node.inputs[0]));
  const [choice] = switches;
  const branch = choice?.subgraphs.find((subgraph) => subgraph.attribute === "else_branch")?.graph;
  if (choice === undefined || branch === undefined || switches.length > 1) return model;
  const replaced = new Set(choice.outputs);
  return {
    ...model,
    graph: {
      nodes: [...graph.nodes.filter((node) => node !== choice), ...branch.nodes],
      initializers: new Map([...graph.initializers, ...branch.initializers]),
      inputs: graph.inputs,
      outputs: [...branch.outputs, ...graph.outputs.filter((output) => !replaced.has(output.name))],
      valueInfo: new Map([...graph.valueInfo, ...branch.valueInfo]),
      rest: graph.rest,
    },
  };
}

function holdsTwoModels(node: GraphNode): boolean {
  return (
    node.op === "If" &&
    node.subgraphs.length === 2 &&
    node.subgraphs.every((subgraph) => subgraph.graph.nodes.length > WHOLE_MODEL_NODES)
  );
}

function isInput(graph: Graph, name: string | undefined): boolean {
  return graph.inputs.some((input) => input.name === name);
}
