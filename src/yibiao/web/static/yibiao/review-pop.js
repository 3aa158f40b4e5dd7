// The one editor that floats at a fact: it is opened with a template, closed by Esc, a press outside, or when done.

const pop = document.getElementById("pop");
const titles = document.getElementById("pop-titles");
const GAP = 6;
let opener = null;

/** Open the template `name` at an element (or a rectangle); `about` stands in its head. Return its box. */
export function open(name, at, about = "", title = name) {
  const from = at instanceof Element ? at : document.activeElement;
  close(false);
  opener = from;
  pop.append(document.getElementById(`pop-${name}`).content.cloneNode(true));
  const key = title.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  pop.querySelector("h2").textContent = about ? `${titles.dataset[key]}${titles.dataset.colon}${about}` : titles.dataset[key];
  pop.prepend(closer());
  pop.hidden = false;
  put(at);
  const first = pop.querySelector("input:not([type=checkbox]), select, button:not(.close)");
  if (first) first.focus({ preventScroll: true });
  return pop;
}

function closer() {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "close", textContent: "✕" });
  button.setAttribute("aria-label", titles.dataset.close);
  button.addEventListener("click", () => close());
  return button;
}

/** Put the box below what it belongs to, above it where there is no room, always within the window. */
function put(at) {
  const place = at.getBoundingClientRect();
  pop.classList.add("fixed");
  const { offsetWidth: width, offsetHeight: height } = pop;
  const below = place.bottom + GAP;
  const top = below + height < window.innerHeight ? below : Math.max(GAP, place.top - height - GAP);
  pop.style.top = `${Math.min(top, Math.max(GAP, window.innerHeight - height - GAP))}px`;
  pop.style.left = `${Math.max(GAP, Math.min(place.left, window.innerWidth - width - GAP))}px`;
}

/** Keep the box within the window while it grows. */
function grown() {
  const place = pop.getBoundingClientRect();
  if (place.bottom > window.innerHeight - GAP) pop.style.top = `${Math.max(GAP, window.innerHeight - place.height - GAP)}px`;
}

/** Close the editor; the focus goes back to what opened it. */
export function close(back = true) {
  if (pop.hidden) return;
  pop.hidden = true;
  pop.textContent = "";
  if (back && opener && opener.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

/** Send, and close when it was taken; else the reason stands in the editor and nothing typed is lost. */
export async function done(sent) {
  const buttons = Array.from(pop.querySelectorAll("button"));
  for (const one of buttons) one.disabled = true;
  const why = await sent;
  for (const one of buttons) one.disabled = false;
  if (!why) return close();
  const said = pop.querySelector(".said") || document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "alert");
  said.textContent = why;
  return pop.append(said);
}

/** What leaves the editor: Esc, and a press outside it. */
export function closable() {
  new ResizeObserver(grown).observe(pop);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || pop.hidden || event.isComposing) return;
    event.stopPropagation();
    close();
  }, true);
  document.addEventListener("mousedown", (event) => {
    if (!pop.hidden && !event.target.closest("#pop, #panel")) close(false);
  });
}
