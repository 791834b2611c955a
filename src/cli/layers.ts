import { readLayerTable } from "../model/tap/layerTable.ts";
import { commandLine } from "../strings/commandLine.ts";
import { layerTableText } from "../strings/layerTable.ts";
import { type Command, readWords } from "./command.ts";
import { locateModel, modelOptions } from "./modelOptions.ts";

const flag = { type: "boolean" } as const;

/** Prints the table of a model's layers. */
export const layers: Command = {
  name: "layers",
  usage: commandLine.usages.layers,
  run: async (words, folder) => {
    const { given, values } = readWords(
      words,
      { ...modelOptions, all: flag, json: flag },
      { name: "MODEL", allowed: "a folder, an .onnx file, or a repository of the hub" },
    );
    const table = await readLayerTable(await locateModel(given, values, folder));
    console.log(values.json === true ? JSON.stringify(table) : layerTableText(table, values.all === true));
    return 0;
  },
};
