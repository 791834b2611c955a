/** A linked program with its uniforms by name. */
export class Program {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms = new Map<string, WebGLUniformLocation>();

  /** Throws what the driver says where a shader does not compile. */
  constructor(gl: WebGL2RenderingContext, vertex: string, fragment: string) {
    this.#gl = gl;
    this.#program = gl.createProgram();
    gl.attachShader(this.#program, shader(gl, gl.VERTEX_SHADER, vertex));
    gl.attachShader(this.#program, shader(gl, gl.FRAGMENT_SHADER, fragment));
    gl.linkProgram(this.#program);
    if (gl.getProgramParameter(this.#program, gl.LINK_STATUS) !== true && !gl.isContextLost())
      throw new Error(`A program of the picture does not link: ${gl.getProgramInfoLog(this.#program) ?? ""}`);
    const count = Number(gl.getProgramParameter(this.#program, gl.ACTIVE_UNIFORMS));
    for (let i = 0; i < count; i++) {
      const name = gl.getActiveUniform(this.#program, i)?.name ?? "";
      const location = gl.getUniformLocation(this.#program, name);
      if (location !== null) this.#uniforms.set(name, location);
    }
  }

  use(): void {
    this.#gl.useProgram(this.#program);
  }

  /** Sets uniforms of the program in use: numbers, and vectors of two to four. */
  set(values: Readonly<Record<string, number | readonly number[]>>): void {
    const gl = this.#gl;
    for (const [name, value] of Object.entries(values)) {
      const location = this.#uniforms.get(name) ?? null;
      if (typeof value === "number") gl.uniform1f(location, value);
      else if (value.length === 2) gl.uniform2fv(location, value);
      else if (value.length === 3) gl.uniform3fv(location, value);
      else gl.uniform4fv(location, value);
    }
  }

  /** The texture unit a sampler reads. */
  sampler(name: string, unit: number): void {
    this.#gl.uniform1i(this.#uniforms.get(name) ?? null, unit);
  }
}

function shader(gl: WebGL2RenderingContext, type: GLenum, source: string): WebGLShader {
  const made = gl.createShader(type);
  if (made === null) throw new Error("This window's WebGL has no shaders left");
  gl.shaderSource(made, `#version 300 es\nprecision highp float;\nprecision highp int;\n${source}`);
  gl.compileShader(made);
  if (gl.getShaderParameter(made, gl.COMPILE_STATUS) !== true && !gl.isContextLost())
    throw new Error(`A shader of the picture does not compile: ${gl.getShaderInfoLog(made) ?? ""}`);
  return made;
}
