import type { Panels } from "./panels.ts";

/** Goes to the line of a record of a run that is shown; nothing where it is not, or not a record of it. */
export async function openRecord(panels: Panels, run: unknown, point: unknown): Promise<void> {
  const panel = panels.all.find(({ run: { shown } }) => shown?.dataset.run === run);
  if (panel !== undefined && typeof point === "number") await panel.view.open(point);
}
