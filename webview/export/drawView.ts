import { LEAST_PIXELS, MOST_PIXELS, MOST_SHAPES, type DrawingParams } from "../../src/protocol/exporting.ts";
import { StrataError } from "../../src/protocol/errors.ts";
import { drawingWords } from "../../src/strings/drawingWords.ts";
import { exportText } from "../../src/strings/exporting.ts";
import { fitText } from "../../src/strings/fitting.ts";
import type { Size } from "../camera.ts";
import { svg } from "../dom.ts";
import { paintScene, visiblePoints } from "../flat.ts";
import { textMeasure } from "../overlay.ts";
import { Painter } from "../painter.ts";
import type { Scene } from "../scene.ts";
import type { Seen, Stage } from "../stage.ts";
import { isOnStage, litLayer, type State } from "../state.ts";
import { readTheme, type Theme } from "../theme.ts";
import { viewOf } from "../views.ts";
import { curvesSvg } from "./curvesSvg.ts";
import { LEGEND_WIDTH, legendSvg, words } from "./legendSvg.ts";
import { SvgPen } from "./svgPen.ts";
import { surroundingsOf, type Surroundings } from "./words.ts";

const CAPTION_HEIGHT = 28;
const CAPTION_LEFT = 13;
const CAPTION = 12;
/** Of a picture's width the legend takes this share at most: it is smaller in a small one. */
const LEGEND_SHARE = 0.4;
/** Frames of the screen in which a stage of another size is drawn. */
const FRAMES = 120;
/** Nothing is left out of a file. */
const ALL = { most: Infinity, lit: Infinity };

/**
 * The view that is shown as a file: a PNG, or an SVG whose points and lines are shapes. Throws `optionUnknown` for a size
 * that no canvas has.
 */
export async function drawView(stage: Stage, state: State, params: DrawingParams): Promise<Uint8Array> {
  const { format, width, height } = params;
  const scale = format === "png" ? params.scale : 1;
  if (Math.max(width, height) * scale > MOST_PIXELS || Math.min(width, height) < LEAST_PIXELS) {
    const allowed = exportText.allowedSizes(LEAST_PIXELS, MOST_PIXELS);
    throw new StrataError("optionUnknown", { option: "size", value: `${width * scale} × ${height * scale}`, allowed });
  }
  const theme = readTheme();
  return viewOf(state).id === "curves"
    ? curvesFile(state, params, theme)
    : stageFile(stage, state, { ...params, scale }, theme);
}

/** The charts: their lines have their keys beside them, and colours of records mean nothing here. */
async function curvesFile(state: State, params: DrawingParams, theme: Theme): Promise<Uint8Array> {
  const { format, width, height, legend, caption, scale } = params;
  const whole = { width, height };
  const charts = curvesSvg(state, theme, { width, height: height - (caption ? CAPTION_HEIGHT : 0) }, legend);
  const drawing = [...charts, ...captionSvg(state, params, theme)];
  if (format === "svg") return new TextEncoder().encode(svgOf([written(drawing)], whole, theme));
  return pngOf([await imageOf(drawing, whole, scale)], whole, scale, theme);
}

async function stageFile(stage: Stage, state: State, params: DrawingParams, theme: Theme): Promise<Uint8Array> {
  const { format, width, height, legend, caption, withTexts, scale } = params;
  const small = Math.min(1, (LEGEND_SHARE * width) / LEGEND_WIDTH);
  const key = legend ? legendSvg(state, theme, height / small) : [];
  const picture: Size = {
    width: width - (key.length > 0 ? Math.round(small * LEGEND_WIDTH) : 0),
    height: height - (caption ? CAPTION_HEIGHT : 0),
  };
  const told = withTexts ? [] : [...state.excerpts.values()].map((text) => text.trim());
  const { seen, around } = await atSize(stage, picture, (word) => isOfTexts(word, told));
  const beside = [
    svg("g", { transform: `translate(${picture.width} 0) scale(${small})` }, ...key),
    ...captionSvg(state, params, theme),
  ];
  const whole = { width, height };
  if (format === "svg") return new TextEncoder().encode(svgFile(seen, around, beside, whole, theme));
  return pngFile(seen, around, beside, whole, scale, theme);
}

/** Draws the stage at another size for a moment; gives what it showed then. */
async function atSize(
  stage: Stage,
  size: Size,
  leaves: (word: string) => boolean,
): Promise<{ readonly seen: Seen; readonly around: Surroundings }> {
  const { style } = stage.element;
  const before = style.cssText;
  const rest = { position: "fixed", left: "0", top: "0", zIndex: "-1", visibility: "hidden" };
  Object.assign(style, { ...rest, width: `${size.width}px`, height: `${size.height}px` });
  try {
    for (let frame = 0; frame < FRAMES; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const { seen } = stage;
      if (seen?.size.width === size.width && seen.size.height === size.height)
        return { seen, around: surroundingsOf(stage.element, leaves) };
    }
    throw new StrataError("internal", { reason: exportText.notDrawn });
  } finally {
    style.cssText = before;
  }
}

