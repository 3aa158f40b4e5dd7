// Handing on: what is handed on altogether is told as one types; where the unit's own figure is a bound, why it is more is asked.
import { grouped, parse } from "./split-figures.js";

const sums = Array.from(document.querySelectorAll("[data-sum]"));
const why = document.getElementById("over-why");
const field = (sum) => document.querySelector(`[name="${sum.dataset.sum}"]`);

/** Say how far one sum is; return whether it is above a figure that bounds it: of 不少于 more is no fault. */
function tell(sum) {
  const typed = parse(field(sum).value);
  const given = parse(sum.dataset.others) + (typed || 0n);
  const gap = given - parse(sum.dataset.goal);
  const over = gap > 0n && "bounded" in sum.dataset;
  const [text, mark] = sum.children;
  text.textContent = sum.dataset.now.replace("{given}", grouped(given));
  const more = sum.dataset.over.replace("{over}", grouped(gap));
  if (gap > 0n) mark.textContent = over ? `■ ${more}` : more;
  else mark.textContent = gap ? sum.dataset.left.replace("{left}", grouped(-gap)) : "✓";
  sum.classList.toggle("over", over);
  field(sum).setAttribute("aria-invalid", typed === undefined ? "true" : "false");
  return over;
}

function tellAll() {
  const over = sums.map(tell).some(Boolean);
  if (!why || "shown" in why.dataset) return;
  why.hidden = !over;
  why.querySelector("input").required = over;
}

sums.forEach((sum) => {
  sum.setAttribute("role", "status");
  field(sum).addEventListener("typed", tellAll);
});
tellAll();
