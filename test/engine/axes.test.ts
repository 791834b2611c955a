import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import type { EngineListener } from "../../src/engine/engineListener.ts";
import { standardTables } from "../../src/engine/tasks.ts";
import { encodeReducer, type Reducer } from "../../src/projection/reducer.ts";
import { StackFit } from "../../src/projection/stackFit.ts";
import type { DrawingChoice, Picture } from "../../src/protocol/engine.ts";
import { toFailure } from "../../src/protocol/errors.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { nearestPlace } from "../projection/nearestPlace.ts";
import { paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const { signal } = new AbortController();
const nothing = () => undefined;
const texts = Array.from({ length: 60 }, (_, i) => `w${i % 40} w${(7 * i) % 40} w${(3 * i + 1) % 40}`);

describe("a file in the axes of another", { timeout: 60_000 }, () => {
  let folder = "";
  let engine: Engine;
  const pictures: Picture[] = [];

  beforeAll(() => {
    folder = scratchFolder();
    const listener: EngineListener = {
      ...{ datasetRead: nothing, progressed: nothing, downloadProgressed: nothing, warned: nothing },
      ...{ taskProgressed: nothing, pictureDrawn: (picture) => void pictures.push(picture) },
    };
    const tables = { ...standardTables, projections: [...standardTables.projections, nearestPlace] };
    engine = new Engine({ probe: "", listener, tables });
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function draw(
    name: string,
    lines: readonly string[],
    drawing?: DrawingChoice,
    model = "toy",
  ): Promise<Picture> {
    const file = writeText(folder, name, lines.join("\n"));
    const chosen = { model: toyFolder(path.join(folder, model)), pooling: "mean" };
    await engine.visualize({ ...paramsFor(file, folder, { model: chosen }), ...(drawing && { drawing }) }, signal);
    const picture = pictures.at(-1);
    if (picture === undefined) throw new Error("nothing was drawn");
    return picture;
  }
  const at = ({ coordinates, dimensions, points, layers }: Picture, point: number): number[] =>
    layers.flatMap((_, layer) => {
      const from = (layer * points + point) * dimensions;
      return [...coordinates.subarray(from, from + dimensions)];
    });
  const failed = (work: Promise<unknown>) => work.then(nothing, toFailure);
  const own = (dimensions: 2 | 3, values = {}): DrawingChoice => ({ projection: { id: "pca", values }, dimensions });

  it.each([
    ["two axes", own(2)],
    ["three axes", own(3)],
    ["shared axes of standardised states", own(2, { basis: "all", standardise: "yes" })],
  ])("has every text where the other has it: %s", async (_, drawing) => {
    const first = await draw("first.txt", texts.slice(0, 40), drawing);
    const axes = await engine.axesOfRun(first.run);
    expect(axes).toMatchObject({ dimensions: drawing.dimensions, axes: { name: "first.txt" } });
    const second = await draw("second.txt", texts.slice(20), { ...axes });
    expect(second.dimensions).toBe(drawing.dimensions);
    for (let i = 0; i < 20; i++) expect(at(second, i)).toEqual(at(first, 20 + i));
    expect(second.coordinates.every(Number.isFinite)).toBe(true);
    // The same texts alone lie differently in axes of their own.
    const alone = await draw("second.txt", texts.slice(20), drawing);
    expect(at(alone, 0)).not.toEqual(at(second, 0));
    const again = await draw("second.txt", [...texts.slice(20), texts[0] ?? ""], axes);
    expect(at(again, 40)).toEqual(at(first, 0));
  });

  it.each([{}, { reduce: 3, standardise: "yes" }])(
    "is placed among its points by a method that is not linear: %o",
    async (values) => {
      const drawing: DrawingChoice = { projection: { id: "nearest", values }, dimensions: 2 };
      const first = await draw("first.txt", texts.slice(0, 40), drawing);
      const axes = await engine.axesOfRun(first.run);
      const second = await draw("second.txt", texts.slice(20), axes);
      for (let i = 0; i < 20; i++) expect(at(second, i)).toEqual(at(first, 20 + i));
      expect(second.explained).toBeUndefined();
      const more = await draw("second.txt", [...texts.slice(20), texts[0] ?? ""], axes);
      expect(at(more, 40)).toEqual(at(first, 0));
      expect(await failed(engine.axesOfRun(more.run))).toMatchObject({ code: "noReducer" });
    },
  );

  it("says of its own variance what the axes keep, and names no place in a page", async () => {
    const first = await draw("first.txt", texts.slice(0, 40), own(2));
    const axes = await engine.axesOfRun(first.run);
    const same = await draw("same.txt", texts.slice(0, 40), axes);
    for (const [i, share] of (first.explained ?? []).entries()) expect(same.explained?.[i]).toBeCloseTo(share, 5);
    const input = await engine.exportInput(same.run, "same.txt", { script: "", style: "" }, signal, { wanted: "none" });
    expect(input.page.info.drawing).toMatchObject({ axes: { name: "first.txt", path: "" } });
    expect(JSON.stringify(input.page.info)).not.toContain(folder);
  });

  it("is refused by name where the states are of other widths, or the file holds no axes", async () => {
    const layers = ["0", "1", "2"];
    const fits = layers.map(() => ({
      ...{ steps: [], map: { mean: new Float64Array(5), axes: new Float64Array(10) } },
      ...{ turn: Float64Array.of(1, 0, 0, 1), explained: new Float64Array(2) },
    }));
    const narrow: Reducer = {
      ...{ name: "narrow.txt", projection: { id: "pca", values: {} }, dimensions: 2, layers, widths: [5, 5, 5] },
      ...{ fit: new StackFit(fits, 2), drawn: [] },
    };
    const place = path.join(folder, "narrow.reducer.safetensors");
    const pieces: Buffer[] = [];
    for await (const piece of encodeReducer(narrow, neverAborted)) pieces.push(piece);
    writeFileSync(place, Buffer.concat(pieces));
    expect(await failed(draw("third.txt", texts, await engine.axesOfFile(place)))).toMatchObject({
      code: "reducerUnfit",
      detail: { name: "narrow.txt", there: "3 × 5" },
    });
    const missing = { ...own(2), axes: { path: path.join(folder, "gone"), name: "gone" } };
    expect(await failed(draw("third.txt", texts, missing))).toMatchObject({
      code: "reducerNotReadable",
      detail: { reason: "the file is not there" },
    });
    writeFileSync(place, "no such thing");
    expect(await failed(engine.axesOfFile(place))).toMatchObject({ code: "reducerNotReadable" });
  });

  it("is refused of a hostile file, with a reason", async () => {
    const first = await draw("first.txt", texts.slice(0, 40), own(2, { standardise: "yes" }));
    const { axes } = await engine.axesOfRun(first.run);
    const bytes = readFileSync(axes?.path ?? "");
    const place = path.join(folder, "hostile.reducer.safetensors");
    const altered = (from: string, to: string): Buffer => {
      const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE()));
      const text = header.toString("utf8");
      expect(text).toContain(from);
      const changed = Buffer.from(text.replace(from, to).trimEnd());
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(changed.length));
      return Buffer.concat([length, changed, bytes.subarray(8 + header.length)]);
    };
    const numbers = Buffer.from(bytes);
    numbers.writeDoubleLE(NaN, numbers.length - 8);
    const hostile: Record<string, Buffer> = {
      "half a file": bytes.subarray(0, bytes.length / 2),
      "no numbers": numbers,
      "an unknown projection": altered('\\"id\\":\\"pca\\"', '\\"id\\":\\"evil\\"'),
      "values of another method": altered('\\"standardise\\":\\"yes\\"', '\\"standardise\\":\\"rm -rf\\"'),
      "negative widths": altered('"widths":"', '"widths":"-'),
      "huge widths": altered('"widths":"', '"widths":"999999999999'),
      "an unknown step": altered("scale", "scald"),
      "four dimensions": altered('"dimensions":"2"', '"dimensions":"4"'),
      "another format": altered("embedding-strata reducer", "embedding-strata reduced"),
      "layers that are no names": altered('"layers":"[\\"', '"layers":"[7,\\"'),
    };
    for (const [what, content] of Object.entries(hostile)) {
      writeFileSync(place, content);
      const failure = await failed(engine.axesOfFile(place));
      expect(failure, what).toMatchObject({ code: "reducerNotReadable" });
      if (failure?.code === "reducerNotReadable") expect(failure.detail.reason, what).not.toBe("");
    }
  });
});
