// What everything else stands on: the data, sentences in two languages, and a way to build elements.

const DATA = JSON.parse(document.getElementById("data").textContent);
const PLAN = DATA.plan;
const TEXT = typeof PLAN.text === "string" ? PLAN.text : "";
const ROLES = ["lead", "responsible", "cooperating", "data_providers", "guiding"];
const ALL_ROLES = ROLES.concat(["owed", "named"]);

// What the reader has chosen. Everything shown follows from the plan and from this.
const state = {
  lang: DATA.lang,
  view: "tasks", // tasks, targets, units, findings
  unit: "", // show only tasks of this unit
  code: "", // show only tasks with this finding; "*" for any
  query: "",
  here: [], // the facts of the place that was clicked
  at: 0, // which of them is the chosen one
  pane: "plan", // which half a phone shows
};

const list = (value) => (Array.isArray(value) ? value : []);

/** Return the sentence `key` in the reader's language, with its {slots} filled. */
function say(key, slots) {
  const sentence = DATA.strings[state.lang][key];
  if (sentence === undefined) return key;
  return sentence.replace(/\{(\w+)\}/g, (slot, name) => (slots && name in slots ? String(slots[name]) : slot));
}

/** Return the sentence for a count; English says one thing differently from several. */
function sayCount(key, n) {
  const single = `${key}_one`;
  return say(n === 1 && single in DATA.strings[state.lang] ? single : key, { n });
}

/** Build an element. Children that are strings become text nodes: nothing here can make markup of text. */
function h(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) setAttribute(made, name, value);
  append(made, children);
  return made;
}

function setAttribute(element, name, value) {
  const spoken = name.startsWith("aria-"); // there false is said, elsewhere it is left out
  if (value === undefined || value === null || (value === false && !spoken)) return;
  if (typeof value === "function") element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true && !spoken ? "" : String(value));
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) parent.append(child);
  }
}

function replace(parent, ...children) {
  parent.textContent = "";
  append(parent, children);
}

/** Words of the document stay Chinese in every language; say so to screen readers. */
function zh(tag, attributes, ...children) {
  return h(tag, Object.assign({ lang: "zh-CN" }, attributes), ...children);
}

/** Return the first index of sorted `values` whose value is at least `wanted`. */
function firstAtLeast(values, wanted) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Call `work` once things have been quiet for a moment. */
function later(work, milliseconds) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
}
