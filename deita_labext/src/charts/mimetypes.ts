/** The type that JupyterLab's own renderer takes. */
export const VEGALITE_TYPE = 'application/vnd.vegalite.v5+json';

/**
 * By this a bundle says that its Vega-Lite is a chart of Deita's. JupyterLab puts HTML, which
 * others need, before Vega-Lite.
 */
export const CHART_TYPE = 'application/vnd.deita.chart+json';
