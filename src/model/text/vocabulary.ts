import { isObject, type JsonObject } from "../store/modelConfig.ts";

/** The vocabulary of a model that names each token's id. Throws an error in plain words. */
export function vocabularyOf({ vocab }: JsonObject): Map<string, number> {
  if (!isObject(vocab)) throw new Error("there is no vocabulary in it");
  const vocabulary = new Map<string, number>();
  for (const [token, id] of Object.entries(vocab)) {
    if (typeof id !== "number") throw new Error(`the id of ${JSON.stringify(token)} in its vocabulary is no number`);
    vocabulary.set(token, id);
  }
  return vocabulary;
}

/** The id of a model's unknown token. Throws an error in plain words where the vocabulary lacks it. */
export function unknownId({ unk_token: token }: JsonObject, vocabulary: ReadonlyMap<string, number>): number {
  const id = typeof token === "string" ? vocabulary.get(token) : undefined;
  if (id === undefined) throw new Error(`its unknown token ${JSON.stringify(token)} is not in its vocabulary`);
  return id;
}

/** Finds the ids of a text's bytes in UTF-8, `<0x0A>` and the like; undefined where the vocabulary lacks one of them. */
export function byteIds(vocabulary: ReadonlyMap<string, number>): (text: string) => number[] | undefined {
  const ids = Array.from({ length: 256 }, (_, byte) =>
    vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
  );
  return (text) => {
    const found = Array.from(Buffer.from(text, "utf8"), (byte) => ids[byte]);
    return found.every((id) => id !== undefined) ? found : undefined;
  };
}

export function optionalText(config: JsonObject, field: string): string {
  const text = config[field];
  return typeof text === "string" ? text : "";
}
