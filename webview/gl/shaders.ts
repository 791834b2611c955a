import { DIMMED, HIDDEN, HIT, SELECTED } from "../marks.ts";

/** Stands in the buffers for a coordinate that is not computed yet: a comparison with NaN is not safe everywhere. */
export const MISSING = 1e30;

/** What all vertex shaders share: data coordinates to pixels of the canvas, and pixels to clip space. */
const space = `
uniform vec4 uAcross, uDown, uDepth;
uniform vec2 uSize;
uniform float uLift, uReach;
bool missing(vec3 place) { return place.x > ${MISSING / 10}; }
vec3 risen(vec3 place, float height) {
  return vec3(place.xy, height + clamp(place.z * uLift, -uReach, uReach));
}
vec2 pixelOf(vec3 place) { return vec2(dot(uAcross, vec4(place, 1.0)), dot(uDown, vec4(place, 1.0))); }
vec4 clipOf(vec2 pixel, float depth) {
  return vec4(pixel.x / uSize.x * 2.0 - 1.0, 1.0 - pixel.y / uSize.y * 2.0, clamp(-depth, -0.99, 0.99), 1.0);
}
const vec4 NOWHERE = vec4(2.0, 2.0, 2.0, 1.0);
const uint HIDDEN = ${HIDDEN}u, DIMMED = ${DIMMED}u, MARKED = ${SELECTED | HIT}u;
`;

/** Colours come from a texture of 256; a tint replaces them all. */
const colour = `
uniform sampler2D uPalette;
uniform vec4 uTint;
vec3 colourOf(uint index) {
  return mix(texelFetch(uPalette, ivec2(int(index), 0), 0).rgb, uTint.rgb, uTint.a);
}
`;

/** One vertex per point. `uPass` is 0 for all points, 1 for those neither selected nor found, 2 for these. */
export const pointVertex = `${space}${colour}
layout(location = 0) in vec3 aFrom;
layout(location = 1) in vec3 aTo;
layout(location = 2) in uint aColour;
layout(location = 3) in uint aSymbol;
layout(location = 4) in uint aMark;
uniform float uShare, uHeight, uRadius, uOutline, uOpacity, uRatio, uPass;
uniform vec3 uGround, uRing;
flat out vec4 vFill;
flat out vec3 vEdge;
flat out vec4 vShape;
void main() {
  bool marked = (aMark & MARKED) != 0u;
  bool left = uPass > 0.5 && marked != (uPass > 1.5);
  if ((aMark & HIDDEN) != 0u || left || missing(aFrom) || missing(aTo)) {
    gl_Position = NOWHERE;
    gl_PointSize = 1.0;
    return;
  }
  vec3 place = risen(mix(aFrom, aTo, uShare), uHeight);
  bool dimmed = (aMark & DIMMED) != 0u;
  float radius = uRadius * (dimmed ? 0.8 : 1.0);
  float outline = marked && uOutline >= 0.0 ? max(1.5, uOutline) : dimmed ? 0.0 : max(0.0, uOutline);
  float opacity = marked ? max(uOpacity, 0.95) : uOpacity * (dimmed ? 0.35 : 1.0);
  float symbol = radius < 1.75 ? 0.0 : float(aSymbol);
  gl_Position = clipOf(pixelOf(place), dot(uDepth, vec4(place, 1.0)));
  gl_PointSize = 2.0 * uRatio * (radius * 1.25 + outline + 1.0);
  vFill = vec4(colourOf(aColour), opacity);
  vEdge = marked ? uRing : uGround;
  vShape = vec4(symbol, radius * uRatio, outline * uRatio, 0.5 * gl_PointSize);
}
`;

/** Shapes by their distance from the edge, in pixels of the screen. */
export const pointFragment = `
uniform float uRatio;
flat in vec4 vFill;
flat in vec3 vEdge;
flat in vec4 vShape;
out vec4 colour;
float bar(vec2 at, float across, float along) { return max(at.x - across, at.y - along); }
float edge(int symbol, vec2 at, float radius) {
  vec2 side = abs(at);
  if (symbol == 0 || symbol == 4) return length(at) - radius;
  if (symbol == 1 || symbol == 5) return (side.x + side.y - 1.25 * radius) * 0.7071;
  if (symbol == 2 || symbol == 6) return max(side.x, side.y) - 0.9 * radius;
  float arm = max(0.264 * radius, 0.6 * uRatio);
  return min(bar(side, arm, 1.2 * radius), bar(side.yx, arm, 1.2 * radius));
}
void main() {
  int symbol = int(vShape.x + 0.5);
  float away = edge(symbol, (gl_PointCoord - 0.5) * 2.0 * vShape.w, vShape.y);
  bool open = symbol >= 4;
  if (open) away = abs(away) - 0.75 * uRatio;
  float inside = clamp(0.5 - away, 0.0, 1.0);
  float alpha = vFill.a * clamp(0.5 - away + vShape.z, 0.0, 1.0);
  if (alpha < 0.004) discard;
  colour = vec4(mix(vEdge, vFill.rgb, vShape.z > 0.0 ? inside : 1.0) * alpha, alpha);
}
`;

