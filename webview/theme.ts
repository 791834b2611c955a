import { COLOURS } from "./categories.ts";
import { BINS } from "./scale.ts";

/** The colours the picture is drawn with; everything else takes them from the style sheet. */
export interface Theme {
  readonly dark: boolean;
  readonly contrast: boolean;
  /** All as `rgb(…)`. */
  readonly foreground: string;
  readonly background: string;
  readonly accent: string;
  /** Twelve colours of categories, then "other", then those of the scale of numbers. */
  readonly palette: readonly string[];
}

const scaleNames = Array.from({ length: BINS }, (_, bin) => `scale-${bin}`);
const categoryNames = Array.from({ length: COLOURS }, (_, colour) => String(colour + 1));
const PALETTE_NAMES = [...categoryNames, "other", ...scaleNames];

/** Reads VS Code's colours, as they are set on the page now. */
export function readTheme(): Theme {
  const classes = document.body.classList;
  const contrastLight = classes.contains("vscode-high-contrast-light");
  const contrast = contrastLight || classes.contains("vscode-high-contrast");
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.className = "colour-probe";
  document.body.append(probe);
  const colour = (variable: string): string => {
    probe.style.color = `var(${variable})`;
    return opaque(getComputedStyle(probe).color);
  };
  const theme: Theme = {
    dark: !contrastLight && !classes.contains("vscode-light"),
    contrast,
    foreground: colour("--vscode-foreground"),
    background: colour("--vscode-editor-background"),
    accent: colour("--vscode-focusBorder"),
    palette: PALETTE_NAMES.map((name) => colour(`--strata-${name}`)),
  };
  probe.remove();
  return theme;
}

/** A computed colour without its alpha: opacity belongs to the traces. */
function opaque(computed: string): string {
  const channels = computed.match(/[\d.]+/g)?.slice(0, 3) ?? [];
  return computed.startsWith("rgb") && channels.length === 3 ? `rgb(${channels.join(", ")})` : computed;
}

/** Tells when VS Code changes its theme. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
}

/** True where VS Code or the system asks for less motion. */
export function reducedMotion(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") || matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
