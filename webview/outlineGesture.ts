import type { Point, Size } from "./camera.ts";
import type { Context } from "./control.ts";
import { pointsInside } from "./lasso.ts";
import { pointAt } from "./picking.ts";
import { isIn } from "./planeSights.ts";
import { boxBetween, insideOf } from "./polygon.ts";
import { seenAt } from "./seenLayers.ts";
import { beginOutline, dropOutline, endOutline, mark, moveOutline } from "./selecting.ts";
import type { Combining } from "./outline.ts";
import type { State } from "./state.ts";
import { visiblePoints } from "./visible.ts";

/** Pixels a press may move and still be a click. */
const STILL = 4;
/** Pixels between two corners of a lasso. */
const STEP = 3;

/**
 * Drags that draw round points: with the lasso or the box, or with Shift held down. Registers before whoever turns the
 * picture by dragging, and keeps these drags to itself.
 */
export function drawOutlines(element: HTMLElement, context: Context, size: () => Size): void {
  const { store } = context;
  let from: Point | undefined;
  let trail: Point[] = [];
  let asked = false;
  let drew = false;

  const place = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const follow = (): void => {
    asked = false;
    const { outline } = store.value;
    const first = trail[0];
    const last = trail.at(-1);
    if (outline === undefined || first === undefined || last === undefined) return;
    const corners = outline.shape === "box" ? boxBetween(first, last) : trail.slice();
    store.change((state) => moveOutline(state, corners, inside(state, size(), first, corners)));
  };
  const capture = { capture: true };
  element.addEventListener(
    "pointerdown",
    (event) => {
      drew = false;
      from = undefined;
      const { tool } = store.value;
      if (event.button !== 0 || (tool === "camera" && !event.shiftKey)) return;
      event.stopImmediatePropagation();
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      from = place(event);
      trail = [from];
    },
    capture,
  );
  element.addEventListener(
    "pointermove",
    (event) => {
      if (from === undefined) return;
      event.stopImmediatePropagation();
      const at = place(event);
      if (!drew) {
        if (Math.hypot(at[0] - from[0], at[1] - from[1]) < STILL) return;
        drew = true;
        const start = from;
        store.change((state) => beginOutline(state, state.tool === "box" ? "box" : "lasso", combiningOf(event), start));
      }
      const last = trail.at(-1) ?? from;
      if (Math.hypot(at[0] - last[0], at[1] - last[1]) >= STEP) trail.push(at);
      if (!asked) requestAnimationFrame(follow);
      asked = true;
    },
    capture,
  );
  element.addEventListener(
    "pointerup",
    (event) => {
      if (from === undefined) return;
      event.stopImmediatePropagation();
      from = undefined;
      if (!drew) return;
      follow();
      store.change(endOutline);
    },
    capture,
  );
  element.addEventListener("pointercancel", () => {
    from = undefined;
    store.change(dropOutline);
  });
  element.addEventListener(
    "click",
    (event) => {
      const touched = event.shiftKey && !drew ? pointAt(store.value, size(), ...place(event)) : undefined;
      if (!drew && !event.shiftKey) return;
      event.stopImmediatePropagation();
      drew = false;
      if (touched !== undefined) store.change((state) => toggle(state, touched.point));
    },
    capture,
  );
}

/** With a tool a line marks anew, Shift adds and Alt subtracts; without one Shift is held anyway. */
function combiningOf({ shiftKey, altKey }: MouseEvent): Combining {
  if (altKey) return "subtract";
  return shiftKey ? "add" : "replace";
}

/** The visible points inside, of the layer that the line began on and as far as that is in sight. */
function inside(state: State, size: Size, start: Point, corners: readonly Point[]): Uint32Array {
  const seen = seenAt(state, size, start);
  if (seen === undefined || state.shown === undefined) return new Uint32Array();
  const within = insideOf(corners);
  const isInSight = (x: number, y: number): boolean => within(x, y) && isIn(seen.area, x, y);
  return pointsInside(state.shown.picture, visiblePoints(state), seen, isInSight);
}

function toggle(state: State, point: number): State {
  return mark(state, Uint32Array.of(point), state.view.selection.includes(point) ? "subtract" : "add");
}