/** A straight piece as wide as it should be, with room for a soft edge. */
const ribbon = `
flat out vec4 vColour;
flat out vec2 vLine;
out vec2 vAt;
uniform float uWidth, uRatio, uCap;
vec2 ribbon(vec2 from, vec2 to, float width) {
  vec2 way = to - from;
  float size = max(length(way), 0.0001);
  vec2 along = way / size;
  float half_ = 0.5 * width + 0.75 / uRatio;
  float cap = uCap * half_;
  float end = float(gl_VertexID >> 1), side = float(gl_VertexID & 1) * 2.0 - 1.0;
  float at = mix(-cap, size + cap, end);
  vLine = vec2(size, 0.5 * width) * uRatio;
  vAt = vec2(at, side * half_) * uRatio;
  return from + along * at + vec2(-along.y, along.x) * side * half_;
}
`;

/** Four vertices per point: its way from one layer to the next. */
export const lineVertex = `${space}${colour}${ribbon}
layout(location = 0) in vec3 aFrom;
layout(location = 1) in vec3 aTo;
layout(location = 2) in uint aColour;
layout(location = 4) in uint aMark;
uniform float uHeight, uOpacity, uMarked;
void main() {
  if ((aMark & HIDDEN) != 0u || missing(aFrom) || missing(aTo)) {
    gl_Position = NOWHERE;
    return;
  }
  bool marked = (aMark & MARKED) != 0u;
  float opacity = marked ? max(uOpacity, uMarked) : uOpacity * ((aMark & DIMMED) != 0u ? 0.3 : 1.0);
  vec2 from = pixelOf(risen(aFrom, uHeight)), to = pixelOf(risen(aTo, uHeight + 1.0));
  gl_Position = clipOf(ribbon(from, to, uWidth), 0.0);
  vColour = vec4(colourOf(aColour), opacity);
}
`;

/** Four vertices per side of a square, four sides per square, squares from one height on in even steps. */
export const planeVertex = `${space}${ribbon}
uniform float uHalf, uFirst, uStep, uLast;
uniform vec4 uTint;
vec2 corner(int at) { return uHalf * vec2((at & 3) == 1 || (at & 3) == 2 ? 1.0 : -1.0, (at & 2) != 0 ? 1.0 : -1.0); }
void main() {
  float height = min(uFirst + float(gl_InstanceID >> 2) * uStep, uLast);
  int side = gl_InstanceID & 3;
  vec2 from = pixelOf(vec3(corner(side), height)), to = pixelOf(vec3(corner(side + 1), height));
  gl_Position = clipOf(ribbon(from, to, uWidth), 0.0);
  vColour = uTint;
}
`;

export const lineFragment = `
flat in vec4 vColour;
flat in vec2 vLine;
in vec2 vAt;
out vec4 colour;
void main() {
  float over = max(0.0, max(-vAt.x, vAt.x - vLine.x));
  float away = length(vec2(over, vAt.y)) - vLine.y;
  float alpha = vColour.a * clamp(0.5 - away, 0.0, 1.0) * min(1.0, 2.0 * vLine.y);
  colour = vec4(vColour.rgb * alpha, alpha);
}
`;

/** A plane's face: four corners. */
export const faceVertex = `${space}
uniform float uHalf, uFirst;
void main() {
  vec2 corner = uHalf * vec2(float(gl_VertexID & 1) * 2.0 - 1.0, float(gl_VertexID >> 1) * 2.0 - 1.0);
  gl_Position = clipOf(pixelOf(vec3(corner, uFirst)), 0.0);
}
`;

export const faceFragment = `
uniform vec4 uTint;
out vec4 colour;
void main() { colour = vec4(uTint.rgb * uTint.a, uTint.a); }
`;

/** What was drawn before, as it is: one triangle over the canvas. */
export const copyVertex = `
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}
`;

export const copyFragment = `
uniform sampler2D uDrawn;
out vec4 colour;
void main() { colour = texelFetch(uDrawn, ivec2(gl_FragCoord.xy), 0); }
`;
