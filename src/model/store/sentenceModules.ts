import path from "node:path";
import type { Notice } from "../../protocol/models.ts";
import type { Pooling } from "../pooling.ts";
import { isSafePath } from "./hubNames.ts";
import type { JsonFolder } from "./jsonFolder.ts";
import { authorsPooling, integerOf, isObject, type JsonObject } from "./modelConfig.ts";

/** What the files of Sentence Transformers say of a model. */
export interface SentenceModules {
  /** How the authors pool, where they say it in a way that is known. */
  readonly pooling: Pooling | undefined;
  /** Tokens the authors read of a text. */
  readonly maxTokens: number | undefined;
  /** Whether the authors turn every text into lower case first. */
  readonly lowerCase: boolean;
  /** Steps of theirs that are not taken. */
  readonly notices: readonly Notice[];
}

/** A step of the authors' pipeline: the name of its class, and the folder of its files. */
interface Module {
  readonly kind: string;
  readonly place: string;
}

/** Names Sentence Transformers gives the configuration of its `Transformer` module, in the order it looks for them. */
export const sentenceConfigs: readonly string[] = [
  "sentence_bert_config.json",
  ...["roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet"].map(
    (family) => `sentence_${family}_config.json`,
  ),
];

/** Where the pooling is where `modules.json` does not say it. */
const POOLING_PLACE = "1_Pooling";

/** What is done here as well: the model itself and its pooling. Dropout does nothing to a model that is not trained. */
const TAKEN = ["Transformer", "Pooling", "Dropout"];

/** Changes lengths and no direction, so that alone it is not spoken of: cosine distances are the same. */
const LENGTH_ONLY = ["Normalize"];

/**
 * Reads `modules.json`, the configuration of its pooling and that of its transformer, as Sentence Transformers does.
 * Throws `modelNotReadable` for broken JSON.
 */
export async function readSentenceModules(folder: JsonFolder): Promise<SentenceModules> {
  const modules = modulesOf(await folder.value("modules.json"));
  const transformer = modules.find(({ kind }) => kind === "Transformer")?.place ?? "";
  const config = await sentenceConfig(folder, transformer);
  const { pooling, notices } = await poolingOf(folder, modules);
  const others = modules.map(({ kind }) => kind).filter((kind) => !TAKEN.includes(kind));
  const isSilent = others.every((kind) => LENGTH_ONLY.includes(kind));
  const left: Notice[] = isSilent ? [] : [{ code: "modulesLeft", detail: { modules: [...new Set(others)] } }];
  return {
    pooling,
    maxTokens: integerOf(config, "max_seq_length"),
    lowerCase: config["do_lower_case"] === true,
    notices: [...left, ...notices],
  };
}

/** The folders that `modules.json` names, without those that would lead out of the model's. */
export function modulePlaces(modules: unknown): string[] {
  return modulesOf(modules).flatMap(({ place }) => (place === "" ? [] : [place]));
}

function modulesOf(modules: unknown): Module[] {
  return (Array.isArray(modules) ? modules : []).filter(isObject).flatMap(({ type, path: place }) => {
    if (typeof type !== "string") return [];
    const kind = type.slice(type.lastIndexOf(".") + 1);
    return [{ kind, place: typeof place === "string" && isSafePath(place) ? place : "" }];
  });
}

async function sentenceConfig(folder: JsonFolder, place: string): Promise<JsonObject> {
  for (const home of new Set(["", place]))
    for (const name of sentenceConfigs) {
      const config = await folder.object(path.join(home, name));
      if (config !== undefined) return config;
    }
  return {};
}

async function poolingOf(
  folder: JsonFolder,
  modules: readonly Module[],
): Promise<Pick<SentenceModules, "pooling" | "notices">> {
  const named = modules.find(({ kind }) => kind === "Pooling")?.place;
  const file = path.posix.join(named ?? POOLING_PLACE, "config.json");
  const config = await folder.object(file);
  const unknown = (reason: string) =>
    ({ pooling: undefined, notices: [{ code: "poolingUnknown", detail: { reason } }] }) as const;
  if (config === undefined)
    return named === undefined ? { pooling: undefined, notices: [] } : unknown(`there is no ${file}`);
  const { pooling, unknownModes } = authorsPooling(config);
  return pooling ? { pooling, notices: [] } : unknown(`${file} names ${unknownModes.join(", ")}`);
}
