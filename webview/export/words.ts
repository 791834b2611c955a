import { svg } from "../dom.ts";

/** Looks of an SVG element that a style sheet gives it, and that a file has to hold itself. */
const shape = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-linejoin", "opacity"];
const text = ["font-family", "font-size", "font-weight", "text-anchor", "paint-order"];

/** What stands over and under the points, by whether it does so. */
export interface Surroundings {
  readonly under: readonly SVGElement[];
  readonly over: readonly SVGElement[];
}

/**
 * All words, rings and lines that stand on the stage beside its canvas, as elements of their own with their looks inside;
 * `leaves` tells which words to leave out.
 */
export function surroundingsOf(stage: HTMLElement, leaves: (word: string) => boolean): Surroundings {
  const home = stage.getBoundingClientRect();
  const canvas = stage.querySelector(".plot");
  const found = { under: [] as SVGElement[], over: [] as SVGElement[] };
  for (const part of stage.children) {
    if (part === canvas || part.matches(".tip") || part.getClientRects().length === 0) continue;
    const isUnder = canvas !== null && (part.compareDocumentPosition(canvas) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    const drawings = part instanceof SVGSVGElement ? [part] : [...part.querySelectorAll("svg")];
    const into = isUnder ? found.under : found.over;
    for (const drawing of drawings) into.push(groupOf(drawing, home, leaves));
    if (!(part instanceof SVGSVGElement)) for (const word of wordsIn(part, home, leaves)) into.push(word);
  }
  return found;
}

function groupOf(drawing: SVGSVGElement, home: DOMRect, leaves: (word: string) => boolean): SVGGElement {
  const { left, top, width } = drawing.getBoundingClientRect();
  const view = drawing.viewBox.baseVal;
  const scale = view.width > 0 ? width / view.width : 1;
  const place = `translate(${left - home.left} ${top - home.top})${scale === 1 ? "" : ` scale(${scale})`}`;
  return svg("g", { transform: place }, ...[...drawing.children].flatMap((child) => copyOf(child, leaves)));
}

/** An element with the looks that the page gives it. */
function copyOf(element: Element, leaves: (word: string) => boolean): readonly SVGElement[] {
  if (!(element instanceof SVGElement) || element.matches(".hover-ring")) return [];
  const isWord = element instanceof SVGTextElement;
  if (isWord && leaves(element.textContent)) return [];
  const copy = element.cloneNode(false) as SVGElement;
  for (const name of ["class", "style", "id", "data-record"]) copy.removeAttribute(name);
  const style = getComputedStyle(element);
  for (const property of isWord ? [...shape, ...text] : shape) {
    const value = style.getPropertyValue(property);
    if (value !== "" && element.tagName !== "g") copy.setAttribute(property, value);
  }
  if (element.children.length === 0) copy.textContent = element.textContent;
  else copy.append(...[...element.children].flatMap((child) => copyOf(child, leaves)));
  return [copy];
}

/** Words of the page itself, where they stand. */
function wordsIn(part: Element, home: DOMRect, leaves: (word: string) => boolean): readonly SVGElement[] {
  const words: SVGElement[] = [];
  for (const element of part.querySelectorAll<HTMLElement>("*")) {
    const own = [...element.childNodes].filter((node) => node instanceof Text && node.data.trim() !== "");
    const [node] = own;
    if (!(node instanceof Text) || leaves(node.data.trim()) || element.matches(".codicon")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, bottom, height, width } = range.getBoundingClientRect();
    if (width === 0) continue;
    const style = getComputedStyle(element);
    const looks = {
      fill: style.color,
      "font-family": style.fontFamily,
      "font-size": style.fontSize,
      "font-weight": style.fontWeight,
    };
    words.push(svg("text", { x: left - home.left, y: bottom - home.top - 0.25 * height, ...looks }, node.data.trim()));
  }
  return words;
}
