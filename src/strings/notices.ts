import * as l10n from "@vscode/l10n";
import { RECORDS_FILE } from "../protocol/bundles.ts";
import type { Notice, NoticeDetails } from "../protocol/models.ts";
import type { PanelCommand } from "../protocol/panel.ts";
import { count, grouped, nounOf } from "../strings.ts";
import { declared } from "./declared.ts";
import { deviceName } from "./deviceNames.ts";
import { layerRange } from "./layerRange.ts";
import { panelText } from "./panel.ts";
import { styleNames } from "./modelStyles.ts";

/** What is said about a notice. */
export interface NoticeWords {
  /** A few words for a line of facts. */
  readonly short: string;
  readonly sentence: string;
  /** The picture is not what one would take it for. */
  readonly warns: boolean;
  /** Where the matter can be changed; `undefined` where that is in the panel itself. */
  readonly command: PanelCommand | undefined;
}

/** A relative difference: `18 %`, `0.4 %`. */
function share(difference: number): string {
  const percent = 100 * difference;
  return percent < 0.1 ? l10n.t("less than 0.1 %") : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

function sentence(reason: string): string {
  return reason.replace(/\.?$/, ".");
}

/** How far a quantized file's states lie from the full-precision file's; `off` where that was measured. */
function distortion(dynamic: boolean, off: string | undefined): string {
  if (off !== undefined)
    return l10n.t("Its states lie {0} from those of the full-precision file, per token on average.", off);
  return dynamic
    ? l10n.t(
        "It distorts the states, typically by 18 % per token as measured on all-MiniLM-L6-v2; the full-precision file is not on this machine to compare.",
      )
    : l10n.t("How far its states lie from the full-precision file's is not known: that file is not on this machine.");
}

const notices: { readonly [C in keyof NoticeDetails]: (detail: NoticeDetails[C]) => NoticeWords } = {
  declaredOutputs: ({ reason }) => ({
    short: l10n.t("declared outputs only"),
    sentence: l10n.t(
      "No layers were found inside the model, so the outputs it declares stand for them: {0}",
      sentence(reason),
    ),
    warns: true,
    command: "showLayers",
  }),
  modulesLeft: ({ modules }) => ({
    short: l10n.t("without {0}", modules.join(", ")),
    sentence: l10n.t(
      "The authors' embedding goes through {0} as well, which no layer shows: the last layer is what goes in.",
      modules.join(", "),
    ),
    warns: true,
    command: "showLayers",
  }),
  poolingUnknown: ({ reason }) => ({
    short: l10n.t("authors' pooling not known"),
    sentence: l10n.t(
      "How the authors pool is not known: {0} The mean of the tokens is taken, without the special ones.",
      sentence(reason),
    ),
    warns: true,
    command: "showLayers",
  }),
  quantized: ({ style, dynamic, difference }) => {
    const stored = style === "other" ? l10n.t("quantized weights") : styleNames[style];
    const name = dynamic ? (style === "uint8" ? l10n.t("dynamic uint8") : l10n.t("dynamic int8")) : stored;
    const off = difference === undefined ? undefined : share(difference);
    return {
      short: off === undefined ? name : l10n.t("{0}, {1} off", name, off),
      sentence: `${l10n.t("The model's file is quantized ({0}).", name)} ${distortion(dynamic, off)}`,
      warns: dynamic,
      command: "chooseModel",
    };
  },
  batching: ({ together }) => ({
    short: together === "single" ? l10n.t("one text at a time") : l10n.t("equal lengths together"),
    sentence:
      together === "single"
        ? l10n.t(
            "Texts that run together change each other's states in this model, so each runs alone. That is slower.",
          )
        : l10n.t("The model reads the padding of shorter texts, so only texts of equally many tokens run together."),
    warns: false,
    command: "chooseModel",
  }),
  fixedSizes: ({ rows, tokens }) => {
    const texts = rows === undefined ? l10n.t("texts") : rows === 1 ? l10n.t("one text") : l10n.t("{0} texts", rows);
    const size = tokens === undefined ? texts : l10n.t("{0} of {1} tokens", texts, tokens);
    return {
      short: l10n.t("made for {0}", size),
      sentence:
        tokens === undefined
          ? l10n.t(
              "The graph is made for {0} at once. Where fewer are left, copies fill the batch, and their states are dropped.",
              size,
            )
          : l10n.t("The graph is made for {0}. Shorter texts are filled up with padding, longer ones are cut.", size),
      warns: false,
      command: "chooseModel",
    };
  },
  deviceRefused: ({ device, reason }) => ({
    short: l10n.t("not on {0}", deviceName(device)),
    sentence: l10n.t("{0} is not used: {1}", deviceName(device), sentence(reason)),
    warns: false,
    command: "chooseDevice",
  }),
  deviceLost: ({ device, reason }) => ({
    short: l10n.t("{0} stopped", deviceName(device)),
    sentence: l10n.t(
      "{0} stopped in the middle of the run: {1} The rest was computed on the CPU.",
      deviceName(device),
      sentence(reason),
    ),
    warns: true,
    command: "chooseDevice",
  }),
  statesWithoutText: ({ rows, points }) => ({
    short: l10n.t("{0} without text", grouped(rows)),
    sentence: l10n.t(
      "The file of states has {0} of {1} that no line of {2} beside it stands for: they are not drawn.",
      grouped(rows),
      count(points, "point"),
      RECORDS_FILE,
    ),
    warns: true,
    command: "showLog",
  }),
  fewRecords: ({ method, parameter, value, more, records, kind }) => ({
    short: l10n.t("few for {0}", declared(method)),
    sentence: l10n.t(
      "{0} with {1} = {2} is made for more than {3}, and there are {4}: who is drawn near whom says little.",
      declared(method),
      panelText.parameter(parameter, undefined),
      value,
      grouped(more),
      count(records, nounOf(kind)),
    ),
    warns: true,
    command: undefined,
  }),
  flatLayers: ({ layers, isSame, kind }) => ({
    short: isSame ? l10n.t("all the same at {0}", layerRange(layers)) : l10n.t("flat at {0}", layerRange(layers)),
    sentence: isSame
      ? kind === "tokens"
        ? l10n.t("At {0} all tokens have the same state: there is nothing to see.", layerRange(layers))
        : l10n.t("At {0} all records have the same state: there is nothing to see.", layerRange(layers))
      : l10n.t(
          "At {0} the states vary in no more directions than are drawn: there is nothing to see beyond what the axes show.",
          layerRange(layers),
        ),
    warns: false,
    command: undefined,
  }),
  notAboveShuffled: ({ layers }) => ({
    short: l10n.t("as if shuffled"),
    sentence: l10n.t(
      "At {0} the picture keeps neighbours hardly better than one of shuffled states does: it shows what single dimensions do, not how they go together. Compare with shuffled to see it.",
      layerRange(layers),
    ),
    warns: true,
    command: undefined,
  }),
};

/** The words for a notice. */
export function noticeWords({ code, detail }: Notice): NoticeWords {
  const words = notices[code] as (detail: Notice["detail"]) => NoticeWords;
  return words(detail);
}
