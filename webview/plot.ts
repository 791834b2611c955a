export type { Config, Data, Layout, PlotlyHTMLElement } from "plotly.js-dist-min";

export type Plotly = typeof import("plotly.js-dist-min");

/** The panel's own script while it starts; one that stands inside a page of its own has no address. */
const own = typeof document === "undefined" ? undefined : (document.currentScript as HTMLScriptElement | null);
const address = own?.src ?? "";
/** What the page's security policy asks of a script. */
const nonce = own?.nonce ?? "";

/** True where plotly can be fetched: it lies beside the panel's script, and a page of its own has no such file. */
export const hasPlotly = address !== "";

let loading: Promise<Plotly> | undefined;

/** Fetches plotly when a chart is first shown large, which takes about a second. Rejects where `hasPlotly` is false. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.nonce = nonce;
    script.src = new URL("plotly.js", address).href;
    script.addEventListener("load", () => {
      const { Plotly } = window as { Plotly?: Plotly };
      if (Plotly === undefined) reject(new Error(`${script.src} holds no plotly`));
      else resolve(Plotly);
    });
    script.addEventListener("error", () => reject(new Error(`${script.src} could not be loaded`)));
    document.head.append(script);
  });
  return loading;
}
