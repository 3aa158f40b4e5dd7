// The frame of the page, its keys, and how it starts.

const VIEWS = ["tasks", "targets", "units", "findings"];
const DRAW = { tasks: drawOutline, targets: drawTargets, units: drawUnits, findings: drawFindings };

let planBox = null;
let live = null;
let help = null;
let keysOn = true;

const announce = (words) => { live.textContent = words; };

function viewCount(view) {
  return view === "units" ? UNITS.size : list(PLAN[view]).length;
}

function drawTabs() {
  return h("div", { class: "tabs", role: "tablist", "aria-label": say("views"), onkeydown: keyInTabs }, VIEWS.map((view) =>
    h("button", { type: "button", role: "tab", id: `tab-${view}`, "aria-controls": `view-${view}`, "aria-selected": view === state.view,
      tabindex: view === state.view ? 0 : -1, onclick: () => showView(view) }, say(`view_${view}`), " ", h("b", {}, String(viewCount(view))))));
}

function keyInTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  showView(VIEWS[(VIEWS.indexOf(state.view) + step + VIEWS.length) % VIEWS.length]);
}

function showView(view) {
  state.view = view;
  drawPlan();
  document.getElementById(`tab-${view}`).focus();
}

/** Draw the right half anew. The views that are not shown stay empty until they are, or the page is printed. */
function drawPlan(all) {
  const top = planBox.scrollTop;
  const open = openDetails();
  shownOfFact.clear();
  replace(planBox, drawHead(), drawTabs(), VIEWS.map((view) => drawView(view, all)));
  reopen(open);
  planBox.scrollTop = top;
}

function drawView(view, all) {
  const shown = view === state.view;
  const box = h("div", { class: "view", role: "tabpanel", id: `view-${view}`, "aria-labelledby": `tab-${view}`, hidden: !shown });
  if (shown || all) append(box, [printedTitle(view), DRAW[view]()]);
  return box;
}

const printedTitle = (view) => h("p", { class: "printed view-title", "aria-hidden": "true" }, say(`view_${view}`));

const openDetails = () => Array.from(planBox.querySelectorAll("details"), (one) => one.open);

function reopen(open) {
  const now = planBox.querySelectorAll("details");
  if (now.length === open.length) now.forEach((one, n) => { one.open = open[n]; });
}

function buildTop() {
  const head = PLAN.document || {};
  return h("header", { class: "top" },
    h("span", { class: "brand", lang: "zh-CN" }, "一表"),
    zh("h1", {}, head.number && h("span", { class: "number" }, head.number), " ",
      h("span", { class: "name" }, head.plan_title || head.title || (head.source || {}).name || say("untitled"))),
    buildSearch(),
    h("div", { class: "tools" },
      h("button", { type: "button", class: "tool words", id: "language", onclick: () => setLanguage(state.lang === "zh" ? "en" : "zh") }),
      h("button", { type: "button", class: "tool words", "data-say": "print", onclick: () => window.print() }),
      h("button", { type: "button", class: "tool", "data-label": "keys", onclick: showHelp }, "?")));
}

function buildSwitch() {
  const button = (pane) => h("button", { type: "button", "data-pane": pane, "data-say": `pane_${pane}`, onclick: () => showPane(pane) });
  return h("div", { class: "switch" }, button("plan"), button("text"));
}

/** Which half a narrow screen shows; a wide one shows both. */
function showPane(pane) {
  state.pane = pane;
  document.body.dataset.pane = pane;
  for (const button of document.querySelectorAll("[data-pane]")) {
    if (button !== document.body) button.setAttribute("aria-pressed", button.dataset.pane === pane);
  }
}

function buildHelp() {
  help = h("dialog", { class: "help" });
  return help;
}

function showHelp() {
  const rows = [["/", "key_search"], ["Enter", "key_next_hit"], ["↑ ↓", "key_walk"], ["← →", "key_text"], ["Esc", "key_close"], ["?", "key_help"]];
  const toggle = h("input", { type: "checkbox", onchange: (event) => { keysOn = event.target.checked; } });
  toggle.checked = keysOn;
  replace(help, h("h2", { id: "help-title" }, say("keys")),
    h("dl", {}, rows.map(([key, words]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, say(words))))),
    h("label", {}, toggle, " ", say("keys_on")),
    legend(),
    h("button", { type: "button", class: "tool words", onclick: () => help.close() }, say("close")));
  help.setAttribute("aria-labelledby", "help-title");
  help.showModal();
}

function legend() {
  const kinds = ["target", "unit", "cadence"];
  return h("p", { class: "legend" }, kinds.map((kind) => [h("span", { class: `seg k-${kind}` }, say(`legend_${kind}`)), " "]));
}

function setLanguage(lang) {
  state.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-label]")) label(element, say(element.dataset.label));
  const button = document.getElementById("language");
  button.textContent = say("other_language");
  button.lang = lang === "zh" ? "en" : "zh-CN";
  searchInput.placeholder = say("search_placeholder");
  textBox.setAttribute("aria-label", say("pane_text"));
  drawSearchStatus();
  drawPlan();
  drawPanel();
}

function label(element, words) {
  element.setAttribute("aria-label", words);
  if (element.tagName === "BUTTON") element.title = words;
}

/** Keys for the whole page. Single characters stay with the fields one types in, and can be turned off. */
function keyOnPage(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape" && state.here.length) return void close();
  if (typing) return;
  const keys = { "/": keysOn && (() => searchInput.select()), "?": keysOn && showHelp };
  if (state.here.length && event.target.getAttribute("role") !== "tab") {
    Object.assign(keys, { ArrowDown: () => walk(1), ArrowUp: () => walk(-1) });
  }
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
}

/** Paper shows everything: all views, all of the text, nothing folded. */
function beforePrint() {
  drawAllText();
  drawPlan(true);
  for (const one of planBox.querySelectorAll("details")) one.open = true;
}

function start() {
  planBox = h("section", { class: "plan", tabindex: 0, "data-label": "pane_plan" });
  live = h("p", { class: "hidden", role: "status" });
  const text = h("section", { class: "text", "data-label": "pane_text" }, h("p", { class: "printed view-title", "data-say": "pane_text" }), buildText());
  const app = document.getElementById("app");
  append(app, [buildTop(), buildSwitch(), h("main", { class: "panes" }, planBox, buildPanel(), text), buildHelp(), live]);
  showPane("plan");
  setLanguage(state.lang);
  document.addEventListener("keydown", keyOnPage);
  window.addEventListener("hashchange", openAddress);
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", () => drawPlan());
  openAddress();
}

start();
