import { moved } from "../analysis/moved.ts";
import { neighbours } from "../analysis/neighbours.ts";
import type { ExportInput } from "../export/index.ts";
import type { Algebra } from "../projection/algebra.ts";
import type { LayerStates } from "../projection/layerStates.ts";
import type { PageData } from "../protocol/panel.ts";
import { datasetInfo, pictureOf, type Run } from "./run.ts";

/** Records up to which a page holds everyone's neighbours: beyond, it would grow by megabytes. */
const NEIGHBOURS_UP_TO = 2000;
const NEIGHBOURS = 10;
/** UTF-16 units of a text on a page. */
const TEXT_LENGTH = 1000;

/** What the exporters draw from. Records without states have NaN in their place, and no neighbours. */
export async function exportInput(
  run: Run,
  algebra: Algebra,
  file: string,
  panel: ExportInput["panel"],
): Promise<ExportInput> {
  const page: PageData = {
    info: { file, model: run.result.model, device: run.result.device, separation: 5 },
    dataset: datasetInfo(run.id, run.dataset),
    picture: pictureOf(run),
    result: run.result,
    texts: run.dataset.texts.map((text) => (text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text)),
    neighbours: await neighboursOf(run, algebra),
    moved: everyRecord(run, recordMajor(await moved.ofRange(run.states, 0, run.states.records), run.states, 1), NaN),
    tokens: Uint32Array.from(run.rows, (row) => (row === -1 ? 0 : run.cache.facts(row).tokens)),
  };
  return { dataset: run.dataset, states: statesOfAll(run), page, panel };
}

async function neighboursOf(run: Run, algebra: Algebra): Promise<PageData["neighbours"]> {
  if (run.dataset.records > NEIGHBOURS_UP_TO) return undefined;
  const { count, records, distances } = await neighbours.ofAll(run.states, { k: NEIGHBOURS }, algebra);
  const indices = recordMajor(records, run.states, count).map((index) => run.drawn[index] ?? 0);
  return {
    k: count,
    indices: everyRecord(run, indices, 0),
    distances: everyRecord(run, recordMajor(distances, run.states, count), NaN),
  };
}

/** Spreads what the drawn records have over all records; the others get `none`. */
function everyRecord<A extends Float32Array | Uint32Array>({ drawn, dataset }: Run, values: A, none: number): A {
  const { records } = dataset;
  if (drawn.length === records) return values;
  const each = values.length / drawn.length;
  const Kind = values.constructor as new (length: number) => A;
  const spread = new Kind(each * records).fill(none) as A;
  drawn.forEach((record, index) => spread.set(values.subarray(index * each, (index + 1) * each), record * each));
  return spread;
}

/** The states in the order of the file, one row for every record. */
function statesOfAll({ drawn, dataset, states }: Run): LayerStates {
  if (drawn.length === dataset.records) return states;
  const { widths, spaces } = states;
  const readBy = (reader: Pick<LayerStates, "read">) => async (layer: number, from: number, to: number) => {
    const width = widths[layer] ?? 0;
    const rows = new Float32Array((to - from) * width).fill(NaN);
    const first = drawn.findIndex((record) => record >= from);
    const wanted = drawn.filter((record) => record >= from && record < to);
    if (wanted.length === 0) return rows;
    const found = await reader.read(layer, first, first + wanted.length);
    wanted.forEach((record, row) => rows.set(found.subarray(row * width, (row + 1) * width), (record - from) * width));
    return rows;
  };
  const cursor = () => {
    const own = states.cursor();
    return { read: readBy(own), close: () => own.close() };
  };
  return { widths, spaces, records: dataset.records, read: readBy(states), cursor };
}

/** `[layers × records × k]` as `[records × layers × k]`: a page reads one record at a time. */
function recordMajor<A extends Float32Array | Uint32Array>(values: A, { widths, records }: LayerStates, k: number): A {
  const layers = widths.length;
  const turned = values.slice() as A;
  for (let layer = 0; layer < layers; layer++) {
    for (let record = 0; record < records; record++) {
      const from = (layer * records + record) * k;
      turned.set(values.subarray(from, from + k), (record * layers + layer) * k);
    }
  }
  return turned;
}
