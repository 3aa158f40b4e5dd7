// The editors of units, figures, tasks and who is in charge. Each makes one correction, which can be undone.
import { cutEditors } from "./review-cut.js";
import { close, done, open } from "./review-pop.js";
import { charge, correct } from "./review-send.js";
import { offersUnits } from "./review-units.js";

const FIGURE_FIELDS = ["subject", "comparator", "low", "high", "unit", "change", "force", "period", "deadline"];

export const cardOf = (key) => document.querySelector(`.card[data-task="${CSS.escape(key)}"]`);
const headOf = (card) => (card ? `${card.dataset.number} ${card.dataset.title}` : "");

/** Open the editor that an element asks for by data-edit. */
export function edit(element) {
  const editor = EDITORS[element.dataset.edit];
  if (editor) editor(element);
}

const EDITORS = {
  unit: (element) => editUnit(element),
  "add-unit": (element) => addUnit(element, element.dataset.of, element.dataset.role),
  target: (element) => editTarget(element),
  task: (element) => editTask(element, cardOf(element.dataset.of)),
  charge: (element) => editCharge(element, cardOf(element.dataset.of)),
};

// --- Units ---------------------------------------------------------------------------------------

const chips = (of, role) => Array.from(document.querySelectorAll(`a.unit[data-of="${CSS.escape(of)}"][data-role="${role}"]`));
const namesOf = (of, role) => chips(of, role).map((one) => one.dataset.name);
const setUnits = (of, role, units) => correct({ kind: "units", fact: { key: of }, role, units });

function editUnit(element) {
  const { of, role, name } = element.dataset;
  const card = element.closest(".card");
  const box = open("unit", element, name);
  box.querySelector(".role-line").hidden = true;
  trace(box, element.href);
  const units = namesOf(of, role);
  const at = chips(of, role).indexOf(element);
  offersUnits(box, (chosen) => done(setUnits(of, role, units.map((one, n) => (n === at ? chosen : one))))).focus();
  press(box, "remove", () => done(setUnits(of, role, units.filter((_, n) => n !== at))));
  const members = box.querySelector("[data-do=members]");
  members.hidden = !element.classList.contains("group");
  members.addEventListener("click", () => chooseMembers(element, card.dataset.task, name));
}

/** Add a unit to a role of a task or measure; another role can be chosen in the editor. */
export function addUnit(at, of, role) {
  const box = open("unit", at, headOf(cardOf(of)), "add-unit");
  const select = box.querySelector("select[name=role]");
  select.value = role;
  box.querySelector(".pop-acts").hidden = true;
  const field = offersUnits(box, (chosen) => done(setUnits(of, select.value, [...namesOf(of, select.value), chosen])));
  field.focus();
}

/** Choose who is meant by a class of units, in one task or everywhere. */
export function chooseMembers(at, task, group) {
  const known = document.querySelector(`.card[data-task="${CSS.escape(task)}"] [data-members-of="${CSS.escape(group)}"]`);
  const units = known ? known.dataset.members.split("、") : [];
  const box = open("members", at, group);
  const list = box.querySelector(".chosen");
  const draw = () => {
    list.textContent = "";
    units.forEach((name, n) => list.append(chosenUnit(name, () => { units.splice(n, 1); draw(); })));
  };
  const field = offersUnits(box, (name) => {
    if (!units.includes(name)) units.push(name);
    draw();
    field.focus();
  });
  draw();
  field.focus();
  press(box, "save", () => {
    const everywhere = box.querySelector("[name=everywhere]").checked;
    done(correct({ kind: "members", group, task: everywhere ? null : { key: task }, units }));
  });
}

function chosenUnit(name, drop) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "✕" });
  button.setAttribute("aria-label", `✕ ${name}`);
  button.addEventListener("click", drop);
  item.append(name, button);
  return item;
}

// --- Figures -------------------------------------------------------------------------------------

