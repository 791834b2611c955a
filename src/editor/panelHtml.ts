import { languageElement, languageTag, type Language } from "../protocol/language.ts";
import { productName } from "../strings.ts";

/** Addresses as the webview sees them, and what its page is allowed to load. */
export interface PanelPage {
  readonly script: string;
  readonly style: string;
  /** The webview's own origin, for the content security policy. */
  readonly cspSource: string;
  readonly nonce: string;
  /** `undefined` for English. */
  readonly language: Language | undefined;
}

/** The page of a panel: no content but what its script makes, nothing from elsewhere. */
export function panelHtml({ script, style, cspSource, nonce, language }: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `font-src ${cspSource} data:`,
    `img-src ${cspSource} data: blob:`,
  ].join("; ");
  return `<!doctype html>
<html lang="${languageTag(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(productName)}</title>
    <link rel="stylesheet" href="${escaped(style)}" />
  </head>
  <body>
    ${languageElement(language)}<script nonce="${nonce}" src="${escaped(script)}"></script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
