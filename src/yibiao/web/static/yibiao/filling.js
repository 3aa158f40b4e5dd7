// The fill-in table behaves like one: arrows and Enter between cells, a block pasted from Excel, undo; what was
// changed carries a corner mark and the old value, and only that is sent.
import { autosave } from "./autosave.js";

const table = document.getElementById("cells");
const form = document.getElementById("values");
const told = document.getElementById("changed");
const undo = document.getElementById("undo");
const grid = Array.from(table.tBodies[0].rows).map((tr) => Array.from(tr.querySelectorAll("td.fill")));
const history_ = [];
let before = "";
const LINE = 20; // pixels, as the style sheet has them
const PADDING = 6;

// Without this script only a part of a long table is sent; with it only what was changed is, so all of it may be filled in.
table.querySelectorAll("[data-later]:not([data-shut])").forEach((field) => { field.disabled = false; });

const fieldOf = (cell) => cell.querySelector("[name^='cell-']");
const cellOf = (field) => field.closest("td.fill");

function placeOf(cell) {
  const row = grid.findIndex((cells) => cells.includes(cell));
  return [row, grid[row].indexOf(cell)];
}

// --- marks

/** Mark a cell that differs from what is kept, with what it was; a text grows with its lines. */
function mark(cell) {
  const field = fieldOf(cell);
  const changed = field.value.trim() !== cell.dataset.was.trim();
  cell.classList.toggle("changed", changed);
  let was = cell.querySelector(".was");
  if (changed && cell.dataset.was && !was) {
    was = document.createElement("small");
    was.className = "was";
    cell.append(was);
  }
  if (was && !(changed && cell.dataset.was)) was.remove();
  else if (was) was.textContent = table.dataset.was.replace("{value}", cell.dataset.was);
  if (field.tagName === "TEXTAREA") grow(field);
  if (field.name.endsWith("-total")) follow(cell);
}

const digits = (text) => (text.replace(/[,，\s]/g, "") === "" ? NaN : Number(text.replace(/[,，\s]/g, "")));
const places = (...texts) => Math.max(0, ...texts.map((text) => (text.split(".")[1] || "").trim().length));

/** Work out what need not be typed: what this period added is shown beside a total; the total follows from what was added. */
function add(cell) {
  const row = cell.closest("tr");
  const name = fieldOf(cell).name;
  if (row.dataset.before === undefined || !/-(total|current)$/.test(name)) return;
  const isTotal = name.endsWith("-total");
  const other = row.querySelector(`[name^='cell-'][name$='${isTotal ? "-current" : "-total"}']`);
  if (!other || other.disabled) return;
  const typed = fieldOf(cell).value;
  const value = isTotal ? digits(typed) - Number(row.dataset.before) : digits(typed) + Number(row.dataset.before);
  const said = Number.isFinite(value) ? String(Number(value.toFixed(places(typed, row.dataset.before)))) : "";
  if (isTotal) { other.placeholder = said; return; }
  if (other.value.trim() !== "" && other.dataset.worked !== other.value) return;
  other.value = said;
  other.dataset.worked = said;
  mark(cellOf(other));
}

/** Show what follows from a total as it is typed: the rate at once, the status once the rules have seen it. */
function follow(cell) {
  const row = cell.closest("tr");
  const rate = row.querySelector("[name^='cell-'][name$='-rate']");
  const status = row.querySelector("[name^='cell-'][name$='-status'] option[value='']");
  const typed = fieldOf(cell).value.replace(/[,，\s]/g, "");
  const part = typed === "" ? NaN : (Number(typed) * 100) / Number(row.dataset.goal);
  if (rate) rate.placeholder = Number.isFinite(part) ? part.toFixed(1) : "—";
  if (!status) return;
  if (status.dataset.kept === undefined) status.dataset.kept = status.textContent;
  status.textContent = cell.classList.contains("changed") ? table.dataset.later : status.dataset.kept;
}

function grow(field) {
  field.rows = 1;
  field.rows = Math.max(1, Math.floor((field.scrollHeight - PADDING) / LINE));
}

function count() {
  const changed = table.querySelectorAll("td.changed").length;
  told.textContent = changed ? told.dataset.said.replace("{count}", changed) : told.dataset.none;
  undo.disabled = history_.length === 0;
}

// --- changes, and back

