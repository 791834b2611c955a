/** What the `layers-travel` page reads of its file, and what would go wrong there; empty where it draws everything. */
export function pageSchema(file: unknown): readonly string[] {
  if (!isRecord(file)) return ["the file is no object of data sets"];
  // With several names at the top the page fills its list with them: a data set by itself is not told from several.
  const sets = Object.entries(file);
  return sets.length === 0 ? ["there is no data set"] : sets.flatMap(([name, set]) => setFaults(name, set));
}

function setFaults(name: string, set: unknown): readonly string[] {
  if (!isRecord(set)) return [`${name} is no object`];
  const { dataset_name: title, description, total_items: total, num_layers: count, categories, layers } = set;
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(`${name}: ${fault}`);
  };
  expect(typeof title === "string", "dataset_name is no text");
  expect(typeof description === "string", "description is no text");
  expect(Array.isArray(categories) && categories.every((each) => typeof each === "string"), "categories are no texts");
  expect(isRecord(layers), "layers is no object");
  if (!isRecord(layers) || !Array.isArray(categories)) return faults;
  expect(Object.keys(layers).length === count, "num_layers is not their number");
  expect(
    Object.keys(layers).every((key) => String(parseInt(key, 10)) === key),
    "a layer's name is no number",
  );
  for (const [key, layer] of Object.entries(layers)) {
    const items: unknown = isRecord(layer) ? layer["items"] : undefined;
    if (!Array.isArray(items)) {
      expect(false, `layer ${key} has no items`);
      continue;
    }
    expect(items.length === total, `layer ${key} has ${items.length} of ${String(total)} items`);
    for (const item of items as unknown[]) {
      const { text, category, pca_coordinates: place } = isRecord(item) ? item : {};
      expect(typeof text === "string", `an item of layer ${key} has no text`);
      // Items of other categories are not drawn.
      expect(categories.includes(category), `an item of layer ${key} is of no listed category`);
      expect(isRecord(place) && isFinite(place["x"]) && isFinite(place["y"]), `an item of layer ${key} has no place`);
    }
  }
  return faults;
}

function isFinite(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
