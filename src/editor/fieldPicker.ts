import path from "node:path";
import { QuickPickItemKind, window, type QuickPickItem } from "vscode";
import type { DatasetInfo, Field } from "../protocol/engine.ts";
import { editorText } from "../strings/editor.ts";

interface FieldItem extends QuickPickItem {
  /** `null` stands for no field. */
  readonly field?: string | null;
}

/** Labels are few: a field with more values than this is listed apart. */
const MANY_VALUES = 50;

/** Asks for the field with the text; undefined where the user changed nothing. */
export async function pickTextField(dataset: DatasetInfo): Promise<string | undefined> {
  const isText = ({ kind }: Field): boolean => kind === "string" || kind === "mixed";
  const items = [
    ...group(dataset, editorText.fieldsOfText, isText, dataset.textField),
    ...group(dataset, editorText.otherFields, (field) => !isText(field), dataset.textField),
  ];
  return (await pick(items, editorText.chooseTextField(path.basename(dataset.path)))) ?? undefined;
}

/** Asks for the field that colours the points; `null` for none, undefined where the user changed nothing. */
export async function pickLabelField(dataset: DatasetInfo): Promise<string | null | undefined> {
  const isText = ({ name }: Field): boolean => name === dataset.textField;
  const hasFew = ({ distinct }: Field): boolean => distinct <= MANY_VALUES;
  const items = [
    { label: editorText.noLabel, detail: editorText.noLabelDetail, field: null },
    ...group(dataset, editorText.fieldsOfFewValues, (field) => hasFew(field) && !isText(field), dataset.labelField),
    ...group(dataset, editorText.otherFields, (field) => !hasFew(field) && !isText(field), dataset.labelField),
  ];
  return pick(items, editorText.chooseLabelField(path.basename(dataset.path)));
}

function group(
  { fields, records }: DatasetInfo,
  label: string,
  belongs: (field: Field) => boolean,
  current: string | undefined,
): FieldItem[] {
  const items = fields.filter(belongs).map((field) => ({
    label: field.name,
    description: field.name === current ? editorText.currentField : "",
    detail: editorText.fieldStatistics(field, records),
    field: field.name,
  }));
  return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...items];
}

async function pick(items: readonly FieldItem[], placeHolder: string): Promise<string | null | undefined> {
  return (await window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.field;
}
