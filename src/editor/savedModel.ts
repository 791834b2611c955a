import type { ModelSettings } from "../protocol/pictureSettings.ts";
import { modelSchema } from "../protocol/pictureSettingsSchema.ts";
import { conforming } from "../protocol/schema.ts";

/** Settings of a model that were kept as JSON; what is of another form than today's is passed over. */
export function savedModel(saved: unknown): { readonly model?: ModelSettings } {
  if (saved === undefined) return {};
  const { value } = conforming(modelSchema, saved);
  return value === undefined ? {} : { model: value as ModelSettings };
}
