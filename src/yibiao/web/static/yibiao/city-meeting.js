// The meeting room: the page fills the screen in large type, arrows walk from page to page without leaving it.

let route = []; // the pages to walk through, as they were where the meeting began

const isOn = () => document.body.classList.contains("meeting");

/** Make button and keys work; `redraw` draws the charts of a page that was walked to. */
export function meetingRoom(redraw) {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-meeting]")) toggle(redraw);
    else if (isOn()) follow(event, redraw);
  });
  document.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    if (event.key === "f" || event.key === "F") { event.preventDefault(); toggle(redraw); }
    else if (isOn() && STEPS[event.key]) { event.preventDefault(); walk(STEPS[event.key], redraw); }
    else if (isOn() && event.key === "Escape" && document.getElementById("panel").hidden) leave(redraw);
  });
  document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && isOn()) leave(redraw); });
}

const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

function isTyping(event) {
  return event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select, dialog") !== null;
}

function toggle(redraw) {
  if (isOn()) return leave(redraw);
  document.body.classList.add("meeting");
  route = pages();
  tell();
  // Where the browser does not allow it, the large page without a frame is there all the same.
  document.documentElement.requestFullscreen?.().catch(() => {});
}

function leave(redraw) {
  document.body.classList.remove("meeting");
  document.querySelector(".meeting-at")?.remove();
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  redraw();
}

function pages() { return Array.from(document.querySelectorAll("[data-walk] a"), (link) => link.href); }

function here() {
  return route.findIndex((address) => new URL(address).pathname === location.pathname);
}

function walk(step, redraw) {
  const at = here();
  const next = route[at + step];
  if (next && (at >= 0 || step > 0)) show(next, redraw);
}

/** Follow a link to another page of this part without leaving the full screen. */
function follow(event, redraw) {
  const link = event.target.closest("main a[href]");
  if (!link || "trace" in link.dataset || !new URL(link.href).pathname.startsWith("/city/")) return;
  event.preventDefault();
  show(link.href, redraw);
}

/** Show a page in the place of this one: to open it would leave the full screen. */
async function show(address, redraw) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = document.getElementById("main");
  main.textContent = "";
  for (const one of Array.from(page.getElementById("main").childNodes)) main.append(document.importNode(one, true));
  document.title = page.title;
  history.replaceState(null, "", address);
  window.scrollTo(0, 0);
  tell();
  main.focus({ preventScroll: true });
  redraw();
}

/** Say at the foot which page of how many this is. */
function tell() {
  const told = document.querySelector(".meeting-at") || document.body.appendChild(document.createElement("div"));
  told.className = "meeting-at";
  told.setAttribute("role", "status");
  told.textContent = here() >= 0 ? `${here() + 1} / ${route.length}` : "";
}
