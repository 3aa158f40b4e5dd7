// A unit's table: filtered, grouped and sorted at once, its columns chosen, its rows walked by arrows.
// Without this file the same is done by the server through the address, which is kept up to date here.
import { show } from "./panel.js";

const table = document.getElementById("rows");
const body = table.tBodies[0];
const ask = document.getElementById("ask");
const rows = Array.from(body.rows).filter((row) => row.dataset.id).map(read);
const names = Array.from(table.tHead.rows[0].cells).map((cell) => cell.dataset.sort || "");
const NUMBERS = ["goal", "planned", "reached", "rate"];
const FIELDS = ["q", "plan", "role", "light", "group"];
let sort = new URLSearchParams(location.search).get("sort") || "";

/** Read a row once: what it is found, grouped and sorted by. */
function read(tr) {
  const [place, ...numbers] = tr.dataset.n.split(";").map((text) => (text === "" ? null : Number(text)));
  // The plan's name stands in the last cell of every row: a word of it would find them all.
  const text = Array.from(tr.cells).slice(0, -1).map((one) => one.textContent).join(" ").toLowerCase();
  return { tr, place, numbers, text, roles: tr.dataset.r.split(" "), plan: tr.dataset.p, light: tr.dataset.l };
}

function cell(row, name) { return row.tr.cells[columnOf(name)]; }
function columnOf(name) { return columns.indexOf(name); }
const columns = Array.from(table.querySelectorAll("colgroup > col")).map((col) => col.className.slice(2));

function value(name) { return ask.elements[name] ? ask.elements[name].value.trim() : ""; }

function matches(row, asked) {
  return (!asked.plan || row.plan === asked.plan) && (!asked.role || row.roles.includes(asked.role)) &&
    (!asked.light || row.light === asked.light) && asked.words.every((word) => row.text.includes(word));
}

/** The server hands rows out in the order asked for; table order is that of plan, task and place. */
const lights = table.dataset.lights.split(" ");
const KEYS = {
  light: (row) => lights.indexOf(row.light),
  lead: (row) => cell(row, "lead").title || cell(row, "lead").textContent,
  unit: (row) => cell(row, "unit").textContent,
  deadline: (row) => cell(row, "deadline").textContent || "\uffff",
};
NUMBERS.forEach((name, at) => { KEYS[name] = (row) => row.numbers[at]; });

