import type { ModelPlaces } from "../../protocol/models.ts";
import { openModelFolder } from "./modelFolder.ts";
import { resolveModel } from "./resolveModel.ts";

/**
 * The prompts of a model's `config_sentence_transformers.json`, texts by name. Rejects with what is wrong with the
 * model's small files; its weights are not opened.
 */
export async function listPrompts(model: string, places: ModelPlaces): Promise<Readonly<Record<string, string>>> {
  const { folder, file, name } = await resolveModel(model, places);
  return (await openModelFolder(folder, { file, name })).prompts;
}
