import { over, parseColour, readable, type Rgba } from "./contrast.ts";
import { onThemeChange } from "./theme.ts";

/** What WCAG asks of small text is 4.5; rounding may not take it away. */
const CONTRAST = 4.6;

/** The words' colours of the style sheet, and the grounds they stand on. */
const words = ["--secondary", "--quiet", "--link", "--heading"] as const;
const grounds = [
  "--vscode-sideBarSectionHeader-background",
  "--vscode-editorWidget-background",
  "--vscode-list-hoverBackground",
] as const;

/** Keeps small words readable in every theme: those of VS Code's colours that are too faint are made as strong as needed. */
export function keepWordsReadable(): void {
  setWordColours();
  onThemeChange(setWordColours);
}

function setWordColours(): void {
  for (const name of words) document.body.style.removeProperty(name);
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const read = (variable: string): Rgba => {
    probe.style.color = `var(${variable}, transparent)`;
    return parseColour(getComputedStyle(probe).color);
  };
  const canvas = read("--vscode-editor-background");
  // A pane's head and a row under the pointer lie on the side bar.
  const bar = over(read("--vscode-sideBar-background"), canvas);
  const all = [canvas, bar, ...grounds.flatMap((ground) => [over(read(ground), canvas), over(read(ground), bar)])];
  const strong = read("--vscode-foreground");
  const set = words.map((name) => [name, readable(read(name), all, strong, CONTRAST)] as const);
  probe.remove();
  for (const [name, [r, g, b]] of set)
    document.body.style.setProperty(name, `rgb(${r.toFixed(0)} ${g.toFixed(0)} ${b.toFixed(0)})`);
}