/** Put values into cells as one step that can be undone. */
function put(steps) {
  const made = steps.filter((step) => step.to !== step.from);
  made.forEach((step) => { fieldOf(step.cell).value = step.to; mark(step.cell); });
  if (made.length) {
    history_.push(made);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  count();
}

function back() {
  const made = history_.pop();
  if (!made) return;
  made.forEach((step) => { fieldOf(step.cell).value = step.from; mark(step.cell); });
  const field = fieldOf(made[0].cell);
  field.focus();
  before = field.value;
  form.dispatchEvent(new Event("change", { bubbles: true }));
  count();
}

/** Note what was typed into a cell as one step. */
function commit(field) {
  if (field.value !== before) history_.push([{ cell: cellOf(field), from: before, to: field.value }]);
  before = field.value;
  mark(cellOf(field));
  count();
}

// --- walking

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function move(cell, [down, right]) {
  const [row, column] = placeOf(cell);
  const to = grid[row + down] && grid[row + down][column + right];
  if (!to) return false;
  const field = fieldOf(to);
  field.focus();
  if (field.select) field.select();
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

/** Tell whether an arrow leaves the cell: not within a text, and never from a list, where it chooses. */
function leaves(event) {
  const field = event.target;
  if (field.tagName === "SELECT") return false;
  const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
  if (event.key === "ArrowLeft") return all || field.selectionEnd === 0;
  if (event.key === "ArrowRight") return all || field.selectionStart === field.value.length;
  if (event.key === "ArrowUp") return !field.value.slice(0, field.selectionStart).includes("\n");
  return !field.value.slice(field.selectionEnd).includes("\n");
}

function keys(event) {
  const cell = event.target.closest("td.fill");
  if (!cell || event.isComposing) return;
  const undoes = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (undoes && event.target.value === before && history_.length) { event.preventDefault(); back(); return; }
  if (event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && !event.altKey) {
    event.preventDefault();
    move(cell, [event.shiftKey ? -1 : 1, 0]);
  } else if (event.key === "Enter") {
    breakLine(event);
  } else if (event.key === "Escape" && event.target.value !== before) {
    event.target.value = before;
    mark(cell);
  } else if (event.key in MOVES && !event.shiftKey && !event.altKey && leaves(event) && move(cell, MOVES[event.key])) {
    event.preventDefault();
  }
}

/** Alt+Enter breaks a line within a text, as in Excel. */
function breakLine(event) {
  if (event.target.tagName !== "TEXTAREA") return;
  event.preventDefault();
  event.target.setRangeText("\n", event.target.selectionStart, event.target.selectionEnd, "end");
  grow(event.target);
}

// --- pasting

/** Read what Excel puts on the clipboard: cells by tabs, rows by lines, a cell with lines in quotation marks. */
export function cellsOf(text) {
  const rows = [[""]];
  let quoted = false;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < plain.length; at += 1) {
    const row = rows[rows.length - 1];
    const one = plain[at];
    if (quoted && one === '"' && plain[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
    else if (quoted && one === '"') quoted = false;
    else if (quoted) row[row.length - 1] += one;
    else if (one === '"' && row[row.length - 1] === "") quoted = true;
    else if (one === "\t") row.push("");
    else if (one === "\n") rows.push([""]);
    else row[row.length - 1] += one;
  }
  return rows;
}

function paste(event) {
  const cell = event.target.closest("td.fill");
  const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
  if (!cell || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
  event.preventDefault();
  const block = cellsOf(text);
  const [top, left] = placeOf(cell);
  const steps = [];
  let beyond = 0;
  block.forEach((row, down) => row.forEach((value, right) => {
    const to = grid[top + down] && grid[top + down][left + right];
    const fitting = to ? fit(fieldOf(to), value.trim()) : null;
    if (fitting === null) beyond += 1;
    else steps.push({ cell: to, from: fieldOf(to).value, to: fitting });
  }));
  put(steps);
  before = event.target.value;
  if (beyond) told.textContent += ` ${told.dataset.beyond.replace("{count}", beyond)}`;
}

/** Return a value as a field takes it, of a list the choice so called; null where it has none. */
function fit(field, value) {
  if (field.tagName !== "SELECT") return value;
  const found = Array.from(field.options).find((option) => option.value && (option.value === value || option.text === value));
  return found ? found.value : value === "" ? "" : null;
}

// --- sending

/** Only what was changed is sent: a large table has more fields than a form may have. */
function thin(event) {
  grid.forEach((cells) => cells.forEach((cell) => {
    if (cell.classList.contains("changed") || cell.classList.contains("wrong")) return;
    const id = fieldOf(cell).name.slice("cell-".length);
    ["cell-", "was-", "edition-"].forEach((word) => event.formData.delete(word + id));
  }));
}

const isCell = (field) => field.matches("[name^='cell-']") && cellOf(field) !== null;

table.addEventListener("focusin", (event) => { if (isCell(event.target)) before = event.target.value; });
table.addEventListener("focusout", (event) => { if (isCell(event.target)) commit(event.target); });
table.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") commit(event.target); });
table.addEventListener("input", (event) => {
  if (event.isComposing || !isCell(event.target)) return;
  mark(cellOf(event.target));
  add(cellOf(event.target));
  count();
});
table.addEventListener("keydown", keys);
table.addEventListener("paste", paste);
undo.addEventListener("click", back);
form.addEventListener("formdata", thin);
form.addEventListener("submit", () => { if (table.contains(document.activeElement) && document.activeElement.name && isCell(document.activeElement)) commit(document.activeElement); });
document.getElementById("period").addEventListener("change", (event) => event.target.form.submit());
document.querySelector("[data-submit]").hidden = true;
undo.hidden = false;
// What was refused may be far below: the first such cell comes to the middle, ready to be typed into.
const refused = table.querySelector("[aria-invalid]");
if (refused) { refused.scrollIntoView({ block: "center" }); refused.focus({ preventScroll: true }); }
grid.forEach((cells) => cells.forEach(mark));
count();
autosave({ table, form, mark, count, add });