function editTarget(element) {
  const values = JSON.parse(element.dataset.values);
  const box = open("target", element, values.subject);
  trace(box, element.href);
  const form = fillFigure(box, values);
  onSubmit(form, () => {
    const fields = {};
    for (const name of shownFields(form)) {
      const typed = form.elements[name].value.trim();
      if (typed !== text(values[name])) fields[name] = kept(name, typed);
    }
    if (!Object.keys(fields).length) fields.subject = values.subject; // looked at and found right
    return correct({ kind: "target.edit", target: { key: element.dataset.fact }, fields });
  });
  press(box, "drop", (button) => done(correct({ kind: "target.drop", target: { key: element.dataset.fact }, reason: button.textContent })));
}

/** Add a figure that stands at [start, end] of the document to a task. */
export function addTarget(at, task, span, values) {
  const box = open("target", at, headOf(cardOf(task)), "add-target");
  for (const one of box.querySelectorAll("[data-do]")) one.hidden = true;
  const form = fillFigure(box, values);
  onSubmit(form, () => {
    const fields = {};
    for (const name of shownFields(form)) {
      const typed = form.elements[name].value.trim();
      if (typed) fields[name] = kept(name, typed);
    }
    return correct({ kind: "target.add", task: { key: task }, span, fields });
  });
}

// The upper bound is asked for by some comparators alone; what was typed there before another was chosen doesn't count.
const shownFields = (form) => FIGURE_FIELDS.filter((name) => !form.elements[name].closest("[hidden]"));
const text = (value) => (value === null || value === undefined ? "" : String(value));
// Numbers go as they were typed: 1,000亿 is read by the server, to the last digit.
const kept = (name, typed) => (typed === "" && name !== "unit" ? null : typed);

function fillFigure(box, values) {
  const form = box.querySelector("form");
  for (const name of FIGURE_FIELDS) form.elements[name].value = text(values[name]);
  const high = box.querySelector("label.high");
  const follow = () => { high.hidden = !["range", "<=", "<"].includes(form.elements.comparator.value); };
  form.elements.comparator.addEventListener("change", follow);
  follow();
  return form;
}

// --- Tasks ---------------------------------------------------------------------------------------

function editTask(at, card) {
  const box = open("task", at, card.dataset.number);
  const form = box.querySelector("form");
  form.elements.title.value = card.dataset.title;
  form.elements.deadline.value = card.dataset.deadline;
  trace(box, card.querySelector("h3 a.fact").href);
  onSubmit(form, () => {
    const fields = {};
    if (form.elements.title.value.trim() !== card.dataset.title) fields.title = form.elements.title.value.trim();
    if (form.elements.deadline.value.trim() !== card.dataset.deadline) fields.deadline = form.elements.deadline.value.trim() || null;
    return Object.keys(fields).length ? correct({ kind: "task.edit", task: { key: card.dataset.task }, fields }) : "";
  });
  const anchor = card.querySelector("h3");
  press(box, "charge", () => editCharge(anchor, card));
  for (const name of ["split", "merge", "drop"]) press(box, name, () => cutEditors[name](anchor, card, headOf(card)));
}

function editCharge(at, card) {
  const box = open("charge", at, headOf(card));
  const form = box.querySelector("form");
  if (!form) return;
  const [leader = "", coordinator = ""] = card.dataset.chosen.split(" ");
  form.elements.leader.value = leader;
  form.elements.coordinator.value = coordinator;
  onSubmit(form, () => charge(card.dataset.task, form.elements.leader.value, form.elements.coordinator.value));
}

// --- What the editors share ----------------------------------------------------------------------

function press(box, name, act) {
  const button = box.querySelector(`[data-do=${name}]`);
  if (button) button.addEventListener("click", () => act(button));
}

function trace(box, address) {
  const link = box.querySelector("[data-do=trace]");
  link.href = address;
  link.addEventListener("click", () => window.setTimeout(() => close(false)));
}

export function onSubmit(form, work) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done(Promise.resolve(work()));
  });
}
