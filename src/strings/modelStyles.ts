import * as l10n from "@vscode/l10n";
import type { ModelStyle } from "../protocol/models.ts";

/** How a file's weights are stored, in words. */
export const styleNames: Readonly<Record<ModelStyle, string>> = {
  fp32: l10n.t("full precision"),
  fp16: l10n.t("half precision"),
  int8: l10n.t("dynamic int8 (distorts the states)"),
  uint8: l10n.t("dynamic uint8 (distorts the states)"),
  quantized: l10n.t("dynamic int8 (distorts the states)"),
  q4: l10n.t("4-bit weights"),
  q4f16: l10n.t("4-bit weights, half precision"),
  bnb4: l10n.t("4-bit weights (bitsandbytes)"),
  q2: l10n.t("2-bit weights"),
  q1: l10n.t("1-bit weights"),
  other: l10n.t("as exported"),
};
