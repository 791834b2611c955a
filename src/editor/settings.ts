import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { workspace, type ExtensionContext, type Uri } from "vscode";
import type manifest from "../../package.json";
import type { CacheChoice } from "../protocol/engine.ts";
import { environmentOffline, environmentProxy, hubCaches, hubHost } from "../protocol/hubEnvironment.ts";
import {
  providers,
  type DeviceChoice,
  type HubAccess,
  type LayerChoice,
  type ModelChoice,
  type ModelPlaces,
} from "../protocol/models.ts";
import { wholeModel, type ModelSettings } from "../protocol/pictureSettings.ts";
import type { ReadingChoice } from "../protocol/reading.ts";
import { extraLayersOf, layerPoolingOf } from "./layerSettings.ts";
import { absolutePath, modelNameOf } from "./modelPaths.ts";

type Declared = (typeof manifest)["contributes"]["configuration"]["properties"];
export type SettingName = keyof Declared extends `strata.${infer Name}` ? Name : never;
type SettingValue<N extends SettingName> = Widened<Declared[`strata.${N}`]["default"]>;
/** What users may write where the default is empty is for the readers of these settings to check. */
type Widened<T> = T extends readonly unknown[] | Record<string, never> ? unknown : T;

/** Settings that change what a picture shows. */
export const pictureSettings: readonly SettingName[] = [
  "model",
  "device",
  "pooling",
  "specialTokens",
  "maxTokens",
  "prompt",
  "layers",
  "extraLayers",
  "layerPooling",
  "textField",
  "labelField",
];

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

  /** Folder of the bundled model. */
  get bundled(): string {
    return this.#context.asAbsolutePath(path.join(...BUNDLED_MODEL));
  }

  /**
   * The model of a document and what to read of it; `chosen` wins over the settings. In a folder that is not trusted only
   * the bundled model runs.
   */
  model(uri: Uri | undefined, chosen: ModelSettings = {}): ModelChoice & { readonly device: DeviceChoice } {
    const maxTokens = chosen.maxTokens ?? read("maxTokens", uri);
    const name = workspace.isTrusted ? (chosen.model ?? read("model", uri)) : "";
    const prompt = workspace.isTrusted ? (chosen.prompt ?? read("prompt", uri)) : "";
    const layers = workspace.isTrusted ? this.#layers(uri, chosen) : {};
    const specialTokens = chosen.specialTokens ?? read("specialTokens", uri);
    return {
      model: name === "" ? this.bundled : modelNameOf(name, folderOf(uri)),
      pooling: chosen.pooling ?? read("pooling", uri),
      specialTokens: oneOf(specialTokens, ["auto", "include", "exclude"], "auto"),
      ...(maxTokens > 0 && { maxTokens }),
      ...(prompt !== "" && { prompt }),
      ...(Object.keys(layers).length > 0 && { layers }),
      device: this.#device(uri),
    };
  }

  places(uri: Uri | undefined): ModelPlaces {
    const setting = read("modelFolders", uri);
    const folders = workspace.isTrusted && Array.isArray(setting) ? setting : [];
    return {
      bundled: path.dirname(this.bundled),
      store: path.join(this.globalStorage, "models"),
      hubCaches: hubCaches(process.env, homedir()),
      folders: folders
        .filter((folder): folder is string => typeof folder === "string" && folder !== "")
        .map((folder) => absolutePath(folder, folderOf(uri))),
    };
  }

  /** How the hub is reached, but for the token. VS Code's own settings for proxies win over the environment's. */
  get hub(): Omit<HubAccess, "token"> {
    const host = hubHost(read("hubHost"), process.env);
    return { host, offline: read("offline") || environmentOffline(process.env), ...proxyTo(host) };
  }

  /** Fields the settings name; a file that has none of these is read as if they were not set. */
  reading(uri: Uri): ReadingChoice {
    const text = read("textField", uri);
    const label = read("labelField", uri);
    return { preferred: { ...(text !== "" && { text }), ...(label !== "" && { label }) } };
  }

  get cache(): CacheChoice {
    return { folder: this.#cacheFolder, limit: read("cacheLimit") * 1e6 };
  }

  /** Storage of the extension that all windows share. */
  get globalStorage(): string {
    return this.#context.globalStorageUri.fsPath;
  }

  /** Where ONNX Runtime's CUDA libraries are installed. */
  get cudaInstallation(): string {
    return path.join(this.globalStorage, "cuda");
  }

  #device(uri: Uri | undefined): DeviceChoice {
    const installed = existsSync(this.cudaInstallation) ? this.cudaInstallation : "";
    const cudaFolder = read("cudaFolder") || installed;
    return {
      device: oneOf(read("device", uri), ["auto", ...providers], "auto"),
      ...(cudaFolder !== "" && { cudaFolder }),
      probes: path.join(this.globalStorage, "probes"),
    };
  }

  /** How a document's texts are read, whole: the values of `strata.NAME`, over which what was `chosen` wins. */
  modelSettings(uri: Uri | undefined, chosen: ModelSettings = {}): ModelSettings {
    const extraLayers = read("extraLayers", uri);
    const own = {
      ...{ model: read("model", uri), prompt: read("prompt", uri), layers: read("layers", uri) },
      ...{
        pooling: read("pooling", uri),
        specialTokens: read("specialTokens", uri),
        maxTokens: read("maxTokens", uri),
      },
      ...{
        extraLayers: Array.isArray(extraLayers) ? extraLayers : [],
        layerPooling: layerPoolingOf(read("layerPooling", uri)),
      },
    };
    return wholeModel(chosen, own, workspace.isTrusted);
  }

  #layers(uri: Uri | undefined, chosen: ModelSettings): LayerChoice {
    const subset = chosen.layers ?? read("layers", uri);
    const extra = extraLayersOf(chosen.extraLayers ?? read("extraLayers", uri));
    const pooling = layerPoolingOf(chosen.layerPooling ?? read("layerPooling", uri));
    const moduleFolder = folderOf(uri);
    const byModule = [...Object.values(pooling), ...extra.map((layer) => layer.pooling)].some(isModule);
    return {
      ...(subset !== "" && { subset }),
      ...(extra.length > 0 && { extra }),
      ...(Object.keys(pooling).length > 0 && { pooling }),
      ...(byModule && moduleFolder !== undefined && { moduleFolder }),
    };
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

