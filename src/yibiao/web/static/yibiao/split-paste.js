// A column from a spreadsheet, pasted into a column of the sheet: figures in order, or each beside its unit's name.
import { bare, parse } from "./split-figures.js";

/** Take columns that are pasted into `sheet`; `taken(fields, lost)` is told what was filled in and which names weren't found. */
export function pasting(sheet, taken) {
  sheet.addEventListener("paste", (event) => {
    const field = event.target.closest("tbody input[type=text]");
    const text = (event.clipboardData || window.clipboardData).getData("text");
    const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    if (!field || (lines.length < 2 && lines[0].length < 2)) return;
    event.preventDefault();
    const column = field.name.replace(/-.*$/, "-");
    const named = lines.every((cells) => cells.length > 1 && parse(cells[0]) === undefined);
    taken(...(named ? byName(sheet, column, lines) : inOrder(sheet, column, field, lines)));
  });
}

function inOrder(sheet, column, first, lines) {
  const all = Array.from(sheet.querySelectorAll(`tbody input[name^="${column}"]`));
  const into = all.slice(all.indexOf(first)).slice(0, lines.length);
  into.forEach((field, place) => { field.value = bare(lines[place][0]); });
  return [into, []];
}

function byName(sheet, column, lines) {
  const rows = Array.from(sheet.querySelectorAll("tbody tr"));
  const into = [];
  const lost = [];
  lines.forEach(([name, figure]) => {
    const wanted = name.replace(/\s/g, "");
    const row = rows.find((one) => one.dataset.names.split("|").indexOf(wanted) >= 0);
    if (!row || parse(figure) === undefined) return void lost.push(name);
    const field = row.querySelector(`input[name^="${column}"]`);
    field.value = bare(figure);
    into.push(field);
  });
  return [into, lost];
}
