/** Red, green and blue, each 0–1. */
export type Colour = readonly [number, number, number];

const COLOURS = 256;

/** The channels of a computed colour, `rgb(…)`; a middle grey where it is none. */
export function channels(colour: string): Colour {
  const found = colour.startsWith("rgb") ? (colour.match(/[\d.]+/g) ?? []) : [];
  const [red, green, blue] = found.map((each) => Number(each) / 255);
  return red === undefined || green === undefined || blue === undefined ? [0.5, 0.5, 0.5] : [red, green, blue];
}

/** A texture of 256 colours in a row; those beyond the palette are grey. */
export function paletteTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, COLOURS, 1);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return texture;
}

/** Replaces the colours of the texture. */
export function fillPalette(gl: WebGL2RenderingContext, texture: WebGLTexture, palette: readonly string[]): void {
  const texels = new Uint8Array(4 * COLOURS).fill(128);
  palette.slice(0, COLOURS).forEach((colour, i) => {
    channels(colour).forEach((channel, k) => (texels[4 * i + k] = Math.round(255 * channel)));
  });
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, COLOURS, 1, gl.RGBA, gl.UNSIGNED_BYTE, texels);
}
