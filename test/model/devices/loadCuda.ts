/**
 * A process that makes CUDA's libraries findable and asks ONNX Runtime for them; its arguments are the folder of ONNX
 * Runtime's own library, that of CUDA's, and one for links. Prints what ONNX Runtime says.
 */
import { linkCuda } from "../../../src/model/devices/cudaLibraries.ts";
import { createSession, useLibrary } from "../../../src/model/onnxruntime.ts";
import { toyModel } from "../toyModel.ts";

const [runtimeFolder = "", cudaFolder = "", work = ""] = process.argv.slice(2);
const library = linkCuda({ runtimeFolder, runtimeVersion: "", cudaFolder }, work);
const first = library !== undefined && useLibrary(library);
const again = library !== undefined && useLibrary(library);
const other = useLibrary("/another/libonnxruntime.so.1");
const cuda = await createSession(toyModel(), { provider: "cuda" }).then(
  () => "opened",
  () => "failed",
);
const cpu = await createSession(toyModel(), { provider: "cpu" });
await cpu.dispose();
process.stdout.write(JSON.stringify({ first, again, other, cuda, cpu: cpu.outputs }));
