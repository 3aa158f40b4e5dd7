// What the review desk sends, and how its parts are replaced by what comes back. Everything that is sent says which
// edition was seen; where somebody else was faster, the desk is brought up to date and one press sends it again.
import { readFacts } from "./review-marks.js";

const desk = document.getElementById("desk");
const said = document.getElementById("desk-said");
const QUIET = 7000; // milliseconds after which a message goes
const LOOK = 20000; // milliseconds between looks for what others changed
let timer = 0;
let busy = Promise.resolve();

/** Say something at the foot of the desk; `again` is offered as a button. */
export function tell(text, { bad = false, again = null } = {}) {
  window.clearTimeout(timer);
  said.textContent = text;
  said.classList.toggle("bad", bad);
  if (again) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "small quiet", textContent: said.dataset.again });
    button.addEventListener("click", again);
    said.append(button);
  } else timer = window.setTimeout(() => { said.textContent = ""; }, QUIET);
}

/** Correct something: `body` as in yibiao-corrections/1, facts by their keys. Return "" or why it was refused. */
export function correct(body) {
  return send(desk.dataset.correct, { body: JSON.stringify(body) });
}

/** Take a correction back by its number, or put it back; `together` with those made at the same stroke. */
export function undo(number, redo = false, together = false) {
  const fields = { ...(redo ? { redo: "1" } : {}), ...(together ? { together: "1" } : {}) };
  return send(desk.dataset.undoAt.replace("/0/", `/${number}/`), fields);
}

/** Answer all hints that are open. */
export function noteHints(address) {
  return send(address, {});
}

/** Name the leaders in charge of a task. */
export function charge(task, leader, coordinator) {
  return send(desk.dataset.offices, { what: "charge", task, leader, coordinator });
}

// One after the other: each needs the edition that the one before has made.
function send(address, fields) {
  busy = busy.then(() => post(address, fields));
  return busy;
}

async function post(address, fields) {
  const form = new URLSearchParams({ ...fields, edition: desk.dataset.edition });
  form.set("csrfmiddlewaretoken", desk.querySelector("[name=csrfmiddlewaretoken]").value);
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: form, headers: { Accept: "application/json" } });
  } catch {
    return refused(said.dataset.lost);
  }
  const data = await read(answer);
  if (!data) return refused(answer.status >= 500 ? said.dataset.lost : said.dataset.ended);
  if (answer.status === 422) return refused(data.said);
  patch(data);
  if (answer.status === 409) {
    tell(data.said, { again: () => send(address, fields) });
    return data.said;
  }
  tell(data.said);
  return "";
}

async function read(answer) {
  const kind = answer.headers.get("Content-Type") || "";
  return kind.startsWith("application/json") ? answer.json() : null;
}

function refused(why) {
  tell(why, { bad: true });
  return why;
}

/** Put the parts that came back into their places, and keep focus and what is folded as they were. */
function patch(data) {
  const held = document.activeElement && document.activeElement.closest("[data-fact], [data-edit], [data-way], .doubt");
  const template = document.createElement("template");
  template.innerHTML = data.html;
  for (const part of template.content.querySelectorAll("[data-part]")) place(part, data.order);
  for (const card of document.querySelectorAll(".card")) if (!data.order.includes(card.dataset.task)) card.remove();
  desk.dataset.edition = data.edition;
  readFacts();
  if (held && !held.isConnected) refocus(held);
  desk.dispatchEvent(new CustomEvent("desk:changed"));
}

function place(part, order) {
  const old = document.getElementById(part.id);
  if (old) {
    const open = Array.from(old.querySelectorAll("details[open]"), (one) => one.className);
    for (const one of part.querySelectorAll("details")) one.open = open.includes(one.className);
    old.replaceWith(part);
  } else {
    const before = order.slice(0, order.indexOf(part.dataset.task)).reverse();
    const after = before.map((key) => document.getElementById(`card-${key}`)).find(Boolean);
    if (after) after.after(part);
    else document.getElementById("cards").prepend(part);
  }
  if (part.classList.contains("card")) part.classList.add("changed");
}

function refocus(held) {
  const { fact, way, of, edit } = held.dataset;
  const same = fact ? `[data-fact="${CSS.escape(fact)}"]` : way ? `[data-way="${way}"]` : `[data-of="${CSS.escape(of || "")}"][data-edit="${edit}"]`;
  const found = document.querySelector(`#facts ${same}, #desk-bar ${same}`);
  const card = held.closest(".card");
  const near = found || (card && document.querySelector(`#${CSS.escape(card.id)} a.fact`)) || document.getElementById("facts");
  near.focus({ preventScroll: true });
}

/** Look from time to time whether others have changed the draft, and show what they did. */
export function watchOthers() {
  window.setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
}

async function look() {
  if (document.visibilityState !== "visible") return;
  await busy;
  const seen = desk.dataset.edition;
  try {
    // A page that asks by itself doesn't keep a session alive.
    const headers = { Accept: "application/json", "Yibiao-Background": "1" };
    const data = await read(await fetch(`${window.location.pathname}?edition=${seen}`, { headers }));
    if (!data || !data.html || seen !== desk.dataset.edition) return;
    patch(data);
    tell(data.said);
  } catch { /* the next look will tell */ }
}
