/** Gives a stand-alone page the system's theme; the returned function switches to the other one. */
export function startPageTheme(): () => void {
  const { classList } = document.body;
  classList.add("page");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = (dark: boolean): void => {
    classList.toggle("vscode-dark", dark);
    classList.toggle("vscode-light", !dark);
  };
  show(system.matches);
  system.addEventListener("change", () => show(system.matches));
  return () => show(classList.contains("vscode-light"));
}
