// htmx as one global, for pages whose policy allows neither code nor styles inside them.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // a page of an office is not kept in a shared computer
globalThis.htmx = htmx;
