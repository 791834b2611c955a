import { readLayerTable } from "../model/layerTable.ts";
import { resolveModel } from "../model/resolveModel.ts";
import { commandLine } from "../strings/commandLine.ts";
import { layerTableText } from "../strings/layerTable.ts";
import { type Command, readWords } from "./command.ts";
import { modelNamed, modelPlaces } from "./modelPlaces.ts";

const flag = { type: "boolean" } as const;

/** Prints the table of a model's layers. */
export const layers: Command = {
  name: "layers",
  usage: commandLine.usages.layers,
  run: async (words, folder) => {
    const { given, values } = readWords(
      words,
      { all: flag, json: flag },
      { name: "MODEL", allowed: "a folder, an .onnx file, or the name of a model on this machine" },
    );
    const table = await readLayerTable(await resolveModel(modelNamed(given, folder), modelPlaces()));
    console.log(values.json === true ? JSON.stringify(table) : layerTableText(table, values.all === true));
    return 0;
  },
};
