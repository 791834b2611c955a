import type { Size } from "./camera.ts";
import type { Frame, Scene } from "./scene.ts";

/** Draws scenes on the stage; picking is not its business. */
export interface Renderer {
  /**
   * Shows the scene as the frames look at it, as soon as what was asked for before is on the canvas. Only what is
   * another object than in the scene before is looked at anew.
   */
  draw(scene: Scene, frames: readonly Frame[], size: Size): void;
  readonly report: DrawReport;
  destroy(): void;
}

/** What stands on the canvas. */
export interface DrawReport {
  /** Trajectories that are drawn, of those that could be. */
  readonly lines: number;
  /** True where nothing is missing of what was asked for last. */
  readonly complete: boolean;
}
