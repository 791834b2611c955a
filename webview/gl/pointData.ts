import type { Picture } from "../../src/protocol/engine.ts";
import { MISSING } from "./shaders.ts";

const FLOAT = 4;

/** What a program reads per point, in the order points are drawn in: each kind of data in a buffer of its own. */
export class PointData {
  readonly #gl: WebGL2RenderingContext;
  /** `[layers × points]` places, `[points]` colours, symbols and marks. */
  readonly #places: WebGLBuffer;
  readonly #colours: WebGLBuffer;
  readonly #symbols: WebGLBuffer;
  readonly #marks: WebGLBuffer;
  #order: Uint32Array = new Uint32Array();
  #dimensions = 2;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#places = gl.createBuffer();
    this.#colours = gl.createBuffer();
    this.#symbols = gl.createBuffer();
    this.#marks = gl.createBuffer();
  }

  get count(): number {
    return this.#order.length;
  }

  /** Takes the places of the points in `order`. */
  place({ coordinates, points, layers, dimensions }: Picture, order: Uint32Array): void {
    const gl = this.#gl;
    this.#order = order;
    this.#dimensions = dimensions;
    const size = order.length * dimensions;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.bufferData(gl.ARRAY_BUFFER, Math.max(FLOAT, layers.length * size * FLOAT), gl.STATIC_DRAW);
    // Layer by layer: a copy of all would double the memory of a large picture.
    const ordered = new Float32Array(size);
    for (let layer = 0; layer < layers.length; layer++) {
      for (let i = 0, to = 0; i < order.length; i++) {
        let from = dimensions * (layer * points + (order[i] ?? 0));
        for (let axis = 0; axis < dimensions; axis++) {
          const value = coordinates[from++] ?? NaN;
          ordered[to++] = value === value ? value : MISSING;
        }
      }
      gl.bufferSubData(gl.ARRAY_BUFFER, layer * size * FLOAT, ordered);
    }
  }

  /** Takes colours and symbols, both `[points]` of the picture. */
  look(colours: Uint8Array, symbols: Uint8Array): void {
    this.#fill(this.#colours, colours);
    this.#fill(this.#symbols, symbols);
  }

  /** Takes marks, `[points]` of the picture. */
  mark(marks: Uint8Array): void {
    this.#fill(this.#marks, marks);
  }

  #fill(buffer: WebGLBuffer, values: Uint8Array): void {
    const ordered = new Uint8Array(Math.max(1, this.#order.length));
    for (let i = 0; i < this.#order.length; i++) ordered[i] = values[this.#order[i] ?? 0] ?? 0;
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, buffer);
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, ordered, this.#gl.DYNAMIC_DRAW);
  }

  /** Draws a range of the points at the way from one layer's places to another's. */
  drawPoints(from: number, to: number, first: number, count: number): void {
    this.#bind(from, to, 0, 0);
    this.#gl.drawArrays(this.#gl.POINTS, first, count);
  }

  /** Draws a range of the points' ways from one layer to another. */
  drawLines(from: number, to: number, first: number, count: number): void {
    this.#bind(from, to, first, 1);
    this.#gl.drawArraysInstanced(this.#gl.TRIANGLE_STRIP, 0, 4, count);
  }

  /** The attributes of `shaders.ts`, from the point `first` on, one per vertex or (divisor 1) one per four of them. */
  #bind(from: number, to: number, first: number, divisor: number): void {
    const gl = this.#gl;
    const stride = this.#dimensions * FLOAT;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    for (const [location, layer] of [
      [0, from],
      [1, to],
    ] as const) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(
        location,
        this.#dimensions,
        gl.FLOAT,
        false,
        stride,
        (layer * this.count + first) * stride,
      );
      gl.vertexAttribDivisor(location, divisor);
    }
    for (const [location, buffer] of [
      [2, this.#colours],
      [3, this.#symbols],
      [4, this.#marks],
    ] as const) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribIPointer(location, 1, gl.UNSIGNED_BYTE, 1, first);
      gl.vertexAttribDivisor(location, divisor);
    }
  }
}
