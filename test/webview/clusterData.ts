import type { PageData } from "../../src/protocol/panel.ts";
import { UNCLUSTERED, type Group, type Groups, type TaskInfo } from "../../src/protocol/tasks.ts";
import { agglomerative } from "../../src/analysis/agglomerative.ts";
import { hdbscan } from "../../src/analysis/hdbscan.ts";
import { kMeans } from "../../src/analysis/kMeans.ts";
import { syntheticPage, type Shape } from "./syntheticPage.ts";

/** The tasks that group points, as the engine tells of them. */
export const clusterTasks: readonly TaskInfo[] = [hdbscan, kMeans, agglomerative].map((task) => {
  const { id, label, help, reference, parameters, range } = task;
  return {
    id,
    label,
    help,
    reference,
    parameters,
    ...(range && { range }),
    stage: "analysis",
    result: "groups",
    onDemand: true,
  };
});

/** Groups that are the labels of a page, in pairs up to the middle layer; every eleventh record is in none. */
export function groupsOf({ dataset, picture }: PageData): Groups {
  const { points, layers } = picture;
  const of = new Uint16Array(layers.length * points).fill(UNCLUSTERED);
  const made = layers.map((_, layer): Group[] => {
    const trackOf = (point: number): number => {
      const label = dataset.labelOf[point] ?? UNCLUSTERED;
      if (label === UNCLUSTERED || point % 11 === 10) return -1;
      return layer < layers.length / 2 ? label - (label % 2) : label;
    };
    const members = new Map<number, number[]>();
    for (let point = 0; point < points; point++) {
      const track = trackOf(point);
      if (track >= 0) members.set(track, [...(members.get(track) ?? []), point]);
    }
    const groups = [...members].sort(([, one], [, other]) => other.length - one.length);
    for (const [group, [, own]] of groups.entries()) for (const point of own) of[layer * points + point] = group;
    return groups.map(([track, own]) => ({
      ...{ size: own.length, track, examples: own.slice(0, 5), strength: 0.4 },
      words: [dataset.labels[track] ?? "", "<b>word</b>", `no ${track}`],
    }));
  });
  const curve = (start: number): Float32Array => Float32Array.from(layers, (_, layer) => start + layer / 20);
  return {
    ...{ kind: "groups", of, layers: made },
    series: [
      { id: "silhouette", label: "Silhouette of the clusters", values: curve(0.1) },
      { id: "ari", label: "Agreement with the labels (ARI)", values: curve(0.2) },
      { id: "ami", label: "Agreement with the labels (AMI)", values: curve(0.3) },
      { id: "unclustered", label: "Unclustered", values: curve(0.05) },
    ],
  };
}

/** A made-up run whose points can be grouped. */
export function clusteredPage(shape: Shape): PageData {
  const page = syntheticPage(shape);
  const { info, results } = page;
  const groups = groupsOf(page);
  return {
    ...page,
    info: { ...info, tasks: [...info.tasks, ...clusterTasks] },
    results: { ...results, hdbscan: groups, kMeans: groups },
  };
}
