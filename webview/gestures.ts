import { moved, turned, type Size } from "./camera.ts";
import { open, pick } from "./actions.ts";
import type { Context } from "./control.ts";
import { drawOutlines } from "./outlineGesture.ts";
import { cameraOf } from "./lens.ts";
import { pointAt } from "./picking.ts";
import { areaSize, zoomAt } from "./planeCamera.ts";
import { isFlat } from "./planeState.ts";
import { hover, setCamera } from "./view.ts";

/** Radians of a turn per pixel of a drag. */
const TURN = 0.007;
/** Pixels a press may move and still be a click. */
const STILL = 4;
const ZOOM = 0.0015;
const PINCH = 0.012;

/** The mouse on the picture: dragging turns or moves it, the wheel zooms, hovering and clicking find points. */
export function listenToGestures(element: HTMLElement, context: Context, size: () => Size): void {
  drawOutlines(element, context, size);
  drag(element, context, size);
  zoom(element, context, size);
  point(element, context, size);
  element.addEventListener("contextmenu", (event) => event.preventDefault());
}

function place(element: HTMLElement, event: MouseEvent): readonly [number, number] {
  const { left, top } = element.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

function drag(element: HTMLElement, { store }: Context, size: () => Size): void {
  let from: readonly [number, number] | undefined;
  let dragged = false;
  element.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
    dragged = false;
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (from === undefined || event.buttons === 0) return;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (!dragged && Math.hypot(dx, dy) < STILL) return;
    dragged = true;
    from = [event.clientX, event.clientY];
    element.classList.add("dragging");
    const moves = (event.buttons & 1) === 0;
    store.change((state) => {
      const camera = cameraOf(state);
      const area = areaSize(state, size(), place(element, event));
      const next = moves || isFlat(state) ? moved(camera, dx, dy, area) : turned(camera, -dx * TURN, dy * TURN);
      return setCamera(hover(state, undefined), next);
    });
  });
  for (const type of ["pointerup", "pointercancel"])
    element.addEventListener(type, () => {
      from = undefined;
      element.classList.remove("dragging");
    });
  element.addEventListener(
    "click",
    (event) => {
      if (dragged) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}

function zoom(element: HTMLElement, { store }: Context, size: () => Size): void {
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const factor = Math.exp(-event.deltaY * lines * (event.ctrlKey ? PINCH : ZOOM));
      store.change((state) => zoomAt(state, factor, place(element, event), size()));
    },
    { passive: false },
  );
}

function point(element: HTMLElement, context: Context, size: () => Size): void {
  const { store } = context;
  let last: MouseEvent | undefined;
  let asked = false;
  const look = (): void => {
    asked = false;
    const event = last;
    store.change((state) => hover(state, event && pointAt(state, size(), ...place(element, event))));
  };
  element.addEventListener("pointermove", (event) => {
    if (event.buttons !== 0) return;
    last = event;
    if (!asked) requestAnimationFrame(look);
    asked = true;
  });
  element.addEventListener("pointerleave", () => {
    last = undefined;
    store.change((state) => hover(state, undefined));
  });
  let picked: number | undefined;
  element.addEventListener("click", (event) => {
    // The first click may have moved the picture: the second means the same record.
    if (event.detail < 2) picked = pointAt(store.value, size(), ...place(element, event))?.point;
    if (picked === undefined) return;
    if (event.altKey) context.host.peek(picked);
    else if (event.detail < 2) pick(context, picked);
    else open(context, picked);
  });
}
