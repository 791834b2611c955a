import { readFile } from "node:fs/promises";
import path from "node:path";
import { taskInfos, type Tables } from "../engine/tasks.ts";
import { makeFolder } from "../files/folders.ts";
import { putInPlace } from "../files/wholeWrites.ts";
import { exporters, type ExportInput } from "../export/index.ts";
import { commandLine } from "../strings/commandLine.ts";
import { checkOutput, outputNotWritable } from "./checkOutput.ts";
import { type Command, readWords } from "./command.ts";
import { drawChoice, drawFiles, drawOptions, fileArgument, textsOf } from "./drawFiles.ts";
import { printed } from "./printed.ts";
import { summarize } from "./summary.ts";
import { parameterOptions, refuseOthers } from "./taskOptions.ts";

/** Reads a file through a model and writes a page with its picture. */
export function visualize(tables: Tables): Command {
  const projections = taskInfos(tables).filter(({ stage }) => stage === "projection");
  const own = { out: { type: "string" }, states: { type: "boolean" } } as const;
  const options = { ...parameterOptions(projections), ...drawOptions, ...own };
  return {
    name: "visualize",
    usage: commandLine.usages.visualize(projections),
    run: async (words, folder) => {
      const { given: named, values } = readWords(words, options, fileArgument);
      const out = path.resolve(folder, values.out ?? outFolder(named));
      const choice = drawChoice(values, tables, folder, path.join(out, "cache"));
      refuseOthers(projections, [choice.projection], values);
      await checkOutput(out);
      return drawFiles([named], choice, tables, folder, async ({ engine, files, line, signal }) => {
        for (const { file, result } of files) {
          const input = await engine.exportInput(file, path.basename(textsOf(file)), await panelFiles(), signal);
          const { dataset, picture } = input.page;
          await write(out, values.states ?? false, input);
          const summary = summarize(file, path.join(out, "index.html"), dataset, picture, result);
          line.clear();
          console.log(choice.json ? JSON.stringify(summary) : printed(commandLine.summary(summary)));
        }
        return 0;
      });
    },
  };
}

/** Where a file's page goes, and its cache, where nothing else is asked for. */
export function outFolder(file: string): string {
  return `${path.basename(file, path.extname(file))}-strata`;
}

async function panelFiles(): Promise<ExportInput["panel"]> {
  const [script, style] = await Promise.all(
    ["webview.js", "webview.css"].map((name) => readFile(path.join(__dirname, name), "utf8")),
  );
  return { script: script ?? "", style: style ?? "" };
}

async function write(out: string, withStates: boolean, input: ExportInput): Promise<void> {
  const wanted = exporters.filter(({ id }) => id === "page" || withStates);
  try {
    await makeFolder(out);
    // What is written may be the very bundle that is drawn.
    for (const exporter of wanted)
      await putInPlace(path.join(out, exporter.fileName), (unfinished) => exporter.write(unfinished, input));
  } catch (error) {
    throw outputNotWritable(out, error);
  }
}