/** The workspace folder of a document on this machine, else the first one. */
export function folderOf(uri: Uri | undefined): string | undefined {
  const folder = (uri && workspace.getWorkspaceFolder(uri)) ?? workspace.workspaceFolders?.[0];
  return folder?.uri.scheme === "file" ? folder.uri.fsPath : undefined;
}

function proxyTo(host: string): Pick<HubAccess, "proxy" | "noProxy"> {
  const http = workspace.getConfiguration("http");
  if (http.get<string>("proxySupport") === "off") return {};
  const proxy = http.get<string>("proxy") ?? "";
  if (proxy === "") return environmentProxy(host, process.env);
  const noProxy = (http.get<readonly string[]>("noProxy") ?? []).join(",");
  return { proxy, ...(noProxy !== "" && { noProxy }) };
}

/** The option a setting names; VS Code marks any other word where it is written. */
function oneOf<T extends string>(value: string, options: readonly T[], otherwise: T): T {
  return options.find((option) => option === value) ?? otherwise;
}

/** Whether a pooling is a module of the workspace. */
function isModule(pooling: string | undefined): boolean {
  return pooling !== undefined && /\.m?js$/.test(pooling);
}

/** The value of a setting as it holds for a document. */
export function read<N extends SettingName>(name: N, scope?: Uri): SettingValue<N> {
  const value = workspace.getConfiguration("strata", scope).get<SettingValue<N>>(name);
  if (value === undefined) throw new Error(`The setting strata.${name} is not declared.`);
  return value;
}
