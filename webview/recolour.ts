import type { DatasetInfo } from "../src/protocol/engine.ts";
import type { Categories, Look } from "./categories.ts";
import { categoriesOfValues, ownCategories, possible, type ColourSources } from "./colouring.ts";
import { memoLast } from "./memo.ts";
import { layerCount, litLayer, readSharedPlaces, type State } from "./state.ts";

/**
 * Gives the points the colours that are chosen, whatever else changed; the same state back where they have them. While
 * what they are by is not known yet they keep those they have, of another data set those of the label.
 */
export function recolour(state: State): State {
  const { shown, view } = state;
  if (shown === undefined) return state;
  const categories = withLooks(categoriesOf(state, shown.dataset), view.looks);
  return categories === shown.categories ? state : { ...state, shown: { ...shown, categories } };
}

function categoriesOf(state: State, dataset: DatasetInfo): Categories {
  const { view, search, colourValues, info } = state;
  const sources: ColourSources = {
    dataset,
    places: view.places,
    shared: readSharedPlaces(info),
    layer: litLayer(state),
    layers: layerCount(state),
    hits: search.hits,
    pins: view.pins,
    tasks: info?.tasks ?? [],
    page: info?.page,
  };
  const colouring = possible(view.colouring, sources);
  const values = colourValues.find(({ run }) => run === dataset.run);
  const known =
    ownCategories(colouring, sources) ?? (values === undefined ? undefined : categoriesOfValues(values, sources));
  // What has no labels is coloured by line: that needs nothing.
  return known ?? ownCategories(possible({ kind: "label" }, sources), sources) ?? NOTHING;
}

const NOTHING: Categories = { list: [], of: new Uint8Array(), merged: 0, places: new Map() };

const withLooks = memoLast((categories: Categories, looks: ReadonlyMap<string, Partial<Look>>): Categories => {
  if (!categories.list.some(({ key }) => looks.has(key))) return categories;
  const list = categories.list.map((category) => {
    const look = looks.get(category.key);
    return look === undefined ? category : { ...category, look };
  });
  return { ...categories, list };
});
