import { expect, it } from "vitest";
import { settingsWords } from "../../src/cli/settingsFile.ts";
import { standardTables, taskInfos } from "../../src/engine/tasks.ts";

const projections = taskInfos(standardTables).filter(({ stage }) => stage === "projection");

it("takes no option but a projection's parameters from the values of picture settings", () => {
  const values = { perplexity: 12, align: "signs", pooling: "./evil.mjs", out: "/elsewhere", model: "other/model" };
  const drawing = { projection: { id: "pca", values }, dimensions: 2 } as const;
  const words = settingsWords({ version: 1, file: "words.txt", drawing }, projections);
  expect(words).toMatchObject({ projection: "pca", dimensions: "2", align: "signs" });
  for (const option of ["pooling", "out", "model"]) expect(words).not.toHaveProperty(option);
});

it("takes no module from picture settings", () => {
  const model = { pooling: "./evil.mjs", layerPooling: { "1": "./evil.js", last: "mean" } };
  expect(settingsWords({ version: 1, file: "words.txt", model }, projections)).toEqual({
    "layer-pooling": ["last=mean"],
  });
});
