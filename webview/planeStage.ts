import { pointKind } from "../src/protocol/engine.ts";
import { panelText } from "../src/strings/panel.ts";
import { planeText } from "../src/strings/planes.ts";
import type { Size } from "./camera.ts";
import { ColourKey } from "./colourKey.ts";
import type { Context } from "./control.ts";
import type { Overlay } from "./overlay.ts";
import { PairHeads } from "./pairHeads.ts";
import { axesOf, type Axes, type AxisName } from "./planeAxes.ts";
import { planeContent } from "./planeContent.ts";
import { planeElements, PlaneUnderlay } from "./planeOverlay.ts";
import type { Plane } from "./planeSights.ts";
import { atRest } from "./planes.ts";
import type { Measure } from "./placement.ts";
import { sharesAt } from "./quality.ts";
import type { State } from "./state.ts";
import type { Theme } from "./theme.ts";

/** What stands below and above the points of Layer and Pair. */
export class PlaneStage {
  readonly underlay = new PlaneUnderlay();
  readonly heads: PairHeads;
  readonly key = new ColourKey();
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
    this.heads = new PairHeads(context);
  }

  /** Nothing of it: another view has the stage. */
  clear(): void {
    this.underlay.clear();
    this.heads.element.hidden = true;
    this.key.hide();
  }

  draw(
    state: State,
    planes: readonly Plane[],
    { overlay, size, theme, measure }: { overlay: Overlay; size: Size; theme: Theme; measure: Measure },
  ): void {
    const isPair = planes.length > 1;
    const parts = planes.map((plane) => axesOf(plane, axisNames(state, plane.layer), isPair));
    const axes: Axes = { lines: parts.flatMap(({ lines }) => lines), words: parts.flatMap(({ words }) => words) };
    this.underlay.draw(axes);
    this.heads.draw(state, planes);
    this.key.show(state.shown);
    const content = planeContent(state, planes, { axes: axes.words, size, theme, measure });
    overlay.show(planeElements(content, axes, planes));
    if (state.motion === atRest) this.#nameInSight(content.named);
  }

  /** Has the texts of the points in sight asked for. */
  #nameInSight(named: Uint32Array): void {
    this.#context.store.change((state) => {
      const isSame = named.length === state.named.length && named.every((point, i) => point === state.named[i]);
      return isSame ? state : { ...state, named };
    });
  }
}

/** What the axes of a layer are called, with the shares they keep. */
export function axisNames({ info, shown }: State, layer: number): readonly AxisName[] {
  if (shown === undefined) return [];
  const id = info?.drawing.projection.id ?? "";
  const method = id === "pca" ? "PC" : (info?.tasks.find((task) => task.id === id)?.label ?? "");
  const shares = sharesAt(shown.picture, layer);
  return Array.from({ length: shown.picture.dimensions }, (_, axis) => {
    const name = ownAxisName(info, ["x", "y", "z"][axis] ?? "") ?? planeText.axis(method, axis + 1);
    return { name, share: shares?.[axis] };
  });
}

/** What an axis is called that the user chose; undefined where axes are the method's. */
function ownAxisName(info: State["info"], axis: string): string | undefined {
  const { id = "", values = {} } = info?.drawing.projection ?? {};
  const parameters = id === "directions" ? info?.tasks.find((task) => task.id === id)?.parameters : undefined;
  if (parameters === undefined) return undefined;
  const of = (name: string) => values[name] ?? parameters[name]?.default ?? "";
  const kind = String(of(axis));
  return planeText.ownAxis(kind, Number(of(`${axis}_${kind === "record" ? kind : "component"}`)));
}

/** What the stage shows, in words. */
export function stageLabel({ shown }: State, planes: readonly Plane[]): string {
  if (shown === undefined) return "";
  const { picture, dataset } = shown;
  const points = panelText.points(picture.drawn, picture.points, pointKind(dataset));
  const [first, second] = planes;
  const nameOf = ({ layer }: Plane): string => picture.layers[layer] ?? "";
  if (first === undefined) return panelText.picture(picture.layers.length, picture.drawn, pointKind(dataset));
  if (second === undefined) return planeText.layer(nameOf(first), points, first.dimensions);
  return planeText.pair(nameOf(first), nameOf(second), points);
}
