import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { page as pageExport } from "../../src/export/page.ts";
import { languageElement, languageTag, type Language } from "../../src/protocol/language.ts";
import { encodePage } from "../../src/protocol/pageData.ts";
import type { PageData, PanelState, SavedView } from "../../src/protocol/panel.ts";

export type ThemeName = "dark" | "light" | "hc" | "hc-light";

const root = path.join(import.meta.dirname, "../..");
const folder = path.join(tmpdir(), `strata-panel-${process.pid}`);
const bodyClasses: Readonly<Record<ThemeName, string>> = {
  dark: "vscode-dark",
  light: "vscode-light",
  hc: "vscode-high-contrast",
  "hc-light": "vscode-high-contrast-light vscode-high-contrast",
};

/** The panel's bundle and the fake host's, built once per process. */
let bundles: Promise<{ readonly panel: { script: string; style: string }; readonly host: string }> | undefined;

async function bundle(): Promise<{ panel: { script: string; style: string }; host: string }> {
  const made = await build({
    entryPoints: { panel: path.join(root, "webview/main.ts"), host: path.join(root, "test/webview/fakeHost.ts") },
    outdir: folder,
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    minify: true,
    write: false,
    loader: { ".ttf": "dataurl" },
  });
  const text = (name: string): string => made.outputFiles.find((file) => file.path.endsWith(name))?.text ?? "";
  return { panel: { script: text("panel.js"), style: text("panel.css") }, host: text("host.js") };
}

function place(name: string): string {
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name}.html`);
}

/** Writes a stand-alone page, as the command line does; gives its path. */
export async function standAlonePage(name: string, data: PageData, language?: Language): Promise<string> {
  const { panel } = await (bundles ??= bundle());
  const file = place(name);
  await pageExport.write(file, { page: data, panel: { ...panel, ...(language && { language }) } } as Parameters<
    typeof pageExport.write
  >[1]);
  return file;
}

export interface WebviewOptions {
  readonly theme: ThemeName;
  readonly state?: PanelState;
  readonly saved?: Partial<SavedView>;
  /** The panel's script is a file beside plotly's, as in VS Code. */
  readonly plotly?: boolean;
  /** Nothing was drawn yet. */
  readonly noPicture?: boolean;
  /** English where left out. */
  readonly language?: Language;
}

/** Writes a page that looks to the panel like a webview of VS Code, policy included; gives its path. */
export async function webviewPage(name: string, data: PageData, options: WebviewOptions): Promise<string> {
  const { panel, host } = await (bundles ??= bundle());
  const themes = readFileSync(path.join(import.meta.dirname, "vscodeThemes.css"), "utf8");
  const policy = [
    "default-src 'none'",
    "script-src 'nonce-test'",
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    // The extension's stand-in searches as a page does.
    "worker-src blob:",
  ].join("; ");
  const attribute = (value: unknown): string =>
    JSON.stringify(value ?? null)
      .replaceAll("&", "&amp;")
      .replaceAll('"', "&quot;");
  const script = (code: string): string => `<script nonce="test">${code.replaceAll("</script", "<\\/script")}</script>`;
  const file = place(name);
  if (options.plotly === true) {
    writeFileSync(path.join(folder, "panel.js"), panel.script);
    copyFileSync(path.join(root, "node_modules/plotly.js-dist-min/plotly.min.js"), path.join(folder, "plotly.js"));
  }
  writeFileSync(
    file,
    `<!doctype html><html lang="${languageTag(options.language)}" class="${options.theme}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>${themes}</style><style>body { padding: 0 20px }</style><style>${panel.style}</style></head>
<body class="${bodyClasses[options.theme]}">
<script type="application/json" id="fake-host-data" data-state="${attribute(options.state)}" data-saved="${attribute(options.saved ?? {})}"${options.noPicture === true ? ' data-picture="none"' : ""}>${encodePage(data)}</script>
${languageElement(options.language)}${script(host)}
${options.plotly === true ? '<script nonce="test" src="panel.js"></script>' : script(panel.script)}
</body></html>`,
  );
  return file;
}

/** Writes a page that holds only the renderer, for tests that ask it for pictures; gives its path. */
export async function glPage(theme: ThemeName): Promise<string> {
  const made = await build({
    entryPoints: [path.join(root, "test/webview/glPage.ts")],
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    write: false,
  });
  const themes = readFileSync(path.join(import.meta.dirname, "vscodeThemes.css"), "utf8");
  const palette = readFileSync(path.join(root, "webview/css/palette.css"), "utf8");
  const file = place(`gl-${theme}`);
  const script = made.outputFiles[0]?.text.replaceAll("</script", "<\\/script") ?? "";
  writeFileSync(
    file,
    `<!doctype html><html class="${theme}"><style>${themes}${palette}</style><body class="${bodyClasses[theme]}"><script>${script}</script>`,
  );
  return file;
}
