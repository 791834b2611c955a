import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { languageElement, languageTag } from "../protocol/language.ts";
import { encodePage } from "../protocol/pageData.ts";
import type { Exporter, ExportInput } from "./index.ts";

/**
 * The panel as one page that opens without network: script, style and data inside, only this very script allowed to run.
 */
export const page: Exporter = {
  id: "page",
  fileName: "index.html",
  label: "Web page",
  help: "The whole panel as one file that opens in any browser, without a network.",
  results: "all",
  write: (path, { page: data, panel }) => writeFile(path, pageHtml(data.info.file, encodePage(data), panel)),
};

/** `data` is JSON in which no `<` is left, so no record's text can end the element that holds it. */
function pageHtml(title: string, data: string, panel: ExportInput["panel"]): string {
  const script = panel.script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    // Regular expressions are tried beside the page, so that a hostile one does not stop it.
    "worker-src blob:",
  ].join("; ");
  return `<!doctype html>
<html lang="${languageTag(panel.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeText(title)} · Embedding Strata</title>
<style>${panel.style.replaceAll("</style", "<\\/style")}</style>
</head>
<body>
<script type="application/json" id="strata-data">${data}</script>
${languageElement(panel.language)}<script>${script}</script>
</body>
</html>
`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
