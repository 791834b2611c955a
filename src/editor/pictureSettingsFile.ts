import { realpath } from "node:fs/promises";
import path from "node:path";
import { FileType, Uri, window, workspace } from "vscode";
import { climbsByBackslash } from "../protocol/namedPath.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import {
  PICTURE_SETTINGS,
  pictureSettingsOf,
  readPictureSettings,
  SETTINGS_VERSION,
  writePictureSettings,
  type PictureSettings,
} from "../protocol/pictureSettings.ts";
import { exportText } from "../strings/exporting.ts";
import { documentOf } from "./bundleDocument.ts";
import type { DocumentChoices } from "./documentRun.ts";
import type { Editor } from "./editor.ts";
import type { OpenPanel } from "./panels.ts";
import { askWhere, baseNameOf, sayWritten } from "./savedFile.ts";

/** Saves all that makes a picture as a file beside the one that is drawn. */
export async function savePictureSettings({ settings, visualizer }: Editor, panel?: OpenPanel): Promise<void> {
  const open = panel ?? (await visualizer.currentPanel());
  if (open === undefined) return;
  const { run, view } = open;
  const { saved } = await view.shownView();
  if (saved === undefined || run.input.kind !== "document" || run.uri.scheme === "untitled") {
    await window.showInformationMessage(exportText.settingsOfDisk);
    return;
  }
  const target = await askWhere(run, `${baseNameOf(run)}${PICTURE_SETTINGS}`, exportText.settings);
  if (target === undefined) return;
  const file = relativeTo(target, run.uri);
  const states = run.bundle === undefined ? undefined : relativeTo(target, Uri.file(run.bundle));
  if (!mayName(target, run.uri)) {
    await window.showErrorMessage(exportText.settingsOutside(path.posix.basename(run.uri.path)));
    return;
  }
  const isGiven = run.dataset?.given !== undefined;
  const model = isGiven ? {} : settings.modelSettings(run.uri, run.modelSettings);
  const written = writePictureSettings(pictureSettingsOf(saved, { file, states, model }));
  await workspace.fs.writeFile(target, Buffer.from(written));
  void sayWritten(target);
}

/** Whether a resource is a file of picture settings, by its name. */
export function isPictureSettings(uri: Uri): boolean {
  return uri.path.toLowerCase().endsWith(PICTURE_SETTINGS);
}

/** What a file of picture settings says: the file it draws, and how. */
export interface SettledPicture {
  /** What the file of settings is called. */
  readonly name: string;
  readonly uri: Uri;
  readonly chosen: DocumentChoices;
  readonly view: PictureSettings["view"];
}

/**
 * Reads a file of picture settings; what is not used of it is said. Throws `settingsFileNotReadable` where it does not say
 * which file it draws, or one that it may not.
 */
export async function openPictureSettings(resource: Uri): Promise<SettledPicture> {
  const name = path.posix.basename(resource.path);
  const { settings, faults } = await read(resource);
  if (settings === undefined) throw notReadable(resource, faults.map(exportText.fault).join("; "));
  const { file, states, reading, model, drawing, view, version } = settings;
  const said = [
    ...(faults.length > 0 ? [exportText.faults(name, faults)] : []),
    ...(version > SETTINGS_VERSION ? [exportText.newer(version)] : []),
    ...(model !== undefined && !workspace.isTrusted ? [exportText.untrusted] : []),
  ];
  for (const words of said) void window.showWarningMessage(words);
  return {
    name,
    uri: await placeOf(resource, file),
    chosen: {
      ...(reading && { reading }),
      ...(drawing && { drawing }),
      ...(model && { model }),
      ...(states !== undefined && { bundle: (await placeOf(resource, states)).fsPath }),
    },
    view,
  };
}

async function read(resource: Uri): Promise<ReturnType<typeof readPictureSettings>> {
  try {
    const open = workspace.textDocuments.find(({ uri }) => uri.toString() === resource.toString());
    const text = open?.getText() ?? Buffer.from(await workspace.fs.readFile(resource)).toString("utf8");
    return readPictureSettings(text);
  } catch (error) {
    throw notReadable(resource, reasonOf(error));
  }
}

/** A file by its path in the settings. Throws `settingsFileNotReadable` where that leaves the folder. */
async function placeOf(resource: Uri, relative: string): Promise<Uri> {
  const place = Uri.joinPath(resource, "..", relative);
  const isRelative = relative !== "" && !path.posix.isAbsolute(relative) && !path.win32.isAbsolute(relative);
  const isNamed = isRelative && !climbsByBackslash(relative) && mayName(resource, place);
  // States are drawn with the texts beside them.
  const leads = [place, documentOf(place).uri].map((each) => isLinkedAway(resource, each));
  if (!isNamed || (!workspace.isTrusted && (await Promise.all(leads)).includes(true)))
    throw notReadable(resource, exportText.leaves(relative));
  if (place.toString() === resource.toString()) throw notReadable(resource, exportText.isItself(relative));
  if (await isFolder(place)) throw notReadable(resource, exportText.isFolder(relative));
  return place;
}

async function isFolder(place: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(place)).type & FileType.Directory) !== 0;
  } catch {
    // What is not there is said by whoever reads it.
    return false;
  }
}

/** Settings may name what is in their own folder, or in their workspace folder. */
function mayName(settings: Uri, file: Uri): boolean {
  const folder = folderOf(settings);
  const isNear = folder.scheme === file.scheme && folder.authority === file.authority;
  return isNear && isInside(path.posix.relative(folder.path, file.path));
}

/** Whether a file that settings may name is a link to one that they may not. */
async function isLinkedAway(settings: Uri, file: Uri): Promise<boolean> {
  if (file.scheme !== "file") return false;
  try {
    const [folder, real] = await Promise.all([realpath(folderOf(settings).fsPath), realpath(file.fsPath)]);
    const relative = path.relative(folder, real);
    // Another drive has no way from this one.
    return path.isAbsolute(relative) || !isInside(relative.replaceAll(path.sep, "/"));
  } catch (error) {
    // What is not there is said by whoever reads it; what cannot be told may be a link.
    return !(error instanceof Error && "code" in error && error.code === "ENOENT");
  }
}

function folderOf(settings: Uri): Uri {
  return workspace.getWorkspaceFolder(settings)?.uri ?? Uri.joinPath(settings, "..");
}

function isInside(relative: string): boolean {
  return relative !== "" && !path.posix.isAbsolute(relative) && !/^\.\.(\/|$)/.test(relative);
}

function relativeTo(settings: Uri, file: Uri): string {
  return path.posix.relative(path.posix.dirname(settings.path), file.path);
}

function notReadable(file: Uri, reason: string): StrataError {
  return new StrataError("settingsFileNotReadable", { path: workspace.asRelativePath(file), reason });
}
