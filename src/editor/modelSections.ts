import type { LocalModel, ModelFile } from "../protocol/models.ts";
import { suggestions } from "../protocol/suggestions.ts";
import { choosingText } from "../strings/choosing.ts";
import type { Choice, Section } from "./quickStep.ts";

/** What the first step of choosing a model answers. */
export type Wanted =
  | { readonly kind: "local"; readonly model: LocalModel }
  | { readonly kind: "hub"; readonly id: string }
  | { readonly kind: "typeId" | "folder" | "file" | "offline" };

export interface ModelList {
  /** `undefined` while they are looked for. */
  readonly local: readonly LocalModel[] | undefined;
  /** Repositories chosen before, newest first. */
  readonly recent: readonly string[];
  /** What the setting names, as `LocalModel.model` would. */
  readonly current: string;
  readonly offline: boolean;
}

/** The models to choose from: what is here first, then what the hub has, then ways to name another. */
export function modelSections({ local = [], recent, current, offline }: ModelList): Section<Wanted>[] {
  const here = new Set(local.map(({ model }) => model));
  const isHere = (id: string): boolean => here.has(id) || [...here].some((model) => model.startsWith(`${id}/`));
  const fromHub = (id: string, detail: string): Choice<Wanted> => ({ label: id, detail, value: { kind: "hub", id } });
  const suggested = offline ? [] : suggestions.filter(({ id }) => !isHere(id) && !recent.includes(id));
  const elsewhere = offline ? [] : recent.filter((id) => !isHere(id));
  return [
    { label: choosingText.bundled, choices: local.filter(isBundled).map((model) => localChoice(model, current)) },
    {
      label: choosingText.onThisMachine,
      choices: local.filter((model) => !isBundled(model)).map((model) => localChoice(model, current)),
    },
    {
      label: choosingText.recent,
      choices: elsewhere.map((id) => fromHub(id, choosingText.fromHub)),
    },
    {
      label: choosingText.suggested,
      choices: suggested.map((suggestion) => fromHub(suggestion.id, choosingText.suggestion(suggestion))),
    },
    {
      label: choosingText.another,
      choices: [
        offline
          ? { label: choosingText.offline, detail: choosingText.offlineDetail, value: { kind: "offline" } }
          : { label: choosingText.typeId, value: { kind: "typeId" } },
        { label: choosingText.chooseFolder, value: { kind: "folder" } },
        { label: choosingText.chooseFile, value: { kind: "file" } },
      ],
    },
  ];
}

/** The files of a model: the best first, then what runs here, then what does not. */
export function fileSections(
  files: readonly ModelFile[],
  best: string | undefined,
  local: readonly string[],
): Section<ModelFile>[] {
  const ordered = [...files].sort((a, b) => Number(b.file === best) - Number(a.file === best));
  const choices = (runs: boolean): Choice<ModelFile>[] =>
    ordered
      .filter((file) => file.runs.ok === runs)
      .map((file) => ({
        label: choosingText.style(file.style),
        description: choosingText.fileFacts(file.bytes, local.includes(file.file), file.file === best),
        detail: file.runs.ok ? file.file : `${file.file}: ${file.runs.reason}`,
        value: file,
        first: file.file === best,
      }));
  return [
    { label: choosingText.runs, choices: choices(true) },
    { label: choosingText.runsNot, choices: choices(false) },
  ];
}

function isBundled({ origin }: LocalModel): boolean {
  return origin === "bundled";
}

function localChoice(model: LocalModel, current: string): Choice<Wanted> {
  const isCurrent = [model.model, model.folder].some((name) => current === name || current.startsWith(`${name}/`));
  return {
    label: model.name,
    description: isCurrent ? choosingText.current : "",
    detail: choosingText.localModel(model),
    value: { kind: "local", model },
    first: isCurrent,
  };
}