/** Whether a word on the picture is the beginning of a record's text. */
function isOfTexts(word: string, texts: readonly string[]): boolean {
  const start = word.replace(/…$/, "").trim();
  return start !== "" && texts.some((text) => text.replaceAll(/\s+/g, " ").startsWith(start));
}

/** The caption below the picture: smaller where it would not fit. */
function captionSvg(state: State, { caption, width, height }: DrawingParams, theme: Theme): readonly SVGElement[] {
  if (!caption) return [];
  const text = captionOf(state);
  const wide = textMeasure()(text, { size: CAPTION, weight: 400 });
  const room = width - 2 * CAPTION_LEFT;
  const line = words(CAPTION_LEFT, height - 10, text, theme, 400, "start", CAPTION * Math.min(1, room / wide));
  // Small letters are wider than their size tells.
  if (wide > room) {
    line.setAttribute("textLength", String(room));
    line.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
  return [line];
}

function captionOf(state: State): string {
  const { info, shown, panel } = state;
  const result = panel?.kind === "ready" ? panel.result : undefined;
  const drawing = result?.drawing ?? info?.drawing;
  const isOwn = shown?.dataset.given === undefined && isOnStage(state);
  const words = drawing && isOwn ? [drawingWords(drawing, info?.tasks ?? [])] : [];
  if (result?.stoppedEarly) words.push(fitText.early(result.stoppedEarly));
  const layers = shown?.picture.layers ?? [];
  return exportText.caption({
    file: info?.file ?? "",
    model: info?.model ?? "",
    drawing: words.length > 0 ? words.join(", ") : undefined,
    view: viewOf(state).label,
    layer: layers[litLayer(state)] ?? "",
    layers,
    points: shown?.picture.drawn ?? 0,
  });
}

function svgFile(
  seen: Seen,
  { under, over }: Surroundings,
  beside: readonly SVGElement[],
  size: Size,
  theme: Theme,
): string {
  return svgOf([written(under), pointsOf(seen), written(over), written(beside)], size, theme);
}

function written(elements: readonly SVGElement[]): string {
  return elements.map((element) => new XMLSerializer().serializeToString(element)).join("\n");
}

function svgOf(parts: readonly string[], { width, height }: Size, { background }: Theme): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

/** Shapes, or where there are too many an image of them. */
function pointsOf({ scene, frames, size }: Seen): string {
  if (shapesOf(scene) <= MOST_SHAPES) {
    const pen = new SvgPen();
    paintScene(pen, scene, frames, ALL);
    return pen.content;
  }
  const painter = new Painter();
  painter.clear(size, 2);
  paintScene(painter, scene, frames, ALL);
  return `<image width="${size.width}" height="${size.height}" href="${painter.canvas.toDataURL("image/png")}"/>`;
}

/** Markers and lines that a scene has at most. */
function shapesOf(scene: Scene): number {
  return visiblePoints(scene).length * (scene.picture.layers.length + 2);
}

async function pngFile(
  { scene, frames, size }: Seen,
  { under, over }: Surroundings,
  beside: readonly SVGElement[],
  whole: Size,
  scale: number,
  theme: Theme,
): Promise<Uint8Array> {
  const painter = new Painter();
  painter.clear(size, scale);
  paintScene(painter, scene, frames, ALL);
  const [below, above] = [await imageOf(under, whole, scale), await imageOf([...over, ...beside], whole, scale)];
  return pngOf([below, painter.canvas, above], whole, scale, theme);
}

/** Images one over the other. */
async function pngOf(
  layers: readonly CanvasImageSource[],
  whole: Size,
  scale: number,
  { background }: Theme,
): Promise<Uint8Array> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(whole.width * scale);
  canvas.height = Math.round(whole.height * scale);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This window has no 2-D canvas");
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const layer of layers) context.drawImage(layer, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error(exportText.tooLarge);
  return new Uint8Array(await blob.arrayBuffer());
}

async function imageOf(
  elements: readonly SVGElement[],
  { width, height }: Size,
  scale: number,
): Promise<HTMLImageElement> {
  const drawing = svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: width * scale,
      height: height * scale,
      viewBox: `0 0 ${width} ${height}`,
    },
    ...elements.map((element) => element.cloneNode(true)),
  );
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
  await image.decode();
  return image;
}
