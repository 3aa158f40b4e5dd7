// The library: from hit to hit in a document, two documents picked to compare, printing.

/** Walk through the hits of a document with n and N, or the two buttons; the place is said. */
function walksHits() {
  const tools = document.querySelector(".hit-tools[data-hits]");
  const last = tools ? Number(tools.dataset.hits) : 0;
  if (!last) return;
  let at = Number((/^#hit-(\d+)$/.exec(location.hash) || [0, 0])[1]);
  const go = (number) => {
    at = ((number - 1 + last) % last) + 1;
    show(at, tools);
  };
  if (at) go(at);
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hit]");
    if (button) go(button.dataset.hit === "next" ? at + 1 : at ? at - 1 : last);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select, dialog")) return;
    if (event.key === "n") go(at + 1);
    if (event.key === "N") go(at ? at - 1 : last);
  });
}

function show(number, tools) {
  for (const one of document.querySelectorAll(".hit.current")) one.classList.remove("current");
  const hit = document.getElementById(`hit-${number}`);
  if (!hit) return;
  hit.classList.add("current");
  hit.scrollIntoView({ block: "center" });
  document.getElementById("hit-at").textContent = tools.dataset.place.replace("@", String(number));
}

/** Let the button compare only when two are ticked, and never more than two. */
function picksTwo() {
  const picked = () => Array.from(document.querySelectorAll("input[name=pick]:checked"));
  const update = () => {
    const button = document.querySelector("[data-compare]");
    if (button) button.disabled = picked().length !== 2;
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[name=pick]")) return;
    event.stopPropagation();
    const others = picked().filter((one) => one !== event.target);
    if (event.target.checked && others.length > 1) others[0].checked = false;
    update();
  });
  document.addEventListener("htmx:afterSettle", update);
  update();
}

/** Keep what was asked in the address, so that it can be passed on and found again after going back. */
function keepsAddress() {
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results") return;
    const asked = new URLSearchParams(new FormData(document.getElementById("ask")));
    for (const name of Array.from(asked.keys())) if (!asked.get(name)) asked.delete(name);
    history.replaceState(null, "", asked.toString() ? `${location.pathname}?${asked}` : location.pathname);
  });
}

function prints() {
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

walksHits();
picksTwo();
keepsAddress();
prints();
