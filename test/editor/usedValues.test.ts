import { expect, it } from "vitest";
import type { Memento } from "vscode";
import { UsedValues } from "../../src/editor/usedValues.ts";
import type { Parameters } from "../../src/protocol/parameters.ts";

const parameters: Parameters = {
  n_neighbors: { kind: "integer", default: 15, min: 2, max: 200, help: "How many" },
  metric: { kind: "choice", default: "cosine", options: ["cosine", "euclidean"], help: "By which distance" },
};

/** What VS Code keeps, as JSON. */
function memory(): Pick<Memento, "get" | "update"> {
  const kept = new Map<string, string>();
  return {
    get: <T>(key: string, fallback?: T) => {
      const found = kept.get(key);
      return found === undefined ? (fallback as T) : (JSON.parse(found) as T);
    },
    update: (key, value) => Promise.resolve(void kept.set(key, JSON.stringify(value))),
  };
}

it("keeps of each method what is not the usual, and forgets it where it is the usual again", async () => {
  const kept = memory() as Memento;
  const used = new UsedValues(kept);
  expect(used.all).toEqual({});
  await used.keep({ id: "umap", values: { n_neighbors: 40, metric: "cosine" } }, { parameters });
  await used.keep({ id: "tsne", values: { n_neighbors: 15, metric: "euclidean" } }, { parameters });
  expect(new UsedValues(kept).all).toEqual({ umap: { n_neighbors: 40 }, tsne: { metric: "euclidean" } });
  await used.keep({ id: "umap", values: { n_neighbors: 15, metric: "cosine" } }, { parameters });
  expect(used.all).toEqual({ umap: {}, tsne: { metric: "euclidean" } });
});
