import { ByteSource } from "./byteSource.ts";
import { type Graph, readModel } from "./onnxGraph.ts";

/**
 * The files an ONNX file's weights lie in beside it, as it names them: relative to its folder, not yet checked. Reads
 * no weights. Throws `modelNotReadable` where it is no ONNX model.
 */
export function externalLocations(file: string): string[] {
  const source = new ByteSource(file);
  try {
    return [...new Set(locationsIn(readModel(source).graph))];
  } finally {
    source.close();
  }
}

function locationsIn({ initializers, nodes }: Graph): string[] {
  const own = [...initializers.values()].flatMap(({ external }) => external?.location ?? []);
  const inner = nodes.flatMap(({ subgraphs }) => subgraphs.flatMap(({ graph }) => locationsIn(graph)));
  return [...own, ...inner];
}
