// The two panes of the review desk, linked both ways: a fact lights up its characters, characters their facts.
// A fact is whatever carries data-fact and data-spans ("12-20 40-44", in code points of the document) in the right
// pane; the paragraphs at the left are cut into segments as they come into view, so that spans may nest freely.

const paper = document.getElementById("paper");
const pane = document.getElementById("facts");
const LONG = 160; // characters from which a place is shown beside the paragraph, not on every character of it
const FEW = 60; // a doubt about more than so many characters underlines none of them

let facts = new Map(); // name → { name, kind, spans, length, elements }
let places = []; // { start, end, fact } in the order of the text
let chosen = "";
let turn = 0; // pressing the same characters again goes through their facts

const lines = Array.from(paper.querySelectorAll("p[data-at]"), (element) => {
  const at = Number(element.dataset.at);
  return { element, at, end: at + Number(element.dataset.n), text: element.textContent, near: false, marked: false };
});
const lineOf = new Map(lines.map((line) => [line.element, line]));

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const line = lineOf.get(entry.target);
    line.near = entry.isIntersecting;
    if (line.near && !line.marked) mark(line);
  }
}, { root: paper, rootMargin: "600px 0px" });

/** Read the facts of the right pane anew; the text in view is marked with them. */
export function readFacts() {
  facts = new Map();
  for (const element of pane.querySelectorAll("[data-fact]")) note(element);
  places = [];
  for (const fact of facts.values()) for (const [start, end] of fact.spans) places.push({ start, end, fact });
  places.sort((one, two) => one.start - two.start || two.end - one.end);
  for (const line of lines) {
    line.marked = false;
    if (line.near) mark(line);
  }
  if (chosen) light(chosen, {});
}

function note(element) {
  const name = element.dataset.fact;
  const known = facts.get(name);
  if (known) return known.elements.push(element);
  const spans = (element.dataset.spans || "").split(" ").filter(Boolean).map((one) => one.split("-").map(Number));
  const length = spans.reduce((sum, [start, end]) => sum + end - start, 0);
  return facts.set(name, { name, kind: kindOf(element, length), spans, length, elements: [element] });
}

function kindOf(element, length) {
  if (element.classList.contains("unit")) return "unit";
  if (element.closest(".target")) return "target";
  if (element.classList.contains("doubt")) {
    return length <= FEW && element.matches(":not(.answered):not(.sev-info)") ? "doubt" : "quiet-doubt";
  }
  return element.hasAttribute("data-broad") ? "task" : "measure";
}

/** Watch which paragraphs come into view, and answer the mouse and the keys in both panes. */
export function linkPanes() {
  for (const line of lines) watcher.observe(line.element);
  pane.addEventListener("mouseover", (event) => hover(event.target.closest("[data-fact]")));
  pane.addEventListener("mouseleave", () => hover(null));
  pane.addEventListener("focusin", (event) => {
    const fact = event.target.closest("[data-fact]");
    if (fact) light(fact.dataset.fact, { text: true });
  });
  paper.addEventListener("mouseover", (event) => nearInPane(event.target.closest(".seg")));
  paper.addEventListener("mouseleave", () => nearInPane(null));
  paper.addEventListener("click", clickText);
  paper.addEventListener("keydown", keyInText);
}

// --- Marking -------------------------------------------------------------------------------------

function mark(line) {
  line.marked = true;
  const inside = places.filter((one) => one.start < line.end && one.end > line.at);
  const cuts = new Set([line.at, line.end]);
  for (const one of inside) {
    if (one.start > line.at) cuts.add(one.start);
    if (one.end < line.end) cuts.add(one.end);
  }
  const ordered = Array.from(cuts).sort((one, two) => one - two);
  const letters = /[\ud800-\udfff]/.test(line.text) ? Array.from(line.text) : null; // code points where they differ
  const pieces = [];
  for (let n = 0; n + 1 < ordered.length; n += 1) pieces.push(segment(line, ordered[n], ordered[n + 1], inside, letters));
  line.element.textContent = "";
  line.element.append(...pieces);
  lightLine(line);
}

function segment(line, start, end, inside, letters) {
  const from = start - line.at, to = end - line.at;
  const words = letters ? letters.slice(from, to).join("") : line.text.slice(from, to);
  const here = inside.filter((one) => one.start <= start && one.end >= end).map((one) => one.fact);
  if (!here.length) return document.createTextNode(words);
  here.sort((one, two) => one.length - two.length);
  const element = document.createElement("span");
  element.className = ["seg", ...new Set(here.map((fact) => `k-${fact.kind}`))].join(" ");
  element.dataset.facts = here.map((fact) => fact.name).join(" ");
  element.textContent = words;
  return element;
}

const segmentsOf = (line, name) =>
  Array.from(line.element.querySelectorAll(".seg")).filter((one) => one.dataset.facts.split(" ").includes(name));

