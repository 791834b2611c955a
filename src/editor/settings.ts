import path from "node:path";
import { workspace, type ExtensionContext, type Uri } from "vscode";
import type manifest from "../../package.json";
import type { CacheChoice, FieldChoice } from "../protocol/engine.ts";
import type { ModelChoice, ModelPlaces } from "../protocol/models.ts";

type Declared = (typeof manifest)["contributes"]["configuration"]["properties"];
type SettingName = keyof Declared extends `strata.${infer Name}` ? Name : never;
type SettingValue<N extends SettingName> = Declared[`strata.${N}`]["default"];

const BUNDLED_MODEL = ["media", "models", "all-MiniLM-L6-v2"];

/** Every setting, read where it is used, so that a change needs no listener. Defaults stand in the manifest only. */
export class Settings {
  readonly #context: ExtensionContext;

  constructor(context: ExtensionContext) {
    this.#context = context;
  }

  get separation(): number {
    return read("separation");
  }

  model(uri: Uri): ModelChoice {
    const maxTokens = read("maxTokens", uri);
    return {
      model: this.#context.asAbsolutePath(path.join(...BUNDLED_MODEL)),
      pooling: read("pooling", uri),
      ...(maxTokens > 0 && { maxTokens }),
    };
  }

  get places(): ModelPlaces {
    return {
      bundled: this.#context.asAbsolutePath(path.dirname(path.join(...BUNDLED_MODEL))),
      store: path.join(this.#context.globalStorageUri.fsPath, "models"),
      hubCaches: [],
      folders: [],
    };
  }

  /** Fields the settings name; a file that has none of these is read as if they were not set. */
  fields(uri: Uri): FieldChoice {
    const text = read("textField", uri);
    const label = read("labelField", uri);
    return { preferred: { ...(text !== "" && { text }), ...(label !== "" && { label }) } };
  }

  get cache(): CacheChoice {
    return { folder: this.#cacheFolder, limit: read("cacheLimit") * 1e6 };
  }

  get #cacheFolder(): string {
    const chosen = read("cacheFolder");
    if (chosen !== "") return path.resolve(workspace.workspaceFolders?.[0]?.uri.fsPath ?? this.#storage, chosen);
    return path.join(this.#storage, "cache");
  }

  get #storage(): string {
    const { storageUri, globalStorageUri } = this.#context;
    return (storageUri?.scheme === "file" ? storageUri : globalStorageUri).fsPath;
  }
}

function read<N extends SettingName>(name: N, scope?: Uri): SettingValue<N> {
  const value = workspace.getConfiguration("strata", scope).get<SettingValue<N>>(name);
  if (value === undefined) throw new Error(`The setting strata.${name} is not declared.`);
  return value;
}
