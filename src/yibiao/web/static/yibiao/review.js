// The review desk: the document as received beside its plan, corrected in place.
import { answersDoubts, look, step } from "./review-answers.js";
import { watchSelection } from "./review-cut.js";
import { addTarget, addUnit, cardOf, chooseMembers, edit } from "./review-edit.js";
import { light, linkPanes, readFacts } from "./review-marks.js";
import { closable } from "./review-pop.js";
import { noteHints, undo, watchOthers } from "./review-send.js";

const desk = document.getElementById("desk");

/** Presses in both heads and panes: editors, quick ways out of a doubt, undo and redo. */
function presses(event) {
  const button = event.target.closest("[data-undo], [data-redo]");
  if (button) return takeBack(button);
  const fix = event.target.closest("[data-fix]");
  if (fix) return FIXES[fix.dataset.fix](fix);
  const figure = event.target.closest("[data-open-edit]");
  if (figure) return edit(desk.querySelector(`a.fact[data-fact="${CSS.escape(figure.dataset.openEdit)}"]`));
  const fact = event.target.closest("[data-edit]");
  if (!fact || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  event.preventDefault();
  event.stopPropagation(); // on this desk a fact opens its editor, which leads to 从哪来
  if (fact.dataset.fact) light(fact.dataset.fact, { text: true });
  return edit(fact);
}

const FIXES = {
  lead: (button) => addUnit(button, button.dataset.task, "lead"),
  members: (button) => chooseMembers(button, button.dataset.task, button.dataset.group),
};

function takeBack(button) {
  const number = button.dataset.undo || button.dataset.redo;
  return number ? undo(number, "redo" in button.dataset, "together" in button.dataset) : undefined;
}

/** Ctrl+Z undoes one's own last correction, Ctrl+Y puts it back; in a field they are the field's. */
function undoKeys(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  const way = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
  if (!way) return;
  event.preventDefault();
  takeBack(document.querySelector(`[data-way=${way}]`));
}

/** Enter and space press what acts as a button. */
function pressKeys(event) {
  if (event.key === " " && event.target.matches("a[data-edit]")) {
    event.preventDefault();
    event.target.click();
  }
}

/** Go where the address points: a doubt, a task, a fact. */
function goTo() {
  const name = decodeURIComponent(window.location.hash.slice(1));
  if (!name) return;
  const doubt = document.getElementById(name);
  if (doubt && doubt.matches(".doubt")) look(doubt);
  else if (!light(name, { text: true, plan: true }) && cardOf(name)) cardOf(name).scrollIntoView();
}

readFacts();
linkPanes();
if ("editable" in desk.dataset) {
  desk.addEventListener("click", presses);
  document.getElementById("desk-said").addEventListener("click", presses);
  document.querySelector(".desk-head").addEventListener("click", presses);
  document.querySelector(".desk-head").addEventListener("submit", (event) => {
    if (!event.target.matches("[data-hints]")) return;
    event.preventDefault();
    noteHints(event.target.action);
  });
  document.addEventListener("keydown", undoKeys);
  desk.addEventListener("keydown", pressKeys);
  answersDoubts();
  closable();
  watchSelection(addTarget);
  watchOthers();
}
goTo();
window.addEventListener("hashchange", goTo);
// On a phone the head comes first: there the panes stand one below the other.
const beside = window.matchMedia("(min-width: 761px)").matches;
if (beside && !window.location.hash && desk.dataset.view === "doubts" && "editable" in desk.dataset) step(1);
