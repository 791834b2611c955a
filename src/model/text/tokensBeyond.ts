import { isObject } from "../store/modelConfig.ts";
import { readDefinition } from "./tokenizerDefinition.ts";

/** The tokens of a `tokenizer.json` whose ids are `rows` or more, by id. Throws an error in plain words. */
export function tokensBeyond(file: string, rows: number): ReadonlyMap<number, string> {
  const { added_tokens: added, model } = readDefinition(file);
  const tokens = new Map<number, string>();
  const add = (id: unknown, content: unknown) => {
    if (typeof id === "number" && id >= rows && typeof content === "string") tokens.set(id, content);
  };
  const vocab = isObject(model) ? model["vocab"] : undefined;
  if (isObject(vocab)) for (const [content, id] of Object.entries(vocab)) add(id, content);
  else if (Array.isArray(vocab)) vocab.forEach((piece: unknown, id) => add(id, Array.isArray(piece) ? piece[0] : ""));
  if (Array.isArray(added)) for (const token of added.filter(isObject)) add(token["id"], token["content"]);
  return tokens;
}