function sorted(list) {
  const column = sort.replace("-", "");
  const falling = sort.startsWith("-");
  if (!column || column === "task") return falling ? list.slice().reverse() : list;
  const key = KEYS[column];
  const said = list.filter((row) => key(row) !== null);
  const less = (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
  said.sort((a, b) => (falling ? less(b, a) : less(a, b)));
  return said.concat(list.filter((row) => key(row) === null));
}

function labelOf(row, by) {
  if (by === "task") return `${cell(row, "task").textContent} ${cell(row, "task").firstChild.title}`;
  if (by === "lead") return KEYS.lead(row) || table.dataset.noLead;
  if (by === "light") return ask.elements.light.querySelector(`option[value="${row.light}"]`).textContent;
  if (by === "deadline") return cell(row, "deadline").textContent || table.dataset.noDeadline;
  return cell(row, "plan").textContent;
}

function keyOf(row, by) {
  if (by === "plan") return row.plan;
  return by === "task" ? cell(row, "task").firstChild.href : KEYS[by](row);
}

function grouped(list, by) {
  const groups = new Map();
  list.forEach((row) => {
    const key = keyOf(row, by);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  });
  const found = Array.from(groups.entries());
  if (by === "light" || by === "deadline") found.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return found.map((entry) => entry[1]);
}

function head(list, by) {
  const tr = document.createElement("tr");
  const th = document.createElement("th");
  const stays = document.createElement("span");
  const count = document.createElement("span");
  tr.className = "group";
  stays.className = "stays";
  th.colSpan = columns.length;
  th.scope = "colgroup";
  count.className = "quietly";
  count.textContent = table.dataset.groupCount.replace("{count}", list.length);
  stays.append(`${labelOf(list[0], by)} `, count);
  th.append(stays);
  tr.append(th);
  return tr;
}

const inOrder = rows.slice().sort((a, b) => a.place - b.place);

/** Show the rows as the fields ask for, and say so in the address. */
function apply() {
  const asked = { plan: value("plan"), role: value("role"), light: value("light"), words: value("q").toLowerCase().split(/\s+/).filter(Boolean) };
  const by = value("group");
  const list = sorted(inOrder);
  const kept = list.filter((row) => matches(row, asked));
  const keeps = new Set(kept);
  rows.forEach((row) => { row.tr.hidden = !keeps.has(row); });
  arrange(by, by ? grouped(kept, by) : [list], by ? list.filter((row) => !keeps.has(row)) : []);
  tell(kept.length);
  enter(kept[0]);
  picked();
}

let arranged = value("group") ? null : sort || "task"; // the order the rows stand in, where no groups divide them

/** Put rows in their places; what is only filtered stays where it is, so that nothing is laid out anew. */
function arrange(by, parts, rest) {
  const order = by ? null : sort || "task";
  if (order !== null && order === arranged) return;
  arranged = order;
  const made = document.createDocumentFragment();
  parts.forEach((part) => {
    if (by && part.length) made.append(head(part, by));
    part.forEach((row) => made.append(row.tr));
  });
  rest.forEach((row) => made.append(row.tr));
  body.textContent = "";
  body.append(made);
}

function tell(shown) {
  const count = document.getElementById("count");
  const said = shown < rows.length ? count.dataset.of : count.dataset.said;
  count.textContent = said.replace("{count}", shown).replace("{all}", rows.length);
  document.getElementById("none").hidden = shown > 0;
  const at = new URLSearchParams(location.search);
  FIELDS.forEach((name) => (value(name) ? at.set(name, value(name)) : at.delete(name)));
  if (sort) at.set("sort", sort); else at.delete("sort");
  const query = at.toString();
  if (query !== location.search.slice(1)) history.replaceState(null, "", query ? `?${query}` : location.pathname);
  if (ask.elements.sort) ask.elements.sort.value = sort;
  document.querySelectorAll("[data-light]").forEach((link) => {
    if (link.dataset.light === value("light")) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

function sorts() {
  table.tHead.addEventListener("click", (event) => {
    const link = event.target.closest("a.sort");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const name = link.parentElement.dataset.sort;
    sort = sort === name ? `-${name}` : sort === `-${name}` ? "" : name;
    Array.from(table.tHead.rows[0].cells).forEach((th, at) => {
      if (!names[at]) return;
      const falling = sort === `-${names[at]}`;
      th.setAttribute("aria-sort", falling ? "descending" : sort === names[at] ? "ascending" : "none");
    });
    apply();
  });
}

function filters() {
  ask.querySelector("[data-submit]").hidden = true;
  ask.addEventListener("typed", apply);
  ask.addEventListener("change", (event) => (event.target.name === "period" ? turn(event.target.value) : FIELDS.includes(event.target.name) && apply()));
  ask.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  document.querySelector(".lights").addEventListener("click", (event) => {
    const link = event.target.closest("[data-light]");
    if (!link) return;
    event.preventDefault();
    ask.elements.light.value = value("light") === link.dataset.light ? "" : link.dataset.light;
    apply();
  });
  document.querySelector("[data-clear]").addEventListener("click", (event) => {
    event.preventDefault();
    ["q", "plan", "role", "light"].forEach((name) => { if (ask.elements[name]) ask.elements[name].value = ""; });
    apply();
    ask.elements.q.focus();
  });
}

/** Ask for another period; everything else stays as it is. */
function turn(period) {
  const at = new URLSearchParams(location.search);
  at.set("period", period);
  location.assign(`?${at}`);
}

// --- walking

/** One row can be reached by Tab; the arrows go on from it. */
function enter(row) {
  rows.forEach((one) => { one.tr.tabIndex = -1; });
  if (row) row.tr.tabIndex = 0;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

function walks() {
  body.addEventListener("keydown", (event) => {
    const tr = event.target.closest("tr[data-id]");
    if (!tr || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in STEPS) return step(tr, event);
    if (event.target !== tr) return;
    if (event.key === "Enter") { event.preventDefault(); show(tr.querySelector("th [data-trace]")); }
    if (event.key === " ") pick(tr, event);
  });
}

function step(tr, event) {
  const shown = Array.from(body.rows).filter((row) => row.dataset.id && !row.hidden);
  const at = Math.min(shown.length - 1, Math.max(0, shown.indexOf(tr) + STEPS[event.key]));
  event.preventDefault();
  event.stopPropagation();
  enter(rows.find((row) => row.tr === shown[at]));
  shown[at].focus();
  shown[at].scrollIntoView({ block: "nearest" });
}

// --- picking rows to hand on

const hand = document.querySelector("[data-picks]");
const all = document.getElementById("pick-all");
const bar = document.getElementById("pick-bar"); // stays in the window while rows are ticked
const ticks = () => rows.filter((row) => !row.tr.hidden).map((row) => row.tr.querySelector("[name='row']")).filter(Boolean);

function pick(tr, event) {
  const tick = tr.querySelector("[name='row']");
  if (!tick) return;
  event.preventDefault();
  tick.checked = !tick.checked;
  picked();
}

function picked() {
  if (!hand) return;
  const chosen = rows.map((row) => row.tr.querySelector("[name='row']")).filter((tick) => tick && tick.checked);
  const shown = ticks();
  hand.textContent = chosen.length ? hand.dataset.said.replace("{count}", chosen.length) : plain;
  bar.hidden = !chosen.length;
  bar.firstChild.textContent = bar.firstChild.dataset.said.replace("{count}", chosen.length);
  all.checked = shown.length > 0 && shown.every((tick) => tick.checked);
  all.indeterminate = !all.checked && shown.some((tick) => tick.checked);
}

const plain = hand ? hand.textContent : "";

function picks() {
  if (!hand) return;
  all.hidden = false;
  all.addEventListener("change", () => { ticks().forEach((tick) => { tick.checked = all.checked; }); picked(); });
  body.addEventListener("change", picked);
  bar.lastChild.addEventListener("click", () => {
    body.querySelectorAll("[name='row']:checked").forEach((tick) => { tick.checked = false; });
    picked();
  });
}

// --- columns, remembered in this browser

const KEY = `yibiao-columns-${table.dataset.tab}`;

function choosesColumns() {
  const menu = document.querySelector(".columns-menu");
  menu.hidden = false;
  const away = new Set(stored());
  menu.querySelectorAll("[data-column]").forEach((tick) => {
    const name = `no-${tick.dataset.column}`;
    if (away.has(`-${tick.dataset.name}`)) table.classList.add(name);
    if (away.has(`+${tick.dataset.name}`)) table.classList.remove(name);
    tick.checked = !table.classList.contains(name);
    tick.addEventListener("change", () => { table.classList.toggle(name, !tick.checked); store(menu); });
  });
}

function stored() {
  try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; }
}

function store(menu) {
  const ticks_ = Array.from(menu.querySelectorAll("[data-column]"));
  try { localStorage.setItem(KEY, JSON.stringify(ticks_.map((tick) => (tick.checked ? "+" : "-") + tick.dataset.name))); } catch { /* private mode */ }
}

function menus() {
  const shut = (but) => document.querySelectorAll("details.menu[open]").forEach((one) => { if (one !== but) one.open = false; });
  document.addEventListener("click", (event) => shut(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(null); });
}

sorts();
filters();
walks();
picks();
choosesColumns();
menus();
enter(rows.find((row) => !row.tr.hidden));
picked();
