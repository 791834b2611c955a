import { allowedValues, areAllowed } from "./parameters.ts";
import type { PictureSettings } from "./pictureSettings.ts";
import type { TaskInfo } from "./tasks.ts";

/** What picture settings say that the drawn picture does not have. */
export interface Misfit {
  readonly path: "drawing.projection.id" | `drawing.projection.values.${string}` | "view.layer" | "view.other";
  readonly value: string;
  /** The ids of the projections, what the value may be, the names of the parameters, or the number of the last layer. */
  readonly known: string;
  /** There is no parameter of this name. */
  readonly isUnknown?: true;
}

/** `tasks`: of the data set that is drawn; `layers` of its picture. */
export function misfitsOf(
  { drawing, view }: Pick<PictureSettings, "drawing" | "view">,
  { tasks, layers }: { readonly tasks: readonly TaskInfo[]; readonly layers: number },
): readonly Misfit[] {
  const found: Misfit[] = [];
  const projections = tasks.filter(({ stage }) => stage === "projection");
  if (drawing !== undefined) {
    const { id, values } = drawing.projection;
    const task = projections.find((known) => known.id === id);
    const known = projections.map((each) => each.id).join(", ");
    if (task === undefined) found.push({ path: "drawing.projection.id", value: JSON.stringify(id), known });
    else {
      for (const [name, chosen] of Object.entries(values)) {
        const parameter = Object.hasOwn(task.parameters, name) ? task.parameters[name] : undefined;
        const path = `drawing.projection.values.${name}` as const;
        const value = JSON.stringify(chosen);
        const names = Object.keys(task.parameters).join(", ") || "none";
        if (parameter === undefined) found.push({ path, value, known: names, isUnknown: true });
        else if (!areAllowed({ [name]: parameter }, { [name]: chosen }))
          found.push({ path, value, known: allowedValues(parameter) });
      }
    }
  }
  for (const key of ["layer", "other"] as const) {
    const layer = view?.[key] ?? 0;
    if (layer > 0 && layer >= layers)
      found.push({ path: `view.${key}`, value: String(layer), known: String(layers - 1) });
  }
  return found;
}
