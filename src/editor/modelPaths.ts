import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** A folder or file that a setting names, absolute: relative ones start at the workspace folder, `~` at home. */
export function absolutePath(setting: string, folder: string | undefined): string {
  const unfolded = /^~(?=$|[/\\])/.test(setting) ? path.join(homedir(), setting.slice(1)) : setting;
  return path.resolve(folder ?? homedir(), unfolded);
}

/** What `strata.model` names: a path where there is one or it is written as one, else the name as it stands. */
export function modelNameOf(setting: string, folder: string | undefined): string {
  const full = absolutePath(setting, folder);
  return /^[.~/\\]|^[A-Za-z]:[/\\]/.test(setting) || existsSync(full) ? full : setting;
}

/** How a chosen path is written into the settings: relative where it lies inside the workspace folder. */
export function settingOfPath(chosen: string, folder: string | undefined): string {
  if (folder === undefined) return chosen;
  const relative = path.relative(folder, chosen);
  const inside = relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
  return inside ? `./${relative.split(path.sep).join("/")}` : chosen;
}

/**
 * A repository's name and a file in it, as `strata.model` has them: `org/name/onnx/model_q4.onnx`; of old models also
 * without an organisation: `gpt2`, `gpt2/onnx/model.onnx`.
 */
export function repositoryOf(model: string): { readonly id: string; readonly file?: string } | undefined {
  const short = /^([^/]+)(?:\/((?:onnx\/)?[^/]+\.onnx))?$/.exec(model);
  const [, id, file] = short ?? /^([^/]+\/[^/]+)(?:\/(.+\.onnx))?$/.exec(model) ?? [];
  if (id === undefined || wrongId(id) !== undefined) return undefined;
  return file === undefined ? { id } : { id, file };
}

/** Why a text cannot be a repository's name; undefined where it can. */
export function wrongId(id: string): "empty" | "form" | "characters" | undefined {
  if (id === "") return "empty";
  const parts = id.split("/");
  if (parts.length > 2 || parts.includes("") || id.endsWith(".onnx")) return "form";
  return parts.every((part) => /^[A-Za-z0-9][\w.-]{0,95}$/.test(part) && !/--|\.\.|[.-]$/.test(part))
    ? undefined
    : "characters";
}

/** A model's own name, without where it is: `all-MiniLM-L6-v2` of a folder, a repository, or a file of either. */
export function shortName(model: string): string {
  const parts = model.split(/[/\\]/).filter((part) => part !== "");
  const last = parts.at(-1) ?? model;
  if (!last.endsWith(".onnx")) return last;
  const folder = parts.at(-2) === "onnx" ? parts.at(-3) : parts.at(-2);
  return folder ?? last;
}
