import path from "node:path";
import { taskInfos, type Tables } from "../engine/tasks.ts";
import { commandLine } from "../strings/commandLine.ts";
import { type Command, readManyWords, refused } from "./command.ts";
import { drawChoice, drawFiles, drawOptions, fileArgument } from "./drawFiles.ts";
import { print, printed } from "./printed.ts";
import { jsonPieces, printedResult } from "./taskOutput.ts";
import { parameterOptions, refuseOthers, taskNamed, valuesGiven } from "./taskOptions.ts";
import { outFolder } from "./visualize.ts";

/** Reads a file through a model and prints what a task says of its hidden states. */
export function analyse(tables: Tables): Command {
  const infos = taskInfos(tables);
  const tasks = infos.filter(({ stage }) => stage !== "projection");
  const options = { ...parameterOptions(infos), ...drawOptions, against: { type: "string" } } as const;
  const taskArgument = { name: "TASK", allowed: tasks.map(({ id }) => id).join(", ") };
  return {
    name: "analyse",
    usage: commandLine.usages.analyse(infos),
    run: (words, folder) => {
      const { given, values } = readManyWords(words, options, [fileArgument, taskArgument]);
      const [file = "", name = ""] = given;
      const task = taskNamed("TASK", name, tasks);
      const { against } = values;
      const compares = task.stage === "comparison";
      if (compares && against === undefined) throw refused("--against", "", "the path of the other file");
      if (!compares && against !== undefined) throw refused("--against", against, `nothing with ${task.id}`);
      const choice = drawChoice(values, tables, folder, path.join(outFolder(file), "cache"));
      refuseOthers(infos, [task, choice.projection], values);
      const asked = { id: task.id, values: valuesGiven(task, values) };
      const named = against === undefined ? [file] : [file, against];
      return drawFiles(named, choice, tables, folder, async ({ engine, files, line, signal }) => {
        const [drawn] = files;
        if (drawn === undefined) return 0;
        // Where both are one file, it is compared with itself.
        const other = against === undefined ? undefined : (files[1] ?? drawn);
        const params = { run: drawn.file, task: asked, ...(other && { against: other.file }) };
        const result = await engine.runTask(params, signal);
        line.clear();
        const output = { task, values: asked.values, file: drawn, other, result };
        await print(choice.json ? jsonPieces(output) : [printed(printedResult(output, engine))]);
        return 0;
      });
    },
  };
}
