// Doubts answered one by one: a true, d not so, n a note, e mend it, j and k the next and the one before.
// After an answer the next one opens: what weighs more comes first, hints come last.
import { light, showInPane } from "./review-marks.js";
import { correct, tell } from "./review-send.js";

const pane = document.getElementById("facts");
const said = document.getElementById("desk-said");
let current = "";

const open = () => {
  const all = Array.from(pane.querySelectorAll(".doubt[data-open]"));
  return [...all.filter((one) => !one.classList.contains("sev-info")), ...all.filter((one) => one.classList.contains("sev-info"))];
};

/** Open a doubt: both panes go to it, and the keys are about it. */
export function look(element, focus = true) {
  for (const one of pane.querySelectorAll(".doubt.current")) one.classList.remove("current");
  if (!element) { current = ""; return; }
  current = element.dataset.doubt;
  element.classList.add("current");
  light(element.dataset.fact, { text: true });
  showInPane(element);
  if (focus) element.focus({ preventScroll: true });
}

const now = () => pane.querySelector(`.doubt[data-doubt="${CSS.escape(current)}"]`);

/** Go to the next doubt that is open, or the one before. */
export function step(by) {
  const all = open();
  if (!all.length) return;
  const at = all.indexOf(now());
  look(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
}

/** Answer the doubt that an element belongs to, and open the next. */
async function settle(element, body) {
  const before = open();
  const rest = before.slice(before.indexOf(element) + 1).concat(before).map((one) => one.dataset.doubt);
  const why = await correct(body);
  if (why) return;
  const left = open();
  const next = rest.map((key) => left.find((one) => one.dataset.doubt === key)).find(Boolean);
  look(next || null);
  if (!left.some((one) => !one.classList.contains("sev-info"))) tell(said.dataset.allDone);
}

function answer(element, how) {
  const text = element.querySelector("input[name=text]");
  const confirm = element.querySelector("[data-confirm]");
  if (confirm) return how === "accepted" ? confirmFigure(element, confirm.dataset.confirm) : undefined;
  const body = { kind: "finding.answer", finding: { key: element.dataset.doubt }, answer: how, text: text ? text.value.trim() : "" };
  return settle(element, body);
}

/** A figure that was looked at and left as it is counts as sure. */
function confirmFigure(element, key) {
  const fact = pane.querySelector(`a.fact[data-fact="${CSS.escape(key)}"]`);
  const { subject } = JSON.parse(fact.dataset.values);
  return settle(element, { kind: "target.edit", target: { key }, fields: { subject } });
}

function mend(element) {
  const button = element.querySelector("[data-fix], [data-open-edit]");
  if (button) button.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: (element) => element && answer(element, "accepted"),
  d: (element) => element && answer(element, "dismissed"),
  n: (element) => element && note(element),
  e: (element) => element && mend(element),
};

function note(element) {
  const field = element.querySelector("input[name=text]");
  if (field) field.focus();
}

/** Answer the keys and buttons of doubts. */
export function answersDoubts() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select, #pop, #panel, dialog[open]")) return;
    const act = KEYS[event.key];
    if (!act || !document.getElementById("panel").hidden) return;
    event.preventDefault();
    act(now() && now().hasAttribute("data-open") ? now() : null);
  });
  pane.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-answer]")) return;
    event.preventDefault();
    // Enter in the note means: noted.
    const how = document.activeElement && document.activeElement.name === "text" ? "noted" : event.submitter && event.submitter.value;
    answer(event.target.closest(".doubt"), how || "noted");
  });
  pane.addEventListener("focusin", (event) => {
    const doubt = event.target.closest(".doubt[data-open]");
    if (doubt && doubt.dataset.doubt !== current) look(doubt, false);
  });
  pane.addEventListener("click", (event) => click(event));
}

function click(event) {
  const confirm = event.target.closest("[data-confirm]");
  if (confirm) return confirmFigure(confirm.closest(".doubt"), confirm.dataset.confirm);
  const link = event.target.closest("[data-look]");
  if (!link) return undefined;
  event.preventDefault();
  return look(link.closest(".doubt"));
}
