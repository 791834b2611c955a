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

/** The failure of a text under a tokenizer that has no unknown token. */
export function noUnknown(token: unknown): Error {
  const said = typeof token === "string" ? `the unknown token ${JSON.stringify(token)} neither` : "no unknown token";
  return new Error(`it has a part that is not in the vocabulary, which has ${said}`);
}

/** Finds the id of a model's unknown token, which only some texts need. Throws `noUnknown` where there is none. */
export function unknownId({ unk_token: token }: JsonObject, vocabulary: ReadonlyMap<string, number>): () => number {
  const id = typeof token === "string" ? vocabulary.get(token) : undefined;
  return () => {
    if (id === undefined) throw noUnknown(token);
    return id;
  };
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

/** Appends to `spans` where the character of each of a text's bytes begins and ends; the text begins at `start`. */
export function byteSpans(text: string, start: number, spans?: number[]): void {
  if (spans === undefined) return;
  let end = start;
  for (const character of text) {
    const begin = end;
    end += character.length;
    for (let byte = Buffer.byteLength(character); byte > 0; byte--) spans.push(begin, end);
  }
}

export function optionalText(config: JsonObject, field: string): string {
  const text = config[field];
  return typeof text === "string" ? text : "";
}
