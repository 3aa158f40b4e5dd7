// The search box of every page: arrows walk through its suggestions, Enter opens one, Esc closes them.

const field = () => document.getElementById("find");
const found = () => document.getElementById("found");
const options = () => Array.from(found().querySelectorAll("[role=option]"));

/** Make the search box a combobox over the suggestions that the server sends. */
export function searchBox() {
  if (!field() || !found()) return;
  field().addEventListener("keydown", onKey);
  field().addEventListener("input", () => { if (!field().value.trim()) close(); });
  field().form.addEventListener("focusout", (event) => {
    if (!field().form.contains(event.relatedTarget)) close();
  });
  found().addEventListener("mousedown", (event) => event.preventDefault());
  new MutationObserver(said).observe(found(), { childList: true });
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return walk(event);
  const chosen = options().find((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "Enter" && chosen) {
    event.preventDefault();
    location.assign(chosen.href);
  }
  if (event.key === "Escape" && found().firstChild) {
    event.preventDefault(); // a search field would forget what was typed
    close();
  }
}

function walk(event) {
  const all = options();
  if (!all.length) return;
  event.preventDefault();
  event.stopPropagation();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
  choose(all, next >= 0 && next < all.length ? all[next] : null);
}

function choose(all, chosen) {
  for (const one of all) one.setAttribute("aria-selected", String(one === chosen));
  if (!chosen) return field().removeAttribute("aria-activedescendant");
  field().setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

/** Say whether there are suggestions; an answer that comes when the box was left is not shown. */
function said() {
  if (found().firstChild && document.activeElement !== field()) return close();
  const open = found().querySelector("[role=listbox]") !== null;
  field().setAttribute("aria-expanded", String(open));
  if (open) field().setAttribute("aria-controls", "found-list");
  else field().removeAttribute("aria-controls");
  field().removeAttribute("aria-activedescendant");
}

function close() { found().textContent = ""; }
