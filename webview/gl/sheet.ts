/** A canvas off the screen to which strokes are added over many frames. */
export class Sheet {
  readonly #gl: WebGL2RenderingContext;
  readonly #target: WebGLFramebuffer;
  #texture: WebGLTexture | null = null;
  #width = 0;
  #height = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#target = gl.createFramebuffer();
  }

  get texture(): WebGLTexture | null {
    return this.#texture;
  }

  /** Draws onto this one from now on, which is made as large as the canvas. */
  begin(): void {
    const gl = this.#gl;
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#target);
    if (this.#texture !== null && this.#width === width && this.#height === height) return;
    gl.deleteTexture(this.#texture);
    this.#texture = gl.createTexture();
    this.#width = width;
    this.#height = height;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    // Thousands of strokes, each fainter than a step of eight bits, add up only in finer ones.
    const fine =
      gl.getExtension("EXT_color_buffer_float") !== null || gl.getExtension("EXT_color_buffer_half_float") !== null;
    gl.texStorage2D(gl.TEXTURE_2D, 1, fine ? gl.RGBA16F : gl.RGBA8, width, height);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#texture, 0);
  }

  clear(): void {
    this.#gl.clearColor(0, 0, 0, 0);
    this.#gl.clear(this.#gl.COLOR_BUFFER_BIT);
  }
}
