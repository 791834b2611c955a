/** Loads plotly, which takes about a second: a file of its own, fetched when a chart is first shown large. */
export function loadPlotly(): Promise<typeof import("plotly.js-dist-min")> {
  return import("plotly.js-dist-min");
}
