// Tasks split, merged, dropped; and what can be made of words that are selected in the document.
import { selectedSpan, wordsAt } from "./review-marks.js";
import { done, open } from "./review-pop.js";
import { correct } from "./review-send.js";

const TITLE = 24; // characters of a sentence that are offered as a title
const FIGURE = /(\d[\d,.]*(?:万亿|亿|万)?)(?:[—–-]+\d[\d,.]*)?(%|[\u4e00-\u9fff])?/;

const PINYIN = /[(（][a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,7}[)）]/g;

const clean = (words) => words.replace(PINYIN, "").replace(/\s+/g, "");
const titleOf = (words) => clean(words).split(/[，,。；;：:]/)[0].slice(0, TITLE);

export const cutEditors = { split, merge, drop };

function submitted(form, work) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const sent = work();
    if (sent) done(sent);
  });
}

// --- Splitting -----------------------------------------------------------------------------------

function split(at, card, head) {
  const box = open("split", at, head);
  const place = box.querySelector(".sentences");
  const spans = card.dataset.measures.split(" ").filter(Boolean).map((one) => one.split("-").map(Number));
  const first = spans.length && spans[0][0] > Number(card.dataset.start) + card.dataset.number.length + 2 ? 0 : 1;
  const titles = JSON.parse(card.dataset.begins);
  spans.forEach(([start, end], n) => n >= first && place.append(sentence(place, start, wordsAt(start, end), titles[n])));
  submitted(box.querySelector("form"), () => {
    const cuts = Array.from(place.querySelectorAll("input[type=text]"), (field) => [Number(field.dataset.at), field.value.trim()]);
    return cuts.length ? correct({ kind: "task.split", task: { key: card.dataset.task }, at: cuts }) : null;
  });
}

function sentence(place, start, words, title) {
  const label = document.createElement("label");
  const tick = document.createElement("input");
  tick.type = "checkbox";
  const text = document.createElement("span");
  text.textContent = words;
  label.append(tick, text);
  tick.addEventListener("change", () => {
    if (tick.checked) label.after(titled(place, start, title));
    else label.nextElementSibling.remove();
  });
  return label;
}

function titled(place, start, title) {
  const field = document.createElement("input");
  Object.assign(field, { type: "text", required: true, maxLength: 300, value: title });
  field.dataset.at = start;
  field.setAttribute("aria-label", place.dataset.name);
  return field;
}

// --- Merging and dropping ------------------------------------------------------------------------

/** Offer the tasks of the same section, those nearest first, then all others. */
function merge(at, card, head) {
  const box = open("merge", at, head);
  const place = box.querySelector(".others");
  const start = Number(card.dataset.start);
  const others = Array.from(document.querySelectorAll(".card")).filter((one) => one !== card);
  const far = (one) => (one.dataset.section === card.dataset.section ? 0 : 1e9) + Math.abs(Number(one.dataset.start) - start);
  others.sort((one, two) => far(one) - far(two));
  for (const one of others) {
    const label = document.createElement("label");
    const tick = document.createElement("input");
    Object.assign(tick, { type: "checkbox", value: one.dataset.task });
    label.append(tick, `${one.dataset.number} ${one.dataset.title}`);
    place.append(label);
  }
  submitted(box.querySelector("form"), () => {
    const keys = Array.from(place.querySelectorAll("input:checked"), (tick) => tick.value);
    return keys.length ? correct({ kind: "task.merge", tasks: [card.dataset.task, ...keys].map((key) => ({ key })) }) : null;
  });
}

function drop(at, card, head) {
  const box = open("drop", at, head);
  box.querySelector(".keep-line").hidden = !card.querySelector(".target:not(.dropped)");
  const form = box.querySelector("form");
  submitted(form, () => {
    const body = { kind: "task.drop", task: { key: card.dataset.task }, reason: form.elements.reason.value.trim() };
    return correct(form.elements.keep.checked ? { ...body, keep_targets: true } : body);
  });
}

// --- Selected words ------------------------------------------------------------------------------

/** Offer what can be made of words that somebody has selected in the document. */
export function watchSelection(addTarget) {
  document.getElementById("paper").addEventListener("mouseup", () => window.setTimeout(() => offer(addTarget)));
  document.getElementById("paper").addEventListener("keyup", (event) => {
    if (event.shiftKey && event.key.startsWith("Arrow")) offer(addTarget);
  });
}

function offer(addTarget) {
  const span = selectedSpan();
  if (!span) return;
  const at = document.getSelection().getRangeAt(0);
  const words = wordsAt(...span).trim();
  const card = cardAround(span[0]);
  const box = open("words", at, words.length > TITLE ? `${words.slice(0, TITLE)}…` : words);
  const place = { getBoundingClientRect: () => box.getBoundingClientRect() };
  act(box, "add-target", card && (() => addTarget(place, card.dataset.task, span, readFigure(clean(words)))));
  act(box, "add-task", () => addTask(place, span, words));
  act(box, "split-here", card && (() => splitHere(place, card, span, words)));
}

function act(box, name, work) {
  const button = box.querySelector(`[data-do=${name}]`);
  button.hidden = !work;
  if (work) button.addEventListener("click", work);
}

/** Return the task in whose characters an offset stands. */
function cardAround(offset) {
  return Array.from(document.querySelectorAll(".card")).find((card) => {
    const spans = card.querySelector("h3 .fact").dataset.spans.split(" ").map((one) => one.split("-").map(Number));
    return spans.some(([start, end]) => start <= offset && offset < end);
  });
}

/** Guess the fields of a figure from its words; whoever adds it looks them over. */
function readFigure(words) {
  const found = FIGURE.exec(words);
  const before = found ? words.slice(0, found.index) : words;
  const more = /以上|不少于|不低于|达到/.test(words);
  return {
    subject: before.replace(/^(?:力争|推动|新增|新建|建成|完成|实现)/, "").replace(/(?:达到|不少于|不低于|约)$/, "") || words.slice(0, TITLE),
    comparator: more ? ">=" : "=",
    low: found ? found[1] : "",
    unit: found ? found[2] || "" : "",
    change: /新增|新建/.test(words) ? "increment" : /增长/.test(words) ? "growth" : "level",
    force: words.includes("力争") ? "stretch" : "binding",
  };
}

function addTask(at, span, words) {
  const box = open("add-task", at);
  const form = box.querySelector("form");
  form.elements.title.value = titleOf(words);
  submitted(form, () => {
    const lead = form.elements.lead.value.split(/[、，,；;]/).map((one) => one.trim()).filter(Boolean);
    const body = { kind: "task.add", span, title: form.elements.title.value.trim() };
    return correct(lead.length ? { ...body, roles: { lead } } : body);
  });
}

function splitHere(at, card, span, words) {
  const box = open("split", at, `${card.dataset.number} ${card.dataset.title}`);
  const place = box.querySelector(".sentences");
  place.append(titled(place, span[0], titleOf(words)));
  submitted(box.querySelector("form"), () => {
    const cut = [span[0], place.querySelector("input").value.trim()];
    return correct({ kind: "task.split", task: { key: card.dataset.task }, at: [cut] });
  });
  place.querySelector("input").focus();
}

