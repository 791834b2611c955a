import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { encodeHeader } from "../activations/safetensors.ts";
import { rawStates, type RawStates } from "../model/tap/rawStates.ts";
import { commandLine } from "../strings/commandLine.ts";
import { noticeWords } from "../strings/notices.ts";
import { checkOutputFile, outputNotWritable } from "./checkOutput.ts";
import { type Command, readWords, refused } from "./command.ts";
import { readFeeds } from "./feedsFile.ts";
import { locateModel, modelOptions } from "./modelOptions.ts";

const text = { type: "string" } as const;

/** Writes the hidden states of every layer for given inputs, token by token, to be compared with another library's. */
export const hiddenStates: Command = {
  name: "hidden-states",
  usage: commandLine.usages.hiddenStates,
  run: async (words, folder) => {
    const { given: model, values } = readWords(
      words,
      { ...modelOptions, feeds: text, out: text },
      { name: "MODEL", allowed: "a folder, an .onnx file, or a repository of the hub" },
    );
    const { feeds, out } = values;
    if (feeds === undefined) throw refused("--feeds", "", "the path of a JSON file of inputs");
    if (out === undefined) throw refused("--out", "", "the path of the safetensors file to write");
    const file = path.resolve(folder, out);
    await checkOutputFile(file);
    const location = await locateModel(model, values, folder);
    const result = await rawStates(location, await readFeeds(path.resolve(folder, feeds)));
    await write(file, location.name, result);
    if (result.declaredOutputs !== undefined)
      console.error(noticeWords({ code: "declaredOutputs", detail: { reason: result.declaredOutputs } }).sentence);
    console.log(commandLine.statesWritten([...result.states.keys()], result.rows, result.tokens, file));
    return 0;
  },
};

/** float32 `[batch, tokens, hidden]` by the names of `RawStates`. */
async function write(file: string, model: string, { rows, tokens, states }: RawStates): Promise<void> {
  const tensors = [...states].map(([name, { width }]) => {
    return { name, dtype: "F32" as const, shape: [rows, tokens, width] };
  });
  const parts = [...states.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  const header = encodeHeader(tensors, { format: "embedding-strata hidden states", model });
  try {
    await pipeline(Readable.from([header, ...parts]), createWriteStream(file));
  } catch (error) {
    throw outputNotWritable(file, error);
  }
}
