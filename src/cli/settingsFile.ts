import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { climbsByBackslash } from "../protocol/namedPath.ts";
import { flagOf } from "../protocol/flags.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import {
  PICTURE_SETTINGS,
  readPictureSettings,
  type ModelSettings,
  type PictureSettings,
} from "../protocol/pictureSettings.ts";
import type { TaskInfo } from "../protocol/tasks.ts";
import { exportText } from "../strings/exporting.ts";

/** A file of picture settings, and the files it names, absolute. */
export interface SettledFile {
  readonly settings: PictureSettings;
  /** What is to be drawn: the file, or its states. */
  readonly drawn: string;
  /** What of the settings is not used, in words. */
  readonly said: readonly string[];
}

/** Whether a file is one of picture settings, by its name. */
export function isPictureSettings(file: string): boolean {
  return file.toLowerCase().endsWith(PICTURE_SETTINGS);
}

/**
 * Reads a file of picture settings. It names files in its own folder or below `folder`, where the command runs. Throws
 * `settingsFileNotReadable`.
 */
export async function readSettingsFile(file: string, folder: string): Promise<SettledFile> {
  const refuse = (reason: string, cause?: unknown): StrataError =>
    new StrataError("settingsFileNotReadable", { path: file, reason }, { cause });
  let read: ReturnType<typeof readPictureSettings>;
  try {
    read = readPictureSettings(await readFile(file, "utf8"));
  } catch (error) {
    throw refuse(reasonOf(error), error);
  }
  const { settings, faults } = read;
  if (settings === undefined) throw refuse(faults.map(exportText.fault).join("; "));
  const placeOf = async (named: string): Promise<string> => {
    const place = path.resolve(path.dirname(file), named);
    const isInside = [path.dirname(file), folder].some((home) => isBelow(home, place));
    const isAbsolute = path.posix.isAbsolute(named) || path.win32.isAbsolute(named);
    if (isAbsolute || climbsByBackslash(named) || !isInside) throw refuse(exportText.leaves(named));
    if (place === path.resolve(file)) throw refuse(exportText.isItself(named));
    // What is not there is said by whoever reads it.
    if ((await stat(place).catch(() => undefined))?.isDirectory() === true) throw refuse(exportText.isFolder(named));
    return place;
  };
  const drawn = await placeOf(settings.file);
  const states = settings.states === undefined ? undefined : await placeOf(settings.states);
  const said = faults.length > 0 ? [exportText.faults(path.basename(file), faults)] : [];
  return { settings, drawn: states ?? drawn, said };
}

/**
 * What the settings say as the words of the command line, but for the reading. Of the values, those that are parameters of
 * one of the `projections`: no other option can be given by a name among them.
 */
export function settingsWords({ model = {}, drawing, states }: PictureSettings, projections: readonly TaskInfo[]) {
  const known = new Set(projections.flatMap(({ parameters }) => Object.keys(parameters)));
  const values = Object.entries(drawing?.projection.values ?? {})
    .filter(([name]) => known.has(name))
    .map(([name, value]) => [flagOf(name), String(value)]);
  return {
    ...(states === undefined && modelWords(model)),
    ...(drawing && { projection: drawing.projection.id, dimensions: String(drawing.dimensions) }),
    ...(Object.fromEntries(values) as Readonly<Record<string, string>>),
  };
}

/** Modules are code: only the command line itself names them. */
function modelWords({ model, pooling, maxTokens, layers, layerPooling }: ModelSettings) {
  const isModule = (name: string): boolean => /\.m?js$/i.test(name);
  const own = Object.entries(layerPooling ?? {}).filter(([, name]) => !isModule(name));
  return {
    ...(model !== undefined && model !== "" && { model }),
    ...(pooling !== undefined && !isModule(pooling) && { pooling }),
    ...(maxTokens !== undefined && maxTokens > 0 && { "max-tokens": String(maxTokens) }),
    ...(layers !== undefined && layers !== "" && { layers }),
    ...(own.length > 0 && { "layer-pooling": own.map(([layer, name]) => `${layer}=${name}`) }),
  };
}

function isBelow(home: string, place: string): boolean {
  const inside = path.relative(home, place);
  return inside !== "" && !path.isAbsolute(inside) && inside.split(path.sep)[0] !== "..";
}
