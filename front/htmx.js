// htmx as one global, for pages whose policy allows neither code nor styles inside them.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyEnabled = false; // nothing of a page is kept in a computer that others use too
htmx.config.historyCacheSize = 0;
try {
  sessionStorage.removeItem("htmx-current-path-for-history"); // noted all the same
} catch {
  // a browser that keeps nothing
}
globalThis.htmx = htmx;
