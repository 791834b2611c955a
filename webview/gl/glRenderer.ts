import type { Size } from "../camera.ts";
import type { DrawReport, Renderer } from "../renderer.ts";
import type { Frame, Scene } from "../scene.ts";
import { Pace, whenDone } from "./pace.ts";
import { contextOn, openStudio, type Studio } from "./studio.ts";

/** Strokes that a picture at rest gains at a time, in frames of a moving picture. */
const REST = 1.5;

interface Wish {
  readonly scene: Scene;
  readonly frames: readonly Frame[];
  readonly size: Size;
  readonly ratio: number;
}

/**
 * Draws with WebGL 2. What is behind the lit layer is kept on a sheet of its own: scrubbing and selecting draw only
 * what is in front. While the picture moves, only as many lines are drawn as the card draws in a frame; at rest the
 * others are added.
 */
export class GlRenderer implements Renderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #pace = new Pace();
  readonly #gone = new AbortController();
  readonly #progressed: () => void;
  #studio: Studio | undefined;
  #wish: Wish | undefined;
  #drawn: Wish | undefined;
  /** Points on the shown sheet, and on the other one. */
  #behind = 0;
  #gathered = 0;
  #busy = false;

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, progressed: () => void, lost: () => void) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#progressed = progressed;
    this.#studio = openStudio(gl);
    const { signal } = this.#gone;
    canvas.addEventListener(
      "webglcontextlost",
      (event) => {
        // Without this it would not come back.
        event.preventDefault();
        this.#studio = undefined;
        this.#busy = false;
        lost();
      },
      { signal },
    );
    canvas.addEventListener(
      "webglcontextrestored",
      () => {
        this.#studio = openStudio(gl);
        this.#drawn = undefined;
        this.#next();
      },
      { signal },
    );
  }

  /**
   * A renderer on a canvas in the element; `undefined` where this window has no WebGL 2. `progressed` is called when
   * more of the picture is there than before, `lost` when the card takes WebGL away, as it may after a sleep; it
   * usually gives it back.
   */
  static create(element: HTMLElement, progressed: () => void, lost: () => void): GlRenderer | undefined {
    const canvas = document.createElement("canvas");
    const gl = contextOn(canvas, false);
    if (gl === undefined) return undefined;
    element.replaceChildren(canvas);
    return new GlRenderer(canvas, gl, progressed, lost);
  }

  /** True while the card keeps WebGL to itself. */
  get isLost(): boolean {
    return this.#studio === undefined;
  }

  get report(): DrawReport {
    const studio = this.#studio;
    if (studio === undefined) return { lines: 0, complete: false };
    const { count, visible } = studio.painting;
    const complete = this.#drawn !== undefined && this.#drawn === this.#wish && this.#behind === count;
    return { lines: count === 0 ? 0 : Math.round((visible * this.#behind) / count), complete };
  }

  draw(scene: Scene, frames: readonly Frame[], size: Size): void {
    const wish = { scene, frames, size, ratio: Math.max(1, devicePixelRatio) };
    if (this.#wish !== undefined && sameWish(this.#wish, wish)) return;
    this.#wish = wish;
    if (this.#busy) return;
    try {
      this.#next();
    } catch (error) {
      // Asked again, it draws all anew.
      this.#wish = undefined;
      this.#drawn = undefined;
      throw error;
    }
  }

  destroy(): void {
    this.#gone.abort();
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
    this.#canvas.remove();
    this.#studio = undefined;
  }

  /** Draws what was asked for last, or goes on with what is not complete. */
  #next(): void {
    const [studio, wish] = [this.#studio, this.#wish];
    if (studio === undefined || wish === undefined) return;
    if (wish !== this.#drawn) this.#show(studio, wish);
    else if (this.#behind < studio.painting.count) this.#gather(studio, wish);
  }

  /** Draws the picture, with as much behind the lit layer as there is time for. */
  #show(studio: Studio, wish: Wish): void {
    const { painting, shown } = studio;
    const before = this.#drawn;
    this.#drawn = wish;
    this.#fit(wish);
    painting.take(wish.scene);
    let strokes = 0;
    if (before === undefined || !sameBehind(before, wish)) {
      const each = painting.strokesPerPoint(wish.frames);
      const count = each === 0 ? painting.count : Math.min(painting.count, Math.ceil(this.#pace.budget / each));
      shown.begin();
      shown.clear();
      painting.behind(wish.frames, { first: 0, count }, count, wish.ratio);
      this.#behind = count;
      this.#gathered = 0;
      strokes = count * each;
    }
    strokes += studio.compose(wish.frames, this.#behind, wish.ratio);
    this.#wait(strokes);
  }

  /** Adds to the picture at rest, on the other sheet; shows that one when it is complete. */
  #gather(studio: Studio, wish: Wish): void {
    const { painting, other } = studio;
    const each = Math.max(1, painting.strokesPerPoint(wish.frames));
    const first = this.#gathered;
    const count = Math.min(painting.count - first, Math.ceil((REST * this.#pace.budget) / each));
    other.begin();
    if (first === 0) other.clear();
    painting.behind(wish.frames, { first, count }, painting.count, wish.ratio);
    this.#gathered += count;
    let strokes = count * each;
    if (this.#gathered === painting.count) {
      [studio.shown, studio.other] = [studio.other, studio.shown];
      this.#behind = painting.count;
      strokes += studio.compose(wish.frames, this.#behind, wish.ratio);
    }
    this.#wait(strokes);
  }

  /** Goes on when the card is done, which is how it is known what it draws in a frame. */
  #wait(strokes: number): void {
    this.#busy = true;
    const studio = this.#studio;
    whenDone(this.#gl, (time) => {
      if (studio !== this.#studio) return;
      this.#busy = false;
      this.#pace.learn(strokes, time);
      this.#progressed();
      this.#next();
    });
  }

  /** As many canvas pixels as the screen has. */
  #fit({ size, ratio }: Wish): void {
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#canvas.style.width = `${size.width}px`;
      this.#canvas.style.height = `${size.height}px`;
    }
    this.#gl.viewport(0, 0, width, height);
  }
}

function sameSize(one: Wish, other: Wish): boolean {
  return one.ratio === other.ratio && one.size.width === other.size.width && one.size.height === other.size.height;
}

function sameWish(one: Wish, other: Wish): boolean {
  return one.frames === other.frames && one.scene === other.scene && sameSize(one, other);
}

/** True where nothing changed behind the lit layer. */
function sameBehind(one: Wish, other: Wish): boolean {
  const [before, after] = [one.scene, other.scene];
  return (
    sameSize(one, other) &&
    (["picture", "bounds", "colours", "symbols", "marks", "palette", "trajectories", "theme"] as const).every(
      (key) => before[key] === after[key],
    ) &&
    one.frames.length === other.frames.length &&
    one.frames.every((frame, i) => sameLook(frame, other.frames[i]))
  );
}

function sameLook(one: Frame, other: Frame | undefined): boolean {
  return (
    other !== undefined &&
    one.viewpoint === other.viewpoint &&
    one.shows.kind === other.shows.kind &&
    one.lift === other.lift &&
    one.area.every((side, i) => side === other.area[i])
  );
}