function lightLine(line) {
  const fact = facts.get(chosen);
  const here = fact !== undefined && fact.spans.some(([start, end]) => start < line.end && end > line.at);
  const beside = here && (fact.kind === "task" || fact.length > LONG);
  line.element.classList.toggle("in-task", beside);
  for (const one of line.element.querySelectorAll(".seg.lit")) one.classList.remove("lit");
  if (here && !beside) for (const one of segmentsOf(line, chosen)) one.classList.add("lit");
}

// --- Lighting ------------------------------------------------------------------------------------

/** Light a fact in both panes; `text` and `plan` say which of them scrolls to it. Return whether there is such a fact. */
export function light(name, { text = false, plan = false }) {
  const before = facts.get(chosen);
  if (before) for (const element of before.elements) shine(element, false);
  chosen = name;
  const fact = facts.get(name);
  if (fact) for (const element of fact.elements) shine(element, true);
  for (const line of lines) if (line.marked) lightLine(line);
  if (fact && text && fact.spans.length) showText(fact.spans[0][0], name);
  if (fact && plan) showInPane(fact.elements[0]);
  return Boolean(fact);
}

function shine(element, on) {
  const card = element.hasAttribute("data-broad") ? element.closest(".card") : null;
  (card || element).classList.toggle("lit", on);
}

function hover(element) {
  for (const one of paper.querySelectorAll(".seg.near")) one.classList.remove("near");
  const fact = element && facts.get(element.dataset.fact);
  if (!fact || fact.kind === "task" || fact.length > LONG) return;
  for (const line of lines) if (line.marked) for (const one of segmentsOf(line, fact.name)) one.classList.add("near");
}

function nearInPane(segmentOver) {
  for (const one of pane.querySelectorAll(".near")) one.classList.remove("near");
  const fact = segmentOver && facts.get(segmentOver.dataset.facts.split(" ")[0]);
  if (fact && fact.kind !== "task") for (const element of fact.elements) element.classList.add("near");
}

function lineAt(offset) {
  let found = lines[0];
  for (const line of lines) if (line.at <= offset) found = line;
  return found;
}

/** Bring a place of the text into view. */
export function showText(offset, name) {
  const line = lineAt(offset);
  if (!line) return;
  if (!line.marked) mark(line);
  const there = () => (name && segmentsOf(line, name)[0]) || line.element;
  settle(paper, there);
}

/** Bring an element of the right pane into view, out of whatever is folded over it. */
export function showInPane(element) {
  for (let above = element.closest("details"); above; above = above.parentElement.closest("details")) above.open = true;
  if (getComputedStyle(pane).overflowY === "visible") element.scrollIntoView({ block: "center" });
  else settle(pane, () => element);
}

/** Scroll a box until something stands in its view; once more when what came into view has got its true height. */
function settle(box, there) {
  const move = () => {
    const top = there().getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top < 24 || top > box.clientHeight * 0.8) box.scrollTop += top - box.clientHeight * 0.3;
  };
  move();
  requestAnimationFrame(() => { move(); requestAnimationFrame(move); });
}

// --- From the text -------------------------------------------------------------------------------

function clickText(event) {
  if (String(document.getSelection())) return; // somebody selects words
  const element = event.target.closest(".seg");
  if (!element) return;
  const names = element.dataset.facts.split(" ");
  turn = names.includes(chosen) ? (names.indexOf(chosen) + 1) % names.length : 0;
  choose(names[turn]);
}

function choose(name) {
  light(name, { plan: true });
  const element = facts.get(name).elements[0];
  if (element.tabIndex >= 0 || element.hasAttribute("tabindex")) element.focus({ preventScroll: true });
}

/** → and ← go through what is marked, Enter goes to the fact at the right. */
function keyInText(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Enter" && facts.has(chosen)) return choose(chosen);
  if (!step) return undefined;
  event.preventDefault();
  const fine = places.filter((one) => one.fact.kind !== "task" && one.fact.kind !== "measure");
  if (!fine.length) return undefined;
  const at = fine.findIndex((one) => one.fact.name === chosen);
  const next = fine[at < 0 ? 0 : (at + step + fine.length) % fine.length];
  light(next.fact.name, { text: true });
  return showInPane(next.fact.elements[0]);
}

/** Return the words of the document between two offsets, across paragraphs. */
export function wordsAt(start, end) {
  const found = lines.filter((line) => line.at < end && line.end > start);
  return found.map((line) => Array.from(line.text).slice(Math.max(0, start - line.at), end - line.at).join("")).join("");
}

/** Return what is selected in the document as [start, end] in code points, or null. */
export function selectedSpan() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const ends = [offsetOf(range.startContainer, range.startOffset), offsetOf(range.endContainer, range.endOffset)];
  return ends[0] === null || ends[1] === null || ends[0] >= ends[1] ? null : ends;
}

function offsetOf(node, offset) {
  const element = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("p[data-at]");
  const line = lineOf.get(element);
  if (!line) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(node, offset);
  return line.at + Array.from(before.toString()).length;
}
