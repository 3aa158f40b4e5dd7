// The split desk: figures that can be typed, dragged and pasted; the sum checked at every key; the rest follows, worked
// out by the server with the arithmetic of the command line.
import { bars } from "./split-bars.js";
import { bare, grouped, inScale, parse, percent, plain, ratio, signed } from "./split-figures.js";
import { pasting } from "./split-paste.js";
import { history } from "./split-undo.js";
import "./split-print.js";

const form = document.getElementById("split-form");
const sheet = document.getElementById("shares");
inScale(form.elements.scale.value);
const rows = Array.from(sheet.querySelectorAll("tbody tr"));
const field = (name) => form.elements[name];
const share = (row) => field(`share-${row.dataset.code}`);
const lock = (row) => field(`lock-${row.dataset.code}`);
const unit = form.dataset.unit;
const rate = form.dataset.rate === "yes";
const said = document.getElementById("desk-said");
let asked = 0; // the number of the newest question to the server
let busy = false;
let again = false;
let fixed = ""; // the unit whose share has just been fixed, to be told once

const figure = (input) => (input && parse(input.value)) || 0n;
const method = () => (rate ? "manual" : form.elements.method.value);
const byHand = () => method() === "manual";
const step = () => (field("step") && parse(field("step").value) > 0n ? parse(field("step").value) : parse("1"));
const due = () => (parse(form.dataset.total) || 0n) + figure(field("reserve")) - figure(field("city"));
const given = () => rows.reduce((sum, row) => sum + figure(share(row)), 0n);
const put = (id, text) => { const at = document.getElementById(id); if (at) at.textContent = text; };

/** Return what a whole bar stands for: a little more than the largest figure of the sheet. */
function largest() {
  const figures = rows.reduce((all, row) => all.concat(share(row).value, row.dataset.equal, row.dataset.basis), []);
  const most = figures.map((text) => parse(text || "") || 0n).reduce((one, other) => (one > other ? one : other), 0n);
  const room = (due() * 2n) / BigInt(rows.length || 1);
  const wanted = (most * 115n) / 100n;
  return wanted > room ? wanted : room > 0n ? room : step() * 100n;
}

let top = largest();

function reach(row) {
  const end = (name) => parse(field(`${name}-${row.dataset.code}`).value) ?? parse(field(`${name}-all`).value);
  const shown = document.getElementById("show-bounds").checked;
  const least = shown ? end("least") : null;
  const most = shown ? end("most") : null;
  return [least || 0n, most ?? (rate ? largest() * 2n : due())];
}

// --- what is shown

function drawRow(row, sum) {
  const parts = parse(share(row).value);
  const bar = row.querySelector(".drag");
  const [least, most] = reach(row);
  const wrong = parts === undefined || (parts !== null && (parts < least || parts > (most > least ? most : parts)));
  share(row).setAttribute("aria-invalid", wrong ? "true" : "false");
  row.classList.toggle("fixed", !byHand() && lock(row).checked);
  row.querySelector("[data-part]").textContent = parts ? percent(parts, sum) : parts === 0n ? "0.0" : "—";
  bar.querySelector(".fill").setAttribute("width", ratio(parts || 0n, top, 1000));
  const even = bar.querySelector(".even");
  if (even) even.setAttribute("x", Math.min(998, ratio(parse(row.dataset.equal) || 0n, top, 1000)));
  bar.setAttribute("aria-valuemin", plain(least));
  bar.setAttribute("aria-valuemax", plain(most));
  bar.setAttribute("aria-valuenow", plain(parts || 0n));
  bar.setAttribute("aria-valuetext", `${grouped(parts || 0n)} ${unit}`);
}

