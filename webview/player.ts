import type { Context } from "./control.ts";
import { playOn } from "./view.ts";

const STEP = 700;

/** Moves one layer on at a time while the state says that it plays. */
export function playLayers({ store }: Context): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  store.subscribe(({ view }) => {
    if (view.playing && timer === undefined) timer = setInterval(() => store.change(playOn), STEP);
    if (!view.playing && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  });
}
