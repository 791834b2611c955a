import type { DrawingChoice } from "./engine.ts";
import type { SavedView } from "./panel.ts";
import type { ReadingChoice } from "./reading.ts";
import { pictureSettingsSchema } from "./pictureSettingsSchema.ts";
import { conforming, type SchemaFault } from "./schema.ts";

/** What the name of a file of picture settings ends with. */
export const PICTURE_SETTINGS = ".strata.json";

/** What a newer version of the product writes may have another meaning: it is read as far as it is known. */
export const SETTINGS_VERSION = 1;

/** How a model reads the texts: the values of the settings `strata.NAME`. */
export interface ModelSettings {
  readonly model?: string;
  readonly pooling?: string;
  readonly specialTokens?: string;
  readonly maxTokens?: number;
  readonly prompt?: string;
  readonly layers?: string;
  readonly extraLayers?: readonly unknown[];
  readonly layerPooling?: Readonly<Record<string, string>>;
}

/** What of the settings a folder that is not trusted cannot choose, as it is there. */
const untrusted = { model: "", prompt: "", layers: "", extraLayers: [], layerPooling: {} } as const;

/**
 * What makes a picture, also where it is the default: others have other settings. What was chosen wins over the user's own
 * settings.
 */
export function wholeModel(
  chosen: ModelSettings,
  own: Required<ModelSettings>,
  isTrusted: boolean,
): Required<ModelSettings> {
  return { ...own, ...chosen, ...(!isTrusted && untrusted) };
}

/** The part of a view that is not of the file and its model. */
export type PictureView = Omit<SavedView, "uri" | "reading" | "drawing" | "bundle" | "model" | "like" | "pictures">;

/** All that makes a picture, as a file beside the one that is drawn: whoever opens it sees the same. */
export interface PictureSettings {
  readonly version: number;
  /** The drawn file, relative to the settings' own folder, with forward slashes. */
  readonly file: string;
  /** A file of states that is drawn in place of a model's, likewise. */
  readonly states?: string;
  readonly reading?: ReadingChoice;
  readonly model?: ModelSettings;
  readonly drawing?: DrawingChoice;
  readonly view?: PictureView;
}

/** The settings of a view; whatever a view keeps comes along. */
export function pictureSettingsOf(
  saved: SavedView,
  {
    file,
    states,
    model,
  }: { readonly file: string; readonly states: string | undefined; readonly model: ModelSettings },
): PictureSettings {
  const { reading = {}, drawing, ...rest } = saved;
  const view: { -readonly [Part in keyof SavedView]?: SavedView[Part] } = { ...rest };
  delete view.uri;
  delete view.bundle;
  delete view.model;
  delete view.like;
  delete view.pictures;
  const chosen: { -readonly [Part in keyof ReadingChoice]: ReadingChoice[Part] } = { ...reading };
  // These two follow from where the file stands, and are no choice of the user's.
  delete chosen.preferred;
  delete chosen.blankTexts;
  return {
    version: SETTINGS_VERSION,
    file,
    ...(states !== undefined && { states }),
    ...(Object.keys(chosen).length > 0 && { reading: chosen }),
    ...(Object.keys(model).length > 0 && states === undefined && { model }),
    // The axes of another picture are a place on this machine.
    ...(drawing !== undefined && { drawing: { projection: drawing.projection, dimensions: drawing.dimensions } }),
    view,
  };
}

/** As the file holds them. */
export function writePictureSettings(settings: PictureSettings): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/**
 * What a file holds, as far as it is known and valid; the rest is named. No settings where it is no JSON, or does not say
 * of which file it is. Throws a `SyntaxError` where it is no JSON.
 */
export function readPictureSettings(text: string): {
  readonly settings: PictureSettings | undefined;
  readonly faults: readonly SchemaFault[];
} {
  const { value, faults } = conforming(pictureSettingsSchema, JSON.parse(text) as unknown);
  return { settings: value as PictureSettings | undefined, faults };
}
