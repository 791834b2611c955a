import { expect, it } from "vitest";
import { readHubName } from "../../src/model/store/hubNames.ts";
import { suggestions } from "../../src/protocol/suggestions.ts";

it("suggests repositories by their names, each once, the smallest of each kind first", () => {
  const ids = suggestions.map(({ id }) => id);
  expect(ids.filter((id) => readHubName(id)?.id === id && readHubName(id)?.file === undefined)).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  for (const kind of ["embedding", "decoder", "multilingual", "code"] as const) {
    const sizes = suggestions.filter((suggestion) => suggestion.kind === kind).map(({ parameters }) => parameters);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  }
});
