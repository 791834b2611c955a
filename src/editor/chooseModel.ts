import path from "node:path";
import { commands, window, workspace, type Uri } from "vscode";
import {
  listModels,
  readRepository,
  type ExtraLayer,
  type LocalModel,
  type ModelFile,
  type ModelPlaces,
} from "../protocol/models.ts";
import { choosingText } from "../strings/choosing.ts";
import type { Editor } from "./editor.ts";
import { modelNameOf, repositoryOf, settingOfPath, wrongId } from "./modelPaths.ts";
import { fileSections, modelSections, type Wanted } from "./modelSections.ts";
import type { OpenPanel } from "./panels.ts";
import { choosePrompt } from "./choosePrompt.ts";
import { ask, askText, BACK } from "./quickStep.ts";
import { folderOf } from "./settings.ts";
import { writeSetting } from "./settingTarget.ts";

/** What the setting is to hold; `BACK` to the list of models, undefined where the user gave up. */
type Answer = string | typeof BACK | undefined;

/** Asks for a model, fetches it where it is not on this machine, and writes it into the settings. */
export async function chooseModel(editor: Editor, panel?: OpenPanel): Promise<void> {
  const uri = documentOf(editor, panel);
  if (!workspace.isTrusted) {
    const answer = await window.showInformationMessage(choosingText.notTrusted, choosingText.manageTrust);
    if (answer !== undefined) await commands.executeCommand("workbench.trust.manage");
    return;
  }
  const choice = new ModelDialog(editor, uri);
  const setting = await choice.ask();
  if (setting === undefined) return;
  const prompt = await choosePrompt(editor, setting, uri);
  if (prompt === undefined) return;
  const extra = await extraLayersIn(editor, setting, uri);
  const repository = repositoryOf(setting);
  if (repository) await editor.recent.add(repository.id);
  // One change: no run is to see the new model with the layers or the prompt of the one before.
  await editor.changes.during(async () => {
    await writeSetting("extraLayers", extra, uri);
    await writeSetting("prompt", prompt, uri);
    await writeSetting("model", setting, uri);
  });
}

/** The extra layers of the settings that the chosen model has, too. */
async function extraLayersIn(
  { settings, layers }: Editor,
  setting: string,
  uri: Uri | undefined,
): Promise<readonly ExtraLayer[]> {
  const extra = settings.model(uri).layers?.extra ?? [];
  if (extra.length === 0) return [];
  const model = setting === "" ? settings.bundled : modelNameOf(setting, folderOf(uri));
  const tensors = new Set((await layers.table(uri, { model })).others.map(({ tensor }) => tensor));
  return extra.filter(({ tensor }) => tensors.has(tensor));
}

/** The document a command without one is about. */
export function documentOf({ panels }: Editor, panel?: OpenPanel): Uri | undefined {
  return (panel ?? panels.current)?.run.subject ?? window.activeTextEditor?.document.uri;
}

/** The steps of choosing a model. */
class ModelDialog {
  readonly #editor: Editor;
  readonly #uri: Uri | undefined;

  constructor(editor: Editor, uri: Uri | undefined) {
    this.#editor = editor;
    this.#uri = uri;
  }

  /** Resolves to what the setting is to hold; to undefined where the user gave up. */
  async ask(): Promise<string | undefined> {
    for (;;) {
      const wanted = await this.#askModel();
      if (wanted === undefined || wanted === BACK) return undefined;
      const answer = await this.#answer(wanted);
      if (answer !== BACK) return answer;
    }
  }

  #askModel(): Promise<Wanted | typeof BACK | undefined> {
    const { engine, settings, recent } = this.#editor;
    const list = {
      recent: recent.all,
      current: settings.model(this.#uri).model,
      offline: settings.hub.offline,
    };
    return ask<Wanted>({
      title: choosingText.chooseModel,
      placeholder: choosingText.modelPlaceholder,
      sections: modelSections({ ...list, local: undefined }),
      load: async (token) => {
        const local = await engine.request(listModels, { places: this.#places }, token);
        return modelSections({ ...list, local });
      },
      typed: (text) =>
        !list.offline && repositoryOf(text) !== undefined
          ? { label: choosingText.typedId(text), value: { kind: "hub", id: text }, last: !text.includes("/") }
          : undefined,
    });
  }

  #answer(wanted: Wanted): Promise<Answer> {
    switch (wanted.kind) {
      case "local":
        return this.#askLocalFile(wanted.model);
      case "hub":
        return this.#askHubFile(wanted.id);
      case "typeId":
        return this.#askId();
      case "folder":
        return this.#askFolder();
      case "file":
        return this.#askFile();
      case "offline":
        return this.#openOfflineSetting();
    }
  }

  /** A model on this machine; which of its files where it has several. */
  async #askLocalFile({ origin, model, name, files }: LocalModel): Promise<Answer> {
    if (origin === "bundled") return "";
    if (files.length <= 1) return this.#settingOf(model);
    const file = await ask<ModelFile>({
      title: choosingText.fileTitle(name),
      placeholder: choosingText.filePlaceholder,
      sections: fileSections(files, undefined, []),
      back: true,
    });
    if (file === undefined || file === BACK) return file;
    return this.#settingOf(path.isAbsolute(model) ? path.join(model, file.file) : `${model}/${file.file}`);
  }

