import type { Context } from "./control.ts";
import { atRest, type Morph, type Motion } from "./planes.ts";
import { otherLayer, planeViewOf } from "./planeState.ts";
import { litLayer, type State } from "./state.ts";
import { reducedMotion } from "./theme.ts";

/** Milliseconds from one layer to the next. */
export const MORPH_TIME = 180;

/** Where a way that takes `MORPH_TIME` is after some of it: it begins fast and ends slowly. */
export function easeOut(time: number): number {
  return 1 - (1 - Math.min(1, time / MORPH_TIME)) ** 3;
}

/** The part of a state that moves. */
interface Places {
  readonly lit: number;
  readonly other: number;
}

/** Lets Layer and Pair go from layer to layer in steps, where that is welcome: nothing else moves, and no axes. */
export function moveLayers({ store }: Context): void {
  let since: { readonly lit: number; readonly other: number } = { lit: 0, other: 0 };
  let from: Partial<Places> = {};
  let asked = false;

  const step = (): void => {
    asked = false;
    const now = performance.now();
    const morphOf = (which: keyof Places): Morph | undefined => {
      const start = from[which];
      const share = easeOut(now - since[which]);
      return start === undefined || share >= 1 ? undefined : { from: start, share };
    };
    const [lit, other] = [morphOf("lit"), morphOf("other")];
    from = { ...(lit && { lit: lit.from }), ...(other && { other: other.from }) };
    const motion: Motion = lit === undefined && other === undefined ? atRest : { lit, other };
    store.change((state) => (state.motion === motion ? state : { ...state, motion }));
    if (motion !== atRest) ask();
  };
  const ask = (): void => {
    if (!asked) requestAnimationFrame(step);
    asked = true;
  };

  store.subscribe((state, before) => {
    const [now, then] = [placesOf(state), placesOf(before)];
    const left = now === undefined || then === undefined || state.shown !== before.shown ? {} : movesOf(now, then);
    if (left.lit === undefined && left.other === undefined) {
      // In another view, or with another picture, nothing goes on.
      if (now === undefined || state.shown !== before.shown || state.view.mode !== before.view.mode) from = {};
      return;
    }
    if (reducedMotion() || document.hidden) return;
    const start = performance.now();
    from = { ...from, ...left };
    since = {
      lit: left.lit === undefined ? since.lit : start,
      other: left.other === undefined ? since.other : start,
    };
    // At once, so that no frame shows the end first.
    store.change((current) => ({ ...current, motion: startOf(current.motion, left) }));
    ask();
  });
}

/** The layers on the stage, where the view shows them one by one. */
function placesOf(state: State): Places | undefined {
  return planeViewOf(state) === undefined ? undefined : { lit: litLayer(state), other: otherLayer(state) };
}

/** The layers that were left. */
function movesOf(now: Places, then: Places): Partial<Places> {
  return {
    ...(now.lit !== then.lit && { lit: then.lit }),
    ...(now.other !== then.other && { other: then.other }),
  };
}

function startOf(motion: Motion, left: Partial<Places>): Motion {
  return {
    lit: left.lit === undefined ? motion.lit : { from: left.lit, share: 0 },
    other: left.other === undefined ? motion.other : { from: left.other, share: 0 },
  };
}
