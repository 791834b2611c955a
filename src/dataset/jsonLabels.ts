import { NULL, OBJECT } from "./jsonReader.ts";
import type { JsonTape } from "./jsonTape.ts";

/** Of an export of Label Studio, older and newer: where the annotations stand, and what a chosen value is called. */
const ANNOTATIONS = ["annotations", "completions"];
const CHOSEN = ["choices", "labels", "taxonomy", "rating", "number"];

/** The chosen label of a task of Label Studio, as nodes: of several choices all; `undefined` where there is none. */
export function chosenLabel(tape: JsonTape, task: number): readonly number[] | undefined {
  for (const annotation of childrenNamed(tape, task, ANNOTATIONS)) {
    const cancelled = tape.child(annotation, "was_cancelled");
    if (cancelled !== undefined && tape.isScalar(cancelled) && tape.textOf(cancelled) === "true") continue;
    for (const result of childrenNamed(tape, annotation, ["result"])) {
      const value = tape.child(result, "value");
      const found = value === undefined ? undefined : chosenOf(tape, value);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Whether an object is a task of Label Studio: its data beside what was annotated. */
export function isTask(tape: JsonTape, node: number): boolean {
  const data = tape.child(node, "data");
  return (
    data !== undefined &&
    tape.kindOf(data) === OBJECT &&
    ANNOTATIONS.some((name) => tape.child(node, name) !== undefined)
  );
}

function childrenNamed(tape: JsonTape, node: number, names: readonly string[]): readonly number[] {
  return names.flatMap((name) => {
    const child = tape.child(node, name);
    return child === undefined ? [] : tape.childrenOf(child);
  });
}

function chosenOf(tape: JsonTape, value: number): readonly number[] | undefined {
  for (const name of CHOSEN) {
    const chosen = tape.child(value, name);
    if (chosen === undefined || tape.kindOf(chosen) === NULL) continue;
    const scalars = scalarsIn(tape, chosen);
    if (scalars.length > 0) return scalars;
  }
  return undefined;
}

/** A scalar itself, or those in a list; a taxonomy has lists within. */
function scalarsIn(tape: JsonTape, node: number): readonly number[] {
  const open = [node];
  const scalars: number[] = [];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    if (tape.isScalar(top)) scalars.push(top);
    else if (tape.kindOf(top) !== OBJECT) for (const child of tape.childrenOf(top).toReversed()) open.push(child);
  }
  return scalars;
}
