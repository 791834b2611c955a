import { window, type QuickPickItem, type Uri } from "vscode";
import type { ExtraLayer, LayerRow } from "../protocol/models.ts";
import { poolings } from "../protocol/poolings.ts";
import { declared } from "../strings/declared.ts";
import { choosingText } from "../strings/choosing.ts";
import { shapeText } from "../strings/layerTable.ts";
import { documentOf } from "./chooseModel.ts";
import type { Editor } from "./editor.ts";
import { shortName } from "./modelPaths.ts";
import { ask, BACK, type Choice } from "./quickStep.ts";
import { writeSetting } from "./settingTarget.ts";

/** Asks which tensors of the model to draw beside its hidden states, and writes them into the settings. */
export async function addLayers(editor: Editor): Promise<void> {
  const { layers, settings } = editor;
  const uri = layers.subjectOf(window.activeTextEditor?.document.uri) ?? documentOf(editor);
  const model = settings.model(uri);
  const before = model.layers?.extra ?? [];
  for (;;) {
    const chosen = await pickTensors(shortName(model.model), editor, uri, before);
    if (!chosen) return;
    const extra = await withPoolings(chosen, before);
    if (extra === BACK) continue;
    if (extra) await writeSetting("extraLayers", extra, uri);
    return;
  }
}

interface TensorItem extends QuickPickItem {
  readonly row: LayerRow;
}

async function pickTensors(
  name: string,
  { layers }: Editor,
  uri: Uri | undefined,
  before: readonly ExtraLayer[],
): Promise<readonly LayerRow[] | undefined> {
  const items = layers.table(uri).then(({ others }) =>
    // What has a name of its own, as a query or an attention output, comes before what only the graph names.
    others.toSorted((a, b) => Number(isUnnamed(a)) - Number(isUnnamed(b))).map((row) => itemOf(row, before)),
  );
  const picked = await window.showQuickPick<TensorItem>(items, {
    title: choosingText.addLayers,
    placeHolder: choosingText.addLayersPlaceholder(name),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.map(({ row }) => row);
}

function isUnnamed({ name, tensor }: LayerRow): boolean {
  return tensor.endsWith(name);
}

function itemOf(row: LayerRow, before: readonly ExtraLayer[]): TensorItem {
  return {
    label: row.name,
    description: `${row.operator} ${shapeText(row.shape)}`,
    detail: row.tensor,
    picked: before.some(({ tensor }) => tensor === row.tensor),
    row,
  };
}

/** The chosen tensors as the setting has them; the pooling of each new one is asked, or of the rest at once. */
async function withPoolings(
  rows: readonly LayerRow[],
  before: readonly ExtraLayer[],
): Promise<readonly ExtraLayer[] | typeof BACK | undefined> {
  const kept = before.filter(({ tensor }) => rows.some((row) => row.tensor === tensor));
  const added = rows.filter((row) => !kept.some(({ tensor }) => tensor === row.tensor));
  const extra: ExtraLayer[] = [...kept];
  let ofRest: string | undefined;
  for (const [i, { tensor, name }] of added.entries()) {
    const answer = ofRest === undefined ? await askPooling(name, i, added.length) : { pooling: ofRest, rest: true };
    if (answer === undefined || answer === BACK) return answer;
    const { pooling, rest } = answer;
    if (rest) ofRest = pooling;
    extra.push({ tensor, name, ...(pooling !== AS_OTHERS && { pooling }) });
  }
  return extra;
}

/** No pooling of its own. */
const AS_OTHERS = "";
const choices = [
  { id: AS_OTHERS, label: choosingText.asOthers, how: choosingText.noOwnPooling },
  ...poolings.map(({ id, label, how }) => ({ id, label: declared(label), how: declared(how) })),
];

interface PoolingAnswer {
  readonly pooling: string;
  /** For the layers that are still to be asked too. */
  readonly rest: boolean;
}

function askPooling(name: string, at: number, total: number): Promise<PoolingAnswer | typeof BACK | undefined> {
  const answers = (rest: boolean): readonly Choice<PoolingAnswer>[] =>
    choices.map(({ id, label, how }) => ({ label, description: how, value: { pooling: id, rest } }));
  const left = total - at - 1;
  return ask({
    title: choosingText.poolingTitle(name, at, total),
    placeholder: choosingText.poolingPlaceholder,
    sections: [
      { label: choosingText.forThisLayer(name), choices: answers(false) },
      { label: choosingText.forTheRest(left), choices: left > 0 ? answers(true) : [] },
    ],
    back: true,
  });
}
