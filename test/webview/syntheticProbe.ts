import type { Probe, ProbeParams } from "../../src/protocol/finding.ts";
import type { PageData } from "../../src/protocol/panel.ts";

/** A typed text among the points of a made-up run: it goes half way between a record it names by number and the middle. */
export function probeOf({ picture, results }: PageData, { run, text, values }: ProbeParams): Probe {
  const { layers, points, dimensions } = picture;
  const record = Number(/\d+/.exec(text)?.[0] ?? 0) % points;
  const coordinates = Float32Array.from({ length: layers.length * dimensions }, (_, i) => {
    const layer = Math.floor(i / dimensions);
    return 0.6 * (picture.coordinates[(layer * points + record) * dimensions + (i % dimensions)] ?? 0);
  });
  const near = results["neighbours"];
  if (near?.kind !== "related") throw new Error("the page has no neighbours");
  const count = Math.min(near.count, Number(values?.["k"] ?? near.count));
  const own = (layer: number): number => (layer * points + record) * near.count;
  return {
    run,
    text,
    coordinates,
    near: {
      kind: "related",
      count,
      points: Uint32Array.from(
        layers.flatMap((_, at) => [record, ...near.points.subarray(own(at), own(at) + count - 1)]),
      ),
      distances: Float32Array.from(
        layers.flatMap((_, at) => [0, ...near.distances.subarray(own(at), own(at) + count - 1)]),
      ),
    },
    tokens: text.split(/\s+/).length + 2,
    truncated: text.length > 200,
  };
}
