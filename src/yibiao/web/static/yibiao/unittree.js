// The tree of units: branches fold, and a search keeps what it finds with everything that stands above it.
const rows = Array.from(document.querySelectorAll("#tree tbody tr")).map((tr) => ({
  tr, path: tr.dataset.path, text: tr.textContent.toLowerCase(), twist: tr.querySelector(".twist"),
}));
const folded = new Set();
const field = document.getElementById("q");

function words() { return field.value.toLowerCase().split(/\s+/).filter(Boolean); }

/** The paths above one: "a/b/c/" stands under "a/" and "a/b/". */
function above(path) {
  const parts = path.split("/").slice(0, -2);
  return parts.map((_, at) => `${parts.slice(0, at + 1).join("/")}/`);
}

function apply() {
  const asked = words();
  const found = rows.filter((row) => asked.every((word) => row.text.includes(word)));
  const kept = new Set(found.map((row) => row.path));
  if (asked.length) found.forEach((row) => above(row.path).forEach((path) => kept.add(path)));
  rows.forEach((row) => {
    // What a search has found is shown even below a folded branch.
    row.tr.hidden = !kept.has(row.path) || (!asked.length && above(row.path).some((path) => folded.has(path)));
    if (row.twist) row.twist.setAttribute("aria-expanded", String(asked.length > 0 || !folded.has(row.path)));
  });
  const count = document.getElementById("count");
  count.textContent = count.dataset.said.replace("{count}", found.length);
  document.getElementById("none").hidden = found.length > 0;
  const at = field.value.trim() ? `?${new URLSearchParams({ q: field.value.trim() })}` : "";
  if (at !== location.search) history.replaceState(null, "", at || location.pathname);
}

function fold(row) {
  if (!folded.delete(row.path)) folded.add(row.path);
  apply();
}

function folds() {
  rows.forEach((row) => {
    if (!row.twist) return;
    row.twist.hidden = false;
    row.twist.addEventListener("click", () => fold(row));
  });
  document.getElementById("folding").hidden = false;
  document.querySelectorAll("[data-fold]").forEach((button) => button.addEventListener("click", () => {
    folded.clear();
    // The topmost stays open: a tree folded to one line says nothing.
    if (button.dataset.fold === "all") rows.forEach((row) => { if (row.twist && above(row.path).length) folded.add(row.path); });
    apply();
  }));
}

/** Left folds a branch or goes to what it stands under, right unfolds it, up and down go on. */
function walks() {
  document.getElementById("tree").addEventListener("keydown", (event) => {
    const tr = event.target.closest("tr[data-path]");
    if (!tr || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const shown = rows.filter((row) => !row.tr.hidden);
    const at = shown.findIndex((row) => row.tr === tr);
    const to = { ArrowDown: shown[at + 1], ArrowUp: shown[at - 1] }[event.key];
    if (to) { event.preventDefault(); to.tr.querySelector("a").focus(); }
    const row = shown[at];
    if (event.key === "ArrowLeft" && row.twist && !folded.has(row.path)) { event.preventDefault(); fold(row); }
    if (event.key === "ArrowRight" && folded.has(row.path)) { event.preventDefault(); fold(row); }
  });
}

document.querySelector("[data-submit]").hidden = true;
document.getElementById("ask").addEventListener("submit", (event) => { event.preventDefault(); apply(); });
field.addEventListener("typed", apply);
folds();
walks();
if (field.value) apply();
