// Bars that set a share: with the mouse, a finger, or the keys of a slider.
import { at } from "./split-figures.js";

const PAGE = 10n;

/**
 * Make the bars of a sheet set shares. `desk` gives `step()`, `top()` (what a whole bar stands for), `share(row)`,
 * `reach(row)` (its least and most), and takes `moving(row, parts)` while one drags, `moved(row)` at the end.
 */
export function bars(sheet, desk) {
  let dragged = null;

  function value(event, row) {
    const box = dragged.bar.getBoundingClientRect();
    const place = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return within(at(place, dragged.top, desk.step()), desk.reach(row));
  }

  sheet.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest(".drag");
    if (!bar || event.button !== 0) return;
    event.preventDefault();
    bar.focus({ preventScroll: true });
    bar.setPointerCapture(event.pointerId);
    bar.classList.add("dragging");
    // One scale as long as the bar is held: else it would slip away under the hand.
    dragged = { bar, row: bar.closest("tr"), top: desk.top(), pointer: event.pointerId };
    desk.moving(dragged.row, value(event, dragged.row));
  });
  sheet.addEventListener("pointermove", (event) => {
    if (dragged && event.pointerId === dragged.pointer) desk.moving(dragged.row, value(event, dragged.row));
  });
  ["pointerup", "pointercancel"].forEach((name) => sheet.addEventListener(name, (event) => {
    if (!dragged || event.pointerId !== dragged.pointer) return;
    const { bar, row } = dragged;
    dragged = null;
    bar.classList.remove("dragging");
    desk.moved(row);
  }));
  sheet.addEventListener("keydown", (event) => {
    const bar = event.target.closest(".drag");
    if (!bar || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = bar.closest("tr");
    const wanted = stepped(event.key, desk.share(row), desk.step(), desk.reach(row));
    if (wanted === null) return;
    event.preventDefault();
    desk.moving(row, within(wanted, desk.reach(row)));
    desk.moved(row);
  });
  return { held: () => dragged !== null };
}

function stepped(key, share, step, [least, most]) {
  switch (key) {
    case "ArrowRight": case "ArrowUp": return share + step;
    case "ArrowLeft": case "ArrowDown": return share - step;
    case "PageUp": return share + step * PAGE;
    case "PageDown": return share - step * PAGE;
    case "Home": return least;
    case "End": return most;
    default: return null;
  }
}

function within(parts, [least, most]) {
  if (parts < least) return least;
  return parts > most ? most : parts;
}