  /** A repository of the hub: which of its files, fetched where it is not here. */
  async #askHubFile(wanted: string): Promise<Answer> {
    const { id: asked, file: named } = repositoryOf(wanted) ?? { id: wanted };
    const repository = { id: asked, local: [] as readonly string[] };
    const file = await ask<ModelFile>({
      title: choosingText.fileTitle(asked),
      placeholder: choosingText.filePlaceholder,
      back: true,
      load: async (token) => {
        const { engine, settings, tokens } = this.#editor;
        const device = settings.model(this.#uri).device.device;
        const params = { id: asked, hub: await tokens.access(), places: this.#places, device };
        const found = await engine.request(readRepository, params, token);
        Object.assign(repository, { id: found.id, local: found.local });
        return fileSections(found.files, named ?? found.best, found.local);
      },
    });
    if (file === undefined || file === BACK) return file;
    if (!file.runs.ok && !(await this.#insists(file.file, file.runs.reason))) return BACK;
    if (repository.local.includes(file.file)) return `${repository.id}/${file.file}`;
    return this.#editor.downloads.fetch(repository.id, file.file, this.#uri);
  }

  async #askId(): Promise<Answer> {
    const id = await askText({
      title: choosingText.chooseModel,
      prompt: choosingText.idPrompt(this.#editor.settings.hub.host),
      placeholder: choosingText.idExample,
      wrong: (text) => {
        const why = wrongId(text);
        return why && choosingText.wrongId[why];
      },
    });
    return id === undefined || id === BACK ? id : this.#askHubFile(id);
  }

  /** A folder of the user's: a model, or a folder of models. */
  async #askFolder(): Promise<Answer> {
    const [folder] =
      (await window.showOpenDialog({
        canSelectFiles: false,
        canSelectFolders: true,
        title: choosingText.openFolder,
      })) ?? [];
    if (!folder) return BACK;
    const places = { ...this.#places, hubCaches: [], folders: [folder.fsPath] };
    const all = await this.#editor.engine.request(listModels, { places });
    const models = all.filter(({ origin }) => origin === "folder");
    const [only] = models;
    // What is wrong with a folder without models is said when its prompts are looked for.
    if (only === undefined) return this.#settingOf(folder.fsPath);
    if (models.length === 1) return this.#askLocalFile(only);
    const model = await ask<LocalModel>({
      title: choosingText.chooseModel,
      placeholder: choosingText.folderPlaceholder,
      sections: [
        {
          label: folder.fsPath,
          choices: models.map((each) => ({ label: each.name, detail: choosingText.localModel(each), value: each })),
        },
      ],
      back: true,
    });
    return model === undefined || model === BACK ? model : this.#askLocalFile(model);
  }

  async #askFile(): Promise<Answer> {
    const filters = { [choosingText.onnxFiles]: ["onnx"] };
    const [file] = (await window.showOpenDialog({ filters, title: choosingText.openFile })) ?? [];
    return file ? this.#settingOf(file.fsPath) : BACK;
  }

  async #openOfflineSetting(): Promise<undefined> {
    await commands.executeCommand("workbench.action.openSettings", "strata.offline");
    return undefined;
  }

  async #insists(file: string, reason: string): Promise<boolean> {
    const question = choosingText.runsNotQuestion(file, reason);
    return (await window.showWarningMessage(question, { modal: true }, choosingText.takeIt)) !== undefined;
  }

  #settingOf(model: string): string {
    return path.isAbsolute(model) ? settingOfPath(model, folderOf(this.#uri)) : model;
  }

  get #places(): ModelPlaces {
    return this.#editor.settings.places(this.#uri);
  }
}
