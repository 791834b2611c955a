import { isObject, type JsonObject } from "../store/modelConfig.ts";

/** What a post-processor adds: ids that stand round the tokens of every text, and how it trims their ranges. */
export interface SurroundingIds {
  readonly before: readonly number[];
  readonly behind: readonly number[];
  /** Left out where ranges keep their white space. */
  readonly trim?: Trim | undefined;
}

/** The white space that a token begins or ends with is not of its range. */
export interface Trim {
  /** Whether the first token begins with a space that the text has not. */
  readonly addedSpace: boolean;
}

type Maker = (config: JsonObject, idOf: (token: string) => number) => SurroundingIds;

const makers: Readonly<Record<string, Maker>> = {
  BertProcessing: clsAndSep,
  ByteLevel: (config) => ({ before: [], behind: [], trim: trimOf(config) }),
  RobertaProcessing: (config, idOf) => ({ ...clsAndSep(config, idOf), trim: trimOf(config) }),
  Sequence: sequence,
  TemplateProcessing: template,
};

/** What the post-processor of a `tokenizer.json` puts round a text, nothing for null. Throws an error in plain words. */
export function surroundingIds(config: unknown, idOf: (token: string) => number): SurroundingIds {
  if (config === null || config === undefined) return { before: [], behind: [] };
  const type = isObject(config) ? config["type"] : undefined;
  const maker = typeof type === "string" && Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (!isObject(config) || maker === undefined) {
    const kind = typeof type === "string" ? type : "that is not said";
    throw new Error(`its post-processor of the kind ${kind} is not known`);
  }
  return maker(config, idOf);
}

function sequence({ processors }: JsonObject, idOf: (token: string) => number): SurroundingIds {
  if (!Array.isArray(processors)) throw new Error("its sequence of post-processors is no list");
  const parts = processors.map((part) => surroundingIds(part, idOf));
  return {
    before: parts.toReversed().flatMap((part) => part.before),
    behind: parts.flatMap((part) => part.behind),
    trim: parts.find((part) => part.trim !== undefined)?.trim,
  };
}

function trimOf({ trim_offsets: trims, add_prefix_space: addedSpace }: JsonObject): Trim | undefined {
  return trims === true ? { addedSpace: addedSpace === true } : undefined;
}

function clsAndSep({ cls, sep }: JsonObject, idOf: (token: string) => number): SurroundingIds {
  return { before: [pairedId(cls, idOf)], behind: [pairedId(sep, idOf)] };
}

/** The id of `["[CLS]", 101]`. */
function pairedId(pair: unknown, idOf: (token: string) => number): number {
  const [token, id] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
  if (typeof id === "number") return id;
  if (typeof token === "string") return idOf(token);
  throw new Error("its post-processor does not say its special tokens");
}

/** `single` has special tokens and, once, the text itself. */
function template({ single, special_tokens: list }: JsonObject, idOf: (token: string) => number): SurroundingIds {
  const items = (Array.isArray(single) ? (single as readonly unknown[]) : []).filter(isObject);
  const position = items.findIndex((item) => "Sequence" in item);
  if (position < 0 || items.slice(position + 1).some((item) => "Sequence" in item))
    throw new Error("its post-processor's template does not hold the text once");
  const idsOf = (part: readonly JsonObject[]) => part.flatMap((item) => templateIds(item["SpecialToken"], list, idOf));
  return { before: idsOf(items.slice(0, position)), behind: idsOf(items.slice(position + 1)) };
}

function templateIds(item: unknown, list: unknown, idOf: (token: string) => number): readonly number[] {
  const name = isObject(item) ? item["id"] : undefined;
  if (typeof name !== "string") throw new Error("its post-processor's template names a special token that has no name");
  const entry = isObject(list) ? list[name] : undefined;
  const ids = isObject(entry) ? entry["ids"] : undefined;
  if (Array.isArray(ids) && ids.every((id) => typeof id === "number")) return ids;
  return [idOf(name)];
}
