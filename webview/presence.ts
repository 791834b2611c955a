import { svg } from "./dom.ts";

const SLOT = 10;
const GAP = 1.5;

/** At which layers a point is near, as a thin strip with a slot for each; the lit one marked as everywhere. */
export function presence(near: readonly boolean[], layer: number): SVGElement {
  const path = near
    .map((isNear, i) => (isNear && i !== layer ? `M${i * SLOT + GAP} 0h${SLOT - 2 * GAP}v2h${2 * GAP - SLOT}z` : ""))
    .join("");
  return svg(
    "svg",
    {
      ...{ class: "presence", viewBox: `0 0 ${near.length * SLOT} 2` },
      ...{ preserveAspectRatio: "none", "aria-hidden": "true" },
    },
    svg("rect", { class: "none", x: 0, y: 0.75, width: near.length * SLOT, height: 0.5 }),
    svg("path", { class: "near-at", d: path }),
    svg("rect", { class: "here", x: layer * SLOT + GAP, y: 0, width: SLOT - 2 * GAP, height: 2 }),
  );
}
