import { expect, it } from "vitest";
import { rawStates } from "../../../src/model/tap/rawStates.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyModel } from "../toyModel.ts";

const folder = tempFolder();

it.each(["tokens batch hidden", "batch hidden tokens"] as const)(
  "%s is told apart where there are as many texts as tokens",
  async (layout) => {
    const given = { input_ids: { dims: [8, 8], data: Array.from({ length: 64 }, (_, index) => index % 50) } };
    const statesOf = async (name: string, model: Uint8Array) => {
      const file = write(folder, name, model);
      return [...(await rawStates({ folder, file }, given)).states];
    };
    const plain = await statesOf("plain.onnx", toyModel());
    const turned = await statesOf("turned.onnx", toyModel({ layout }));
    expect(turned.map(([name]) => name)).toEqual(["layer.0", "layer.1", "layer.2", "raw.2"]);
    turned.forEach(([, { data }], layer) => {
      const expected = plain[layer]?.[1].data ?? new Float32Array();
      expect(data.length).toBe(8 * 8 * 8);
      data.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 3));
    });
  },
);