function drawOver(name) {
  const gaps = rows.map((row) => {
    const [parts, other] = [parse(share(row).value), parse(row.dataset[name] || "")];
    return typeof parts === "bigint" && typeof other === "bigint" ? parts - other : null;
  });
  const size = (gap) => (gap < 0n ? -gap : gap);
  const widest = gaps.reduce((most, gap) => (gap !== null && size(gap) > most ? size(gap) : most), 0n);
  rows.forEach((row, place) => {
    const cell = row.querySelector(`[data-over="${name}"]`);
    const mark = cell.querySelector("rect:last-child");
    const gap = gaps[place];
    const width = gap === null ? 0 : ratio(size(gap), widest, 50);
    mark.setAttribute("class", gap !== null && gap < 0n ? "less" : "more");
    mark.setAttribute("x", gap !== null && gap < 0n ? -width : 0);
    mark.setAttribute("width", width);
    cell.querySelector(".over-text").textContent = gap === null ? "—" : signed(gap);
  });
}

function drawSum() {
  const [sum, wanted] = [given(), due()];
  put("foot-sum", grouped(sum));
  if (rate) return;
  const state = sum === wanted ? "even" : sum < wanted ? "short" : "over";
  put("sum-due", grouped(wanted));
  put("sum-reserve", grouped(figure(field("reserve"))));
  put("sum-city", grouped(figure(field("city"))));
  put("sum-given", grouped(sum));
  const box = document.getElementById("sum");
  box.querySelectorAll("[data-gap]").forEach((at) => { at.textContent = grouped(sum < wanted ? wanted - sum : sum - wanted); });
  box.dataset.state = state;
  form.dataset.gap = state;
  document.getElementById("sum-fill").setAttribute("width", ratio(sum, wanted, 1000));
}

/** Draw the whole sheet from its fields. */
function draw() {
  if (!held()) top = largest();
  document.getElementById("unlock").disabled = byHand() || !rows.some((row) => lock(row).checked);
  const sum = given();
  rows.forEach((row) => drawRow(row, sum));
  drawOver("equal");
  drawOver("basis");
  drawSum();
}

function tell(text, wrong = false) {
  said.textContent = text;
  said.classList.toggle("wrong", wrong);
}

// --- what the server works out

/** Ask how the rest is spread as the form stands; while an answer is under way, only the newest question waits. */
async function follow() {
  if (byHand()) return void (tell(""), settled());
  if (method() === "baseline" && !rows.some((row) => field(`basis-${row.dataset.code}`).value)) {
    return void (tell(form.dataset.needs), settled());
  }
  if (busy) return void (again = true);
  busy = true;
  const number = ++asked;
  try {
    const answer = await fetch(form.dataset.spread, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": field("csrfmiddlewaretoken").value },
      body: JSON.stringify(Object.fromEntries(Array.from(new FormData(form)).filter(([name]) => name !== "csrfmiddlewaretoken"))),
    });
    if (answer.status === 401 || answer.redirected) tell(form.dataset.out, true);
    else if (number === asked) take(await answer.json());
  } catch {
    tell(form.dataset.lost, true);
  }
  busy = false;
  if (again) { again = false; return void follow(); }
  if (!held()) settled();
}

function take(made) {
  const wrong = (made.faults || []).join(" ");
  tell(wrong || (fixed ? form.dataset.fixed.replace("#", fixed) : ""), wrong !== "");
  if (!made.shares) return;
  rows.forEach((row) => {
    const code = row.dataset.code;
    if (!lock(row).checked && made.shares[code] !== undefined && row !== moving) share(row).value = made.shares[code];
    if (made.equal[code] !== undefined) row.dataset.equal = made.equal[code];
    row.dataset.basis = made.basis[code] || row.dataset.basis;
  });
  draw();
}

