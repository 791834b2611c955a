import { expect, it } from "vitest";
import { quantizationOf } from "../../../src/model/graph/quantization.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { tempFolder } from "../tempFolder.ts";
import { unpack, zoo } from "../zoo.ts";

const folder = tempFolder();

/** What the exporter's name says. */
function expected(name: string): string | undefined {
  if (/\+int8$/.test(name)) return "dynamic";
  return /\+(q4|qdq)$|int4/.test(name) ? "stored" : undefined;
}

it.each(zoo.filter((name) => /\+|genai/.test(name)))("%s says by its operators how it is quantized", (name) => {
  const plan = planTap(unpack(folder, name));
  expect(quantizationOf(plan.model.graph.nodes)).toBe(expected(name));
  closeTap(plan);
});
