import type { ReadingChoice } from "./reading.ts";

/** The file of the points' texts, beside a file of states. */
export const RECORDS_FILE = "records.jsonl";

/** How that file is read. */
export const bundleReading: ReadingChoice = {
  text: "text",
  preferred: { label: "label", labelOrNone: true },
  blankTexts: true,
};

/** What the name of a file of states ends with. */
export const BUNDLE_EXTENSION = ".safetensors";
