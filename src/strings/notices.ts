import { RECORDS_FILE } from "../protocol/bundles.ts";
import type { Notice, NoticeDetails } from "../protocol/models.ts";
import type { PanelCommand } from "../protocol/panel.ts";
import { count, grouped } from "../strings.ts";
import { deviceName } from "./deviceNames.ts";
import { styleNames } from "./modelStyles.ts";

/** What is said about a notice. */
export interface NoticeWords {
  /** A few words for a line of facts. */
  readonly short: string;
  readonly sentence: string;
  /** The picture is not what one would take it for. */
  readonly warns: boolean;
  /** Where the matter can be changed. */
  readonly command: PanelCommand;
}

/** A relative difference: `18 %`, `0.4 %`. */
function share(difference: number): string {
  const percent = 100 * difference;
  return percent < 0.1 ? "less than 0.1 %" : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

function sentence(reason: string): string {
  return reason.replace(/\.?$/, ".");
}

const notices: { readonly [C in keyof NoticeDetails]: (detail: NoticeDetails[C]) => NoticeWords } = {
  declaredOutputs: ({ reason }) => ({
    short: "declared outputs only",
    sentence: `No layers were found inside the model, so the outputs it declares stand for them: ${sentence(reason)}`,
    warns: true,
    command: "showLayers",
  }),
  modulesLeft: ({ modules }) => ({
    short: `without ${modules.join(", ")}`,
    sentence: `The authors' embedding goes through ${modules.join(", ")} as well, which no layer shows: the last layer is what goes in.`,
    warns: true,
    command: "showLayers",
  }),
  poolingUnknown: ({ reason }) => ({
    short: "authors' pooling not known",
    sentence: `How the authors pool is not known: ${sentence(reason)} The mean of the tokens is taken, without the special ones.`,
    warns: true,
    command: "showLayers",
  }),
  quantized: ({ style, dynamic, difference }) => {
    const stored = style === "other" ? "quantized weights" : styleNames[style];
    const name = dynamic ? (style === "uint8" ? "dynamic uint8" : "dynamic int8") : stored;
    const measured =
      difference === undefined
        ? ""
        : `Its states lie ${share(difference)} from those of the full-precision file, per token on average.`;
    const typical =
      "It distorts the states, typically by 18 % per token as measured on all-MiniLM-L6-v2; the full-precision file is not on this machine to compare.";
    const known =
      "How far its states lie from the full-precision file's is not known: that file is not on this machine.";
    return {
      short: difference === undefined ? name : `${name}, ${share(difference)} off`,
      sentence: `The model's file is quantized (${name}). ${measured || (dynamic ? typical : known)}`,
      warns: dynamic,
      command: "chooseModel",
    };
  },
  batching: ({ together }) => ({
    short: together === "single" ? "one text at a time" : "equal lengths together",
    sentence:
      together === "single"
        ? "Texts that run together change each other's states in this model, so each runs alone. That is slower."
        : "The model reads the padding of shorter texts, so only texts of equally many tokens run together.",
    warns: false,
    command: "chooseModel",
  }),
  fixedSizes: ({ rows, tokens }) => {
    const texts = rows === undefined ? "texts" : rows === 1 ? "one text" : `${rows} texts`;
    const size = tokens === undefined ? texts : `${texts} of ${tokens} tokens`;
    return {
      short: `made for ${size}`,
      sentence:
        tokens === undefined
          ? `The graph is made for ${size} at once. Where fewer are left, copies fill the batch, and their states are dropped.`
          : `The graph is made for ${size}. Shorter texts are filled up with padding, longer ones are cut.`,
      warns: false,
      command: "chooseModel",
    };
  },
  deviceRefused: ({ device, reason }) => ({
    short: `not on ${deviceName(device)}`,
    sentence: `${deviceName(device)} is not used: ${sentence(reason)}`,
    warns: false,
    command: "chooseDevice",
  }),
  deviceLost: ({ device, reason }) => ({
    short: `${deviceName(device)} stopped`,
    sentence: `${deviceName(device)} stopped in the middle of the run: ${sentence(reason)} The rest was computed on the CPU.`,
    warns: true,
    command: "chooseDevice",
  }),
  statesWithoutText: ({ rows, points }) => ({
    short: `${grouped(rows)} without text`,
    sentence: `The file of states has ${grouped(rows)} of ${count(points, "point")} that no line of ${RECORDS_FILE} beside it stands for: they are not drawn.`,
    warns: true,
    command: "showLog",
  }),
};

/** The words for a notice. */
export function noticeWords({ code, detail }: Notice): NoticeWords {
  const words = notices[code] as (detail: Notice["detail"]) => NoticeWords;
  return words(detail);
}
