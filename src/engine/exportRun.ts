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

/** What the exporters draw from, for a run whose records are all computed. */
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
    moved: recordMajor(await moved.ofRange(run.states, 0, run.states.records), run.states, 1),
    tokens: Uint32Array.from(run.rows, (row) => run.cache.facts(row).tokens),
  };
  return { dataset: run.dataset, states: run.states, page, panel };
}

async function neighboursOf(run: Run, algebra: Algebra): Promise<PageData["neighbours"]> {
  if (run.dataset.records > NEIGHBOURS_UP_TO) return undefined;
  const { count, records, distances } = await neighbours.ofAll(run.states, { k: NEIGHBOURS }, algebra);
  return {
    k: count,
    indices: recordMajor(records, run.states, count),
    distances: recordMajor(distances, run.states, count),
  };
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
