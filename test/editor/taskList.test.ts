import { expect, it } from "vitest";
import type { EngineClient } from "../../src/editor/engineClient.ts";
import { TaskList } from "../../src/editor/taskList.ts";
import { standardTables, taskInfos } from "../../src/engine/tasks.ts";

it("passes over values that were kept and that no task takes any more", async () => {
  const engine = { request: () => Promise.resolve(taskInfos(standardTables)) } as Pick<EngineClient, "request">;
  const tasks = new TaskList(engine as EngineClient);
  await tasks.load();
  expect(tasks.allowedValues({ neighbours: { k: 7 } })).toEqual({ neighbours: { k: 7 } });
  expect(tasks.allowedValues({ neighbours: { k: 1000 }, moved: { gone: 1 }, other: {} })).toEqual({});
  expect(tasks.allowedValues(undefined)).toEqual({});
});
