// The revision desk: n and p go from one difference to the next, and the page says where one stands.

const all = () => Array.from(document.querySelectorAll("[data-difference]"));
let at = -1;

function isTyping(event) {
  const on = event.target;
  return event.isComposing || event.ctrlKey || event.altKey || event.metaKey ||
    document.querySelector("dialog[open]") !== null ||
    (on instanceof Element && on.closest("input, textarea, select, [contenteditable]") !== null);
}

/** Go so many differences on; after the last comes the first. */
function step(by) {
  const places = all();
  if (!places.length) return;
  if (at >= 0) places[at].classList.remove("here");
  at = at < 0 ? (by > 0 ? 0 : places.length - 1) : (at + by + places.length) % places.length;
  const here = places[at];
  here.classList.add("here");
  here.scrollIntoView({ block: "start" });
  here.focus({ preventScroll: true });
  tell(places.length);
}

function tell(count) {
  const bar = document.querySelector("[data-jump]");
  const said = bar.dataset.place.replace("{at}", String(at + 1)).replace("{of}", String(count));
  bar.querySelector("[data-at]").textContent = said;
}

function begin() {
  const bar = document.querySelector("[data-jump]");
  if (bar && all().length > 1) {
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button) step(Number(button.dataset.step));
    });
  }
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || (event.key !== "n" && event.key !== "p")) return;
    event.preventDefault();
    if (bar) step(event.key === "n" ? 1 : -1);
  });
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
}

begin();
