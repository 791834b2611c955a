import { window, type Uri } from "vscode";
import { editorText } from "../strings/editor.ts";
import { givenText } from "../strings/given.ts";
import { readingText } from "../strings/reading.ts";
import { isEditorsText } from "./documentSource.ts";
import type { Editor } from "./editor.ts";
import type { OpenPanel } from "./panels.ts";
import { ask, BACK, type Choice } from "./quickStep.ts";
import type { ReadingChange } from "./readingChange.ts";
import * as sections from "./readingSections.ts";

/** One pick: what it asks, and what it offers. */
interface ReadingPick {
  readonly title: string;
  readonly placeholder: (file: string) => string;
  readonly sections: (now: sections.ReadNow) => readonly sections.ReadingSection[];
  readonly typed?: (now: sections.ReadNow, text: string) => Choice<ReadingChange> | undefined;
  /** Why there is nothing to choose; undefined where there is. */
  readonly nothing: (now: sections.ReadNow, uri: Uri) => string | undefined;
}

type ReadingCommand = (editor: Editor, panel?: OpenPanel) => Promise<void>;

export const chooseTextField = choosing({
  title: readingText.chooseTextField,
  placeholder: readingText.textFieldPlaceholder,
  sections: sections.textFieldSections,
  typed: sections.typedTextField,
  nothing: (now) => (linesAreTexts(now) ? editorText.noFields : noFields(now)),
});

export const chooseLabelField = choosing({
  title: readingText.chooseLabelField,
  placeholder: readingText.labelFieldPlaceholder,
  sections: sections.labelFieldSections,
  typed: sections.typedLabelField,
  nothing: noFields,
});

export const chooseEncoding = choosing({
  title: readingText.chooseEncoding,
  placeholder: readingText.encodingPlaceholder,
  sections: sections.encodingSections,
  nothing: (_, uri) => (isEditorsText(uri) ? editorText.encodingOfEditor : undefined),
});

export const chooseDialect = choosing({
  title: readingText.chooseDialect,
  placeholder: readingText.dialectPlaceholder,
  sections: sections.dialectSections,
  typed: sections.typedDelimiter,
  nothing: ({ dataset, chosen }) =>
    dataset !== undefined && dataset.reading.dialect === undefined && chosen.dialect === undefined
      ? editorText.noDialect
      : undefined,
});

export const chooseArray = choosing({
  title: readingText.chooseArray,
  placeholder: readingText.arrayPlaceholder,
  sections: sections.arraySections,
  nothing: ({ dataset, chosen }) =>
    dataset !== undefined && dataset.reading.arrays.length < 2 && chosen.array === undefined
      ? editorText.noArrays
      : undefined,
});

export const chooseDataSet = choosing({
  title: givenText.chooseDataSet,
  placeholder: givenText.placeholder,
  sections: sections.dataSetSections,
  nothing: ({ dataset }) =>
    dataset?.given === undefined || dataset.reading.arrays.length < 2 ? givenText.none : undefined,
});

export const chooseTurns = choosing({
  title: readingText.chooseTurns,
  placeholder: readingText.turnsPlaceholder,
  sections: sections.turnSections,
  nothing: ({ dataset, chosen }) =>
    dataset !== undefined && dataset.reading.turns === undefined && chosen.turns === undefined
      ? editorText.noTurns
      : undefined,
});

/** Asks for a part of how a document is read, and reads it so. */
function choosing(pick: ReadingPick): ReadingCommand {
  return async ({ visualizer }, panel) => {
    const { run } = panel ?? (await visualizer.currentPanel()) ?? {};
    if (!run) return;
    const now = { dataset: run.dataset, chosen: run.chosenReading };
    const nothing = pick.nothing(now, run.subject);
    if (nothing !== undefined) {
      await window.showInformationMessage(nothing);
      return;
    }
    const { typed } = pick;
    const change = await ask<ReadingChange>({
      title: pick.title,
      placeholder: pick.placeholder(run.title),
      sections: pick.sections(now),
      ...(typed !== undefined && { typed: (text: string) => typed(now, text) }),
    });
    if (change !== undefined && change !== BACK) await run.chooseReading(change);
  };
}

/** Their only field tells in which section a line stands. */
function linesAreTexts({ dataset, chosen }: sections.ReadNow): boolean {
  return chosen.text === undefined && ["text", "markdown"].includes(dataset?.format ?? "");
}

function noFields({ dataset, chosen }: sections.ReadNow): string | undefined {
  const chose = chosen.text !== undefined || typeof chosen.label === "string";
  return dataset !== undefined && dataset.fields.length === 0 && !chose ? editorText.noFields : undefined;
}