/** Keep the state for undo, and let the page keep what was filled in (keep.js listens for changes). */
function settled() {
  draw();
  past.keep();
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- what people do

let moving = null;

/** Set a share by hand: where the rest follows, it stays as it was set. */
function fix(row) {
  if (byHand()) return;
  if (!lock(row).checked) fixed = row.querySelector("th").textContent.trim();
  lock(row).checked = true;
}

const dragging = bars(sheet, {
  step,
  reach,
  top: () => top,
  share: (row) => figure(share(row)),
  moving(row, parts) {
    moving = row;
    share(row).value = plain(parts);
    fix(row);
    draw();
    follow();
  },
  moved() {
    moving = null;
    follow();
  },
});
function held() { return dragging.held(); }

const past = history(form, () => { asked += 1; tell(""); draw(); form.dispatchEvent(new Event("input", { bubbles: true })); });

pasting(sheet, (fields, lost) => {
  fields.forEach((one) => { if (one.classList.contains("share")) fix(one.closest("tr")); });
  follow().then(() => {
    const told = [form.dataset.pasted.replace("#", fields.length)];
    if (lost.length) told.push(form.dataset.pastedLost.replace("#", lost.join("、")));
    tell(told.join(" "), lost.length > 0);
  });
});

form.addEventListener("typed", (event) => {
  if (event.target.classList.contains("share")) moving = event.target.closest("tr");
  draw();
});

form.addEventListener("change", (event) => {
  const at = event.target;
  moving = null;
  fixed = "";
  if (at.id === "show-bounds") return void draw();
  if (at.type === "text" && at.closest(".shares, .step, .desk-tools")) at.value = settledText(at);
  if (at.classList.contains("share")) {
    if (parse(at.value) === undefined) return void (tell(`${form.dataset.noNumber}：${at.value}`, true), draw());
    if (parse(at.value) === null && !byHand()) lock(at.closest("tr")).checked = false;
    else fix(at.closest("tr"));
  }
  if (at.name === "base-title" || at.name === "base-source" || at.name === "note") return void past.keep();
  if (at.id === "by-weights") weigh();
  follow();
});

/** Return what a field holds once it is left: a figure in the scale of the sheet; a proportion has none. */
function settledText(at) {
  const parts = /^(basis|weight)-/.test(at.name) ? undefined : parse(at.value);
  return typeof parts === "bigint" ? plain(parts) : bare(at.value);
}

/** Begin with a weight of one for everybody, where there are none yet. */
function weigh() {
  const weights = rows.map((row) => field(`weight-${row.dataset.code}`));
  if (!weights.some((one) => one.value)) weights.forEach((one) => { one.value = "1"; });
}

// Enter and the arrows lead from row to row, as in a spreadsheet; Enter sends nothing by accident.
form.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.isComposing || event.ctrlKey || event.metaKey || !at.matches("input[type=text]")) return;
  const steps = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!steps || (event.key !== "Enter" && !at.closest("tbody"))) return;
  event.preventDefault();
  const column = at.name.replace(/-.*$/, "-");
  const all = Array.from(sheet.querySelectorAll(`tbody input[name^="${column}"]`));
  const next = all[all.indexOf(at) + steps];
  if (!at.closest("tbody") || !next) at.blur();
  if (next) { next.focus(); next.select(); }
});

document.getElementById("unlock").addEventListener("click", () => {
  rows.forEach((row) => { lock(row).checked = false; });
  follow();
});

document.getElementById("gap-to-city").addEventListener("click", () => close("city", due() - given()));
document.getElementById("over-to-reserve").addEventListener("click", () => close("reserve", given() - due()));

function close(name, parts) {
  field(name).value = plain(figure(field(name)) + parts);
  follow();
}

// What a unit asked for, set for it: the rest follows.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".take");
  if (!button) return;
  const row = rows.find((one) => one.dataset.code === button.dataset.code);
  share(row).value = button.dataset.figure;
  fix(row);
  follow();
  row.scrollIntoView({ block: "center" });
  share(row).focus({ preventScroll: true });
});

form.addEventListener("reset", () => window.setTimeout(() => { draw(); past.keep(); }));
draw();
// A new split begins with the shares of its method, so that there is something to see and to drag; what was set before
// this script was there, or came back after signing in again, is followed too.
if (!byHand() && given() !== due()) follow().then(past.begin);
