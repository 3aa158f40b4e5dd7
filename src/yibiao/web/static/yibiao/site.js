// What every page does: the panel 从哪来, keyboard shortcuts, and fields that answer while one types.
import { opensPanel } from "./panel.js";
import { searchBox } from "./search.js";

const LEADING = { w: "/", c: "/city/", p: "/plans/", l: "/library/", u: "/units/" };
const CHORD = 1200; // milliseconds between the two keys of "g w"

/** Tell whether somebody is typing, so that no shortcut takes a letter away. */
function isTyping(event) {
  const at = event.target;
  return event.isComposing || event.ctrlKey || event.altKey || event.metaKey ||
    (at instanceof Element && at.closest("input, textarea, select, [contenteditable]") !== null);
}

function shortcuts() {
  let led = 0;
  document.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    if (event.key === "?") return opens("keys", event);
    if (event.key === "/") return focus("find", event);
    if (event.key === "g") { led = Date.now(); return; }
    if (Date.now() - led < CHORD && LEADING[event.key]) {
      event.preventDefault();
      location.assign(LEADING[event.key]);
    }
    led = 0;
  });
}

function opens(id, event) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  event.preventDefault();
  dialog.showModal();
}

function focus(id, event) {
  const field = document.getElementById(id);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

/**
 * Fields marked data-live say "typed" when their text has changed, but never while an input method is composing:
 * letters of pinyin are no query yet.
 */
function liveFields() {
  const say = (field) => field.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-live]") && !event.isComposing) say(event.target);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches("[data-live]")) say(event.target);
  });
}

function dialogs() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-opens]");
    if (button) opens(button.dataset.opens, event);
    const found = document.getElementById("found");
    if (found && !event.target.closest(".find")) found.textContent = "";
  });
  document.addEventListener("keydown", (event) => {
    const found = document.getElementById("found");
    if (event.key === "Escape" && found) found.textContent = "";
  });
}

/** Say in words that the server did not answer, where a part of a page was asked for. */
function lostConnection() {
  document.addEventListener("htmx:sendError", (event) => {
    const target = event.detail.target;
    if (target) target.textContent = document.body.dataset.lost;
  });
}

shortcuts();
liveFields();
dialogs();
lostConnection();
opensPanel();
searchBox();
