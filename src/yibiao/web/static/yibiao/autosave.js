// Entries of the fill-in table are saved by themselves, and those of others appear. What is not saved yet stays in this
// browser (localStorage, by person, unit, plan and period) until it is, or until somebody signs out (keep.js).
const AFTER_TYPING = 4000; // milliseconds
const AFTER_LEAVING = 1500;
const POLL = 10000;
const RETRY = 3000;
const MOST = 200; // cells in one save, as the server takes them
const PREFIX = "yibiao-unsent:";
const KEPT = 7 * 24 * 3600 * 1000;
const BACKGROUND = { "Yibiao-Background": "1" }; // asking what is new keeps no session alive

const idOf = (field) => field.name.slice("cell-".length);
const trimmed = (text) => text.replace(/\r\n/g, "\n").trim();
const clock = (at) => new Date(at).toTimeString().slice(0, 5);

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Begin: `mark` shows that a cell differs from what is kept, `count` how many do, `add` what a total means. */
export function autosave({ table, form, mark, count, add }) {
  const told = document.getElementById("saved");
  const here = document.getElementById("here");
  const words = told.dataset;
  const person = document.body.dataset.person;
  const place = `${PREFIX}${person}:${words.place}`;
  const allowed = words.auto === "yes";
  const fields = new Map(Array.from(table.querySelectorAll("[name^='cell-']"), (field) => [idOf(field), field]));
  const known = new Map(Array.from(fields, ([id, field]) => [id, first(id, field)]));
  const held = new Map(); // cells that wait for a choice or a correction: by id, the value that was refused
  const waiting = new Map(); // what others saved in a cell that one stands in
  let csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let since = words.since;
  let timer = 0;
  let asking = 0;
  let pending = null; // what was sent and not answered: it is sent again as it was, with its key
  let busy = false;
  let out = false;
  let stopped = !allowed;
  let renewed = false;

  function first(id, field) {
    const edition = form.querySelector(`[name='edition-${id}']`);
    const was = form.querySelector(`[name='was-${id}']`);
    const cell = field.closest("td.fill");
    return { edition: Number(edition ? edition.value : 0), was: was ? was.value : cell ? cell.dataset.was : "" };
  }

  function say(name, link) {
    told.textContent = words[name].replace("{at}", clock(Date.now()));
    told.className = name === "done" ? "quietly" : name === "saving" ? "quietly" : "unsaved";
    if (!link) return;
    const to = document.createElement("a");
    to.href = words.login;
    to.target = "_blank";
    to.rel = "noopener";
    to.textContent = words.again;
    told.append(" ", to);
  }

  const differs = (id) => trimmed(fields.get(id).value) !== trimmed(known.get(id).was);

  function unsent() {
    return Array.from(fields.keys()).filter((id) => !fields.get(id).disabled && differs(id));
  }

  const sendable = () => unsent().filter((id) => held.get(id) !== fields.get(id).value && !waiting.has(id));

  // --- kept in this browser

  function store(work) {
    try { return work(window.localStorage); } catch (error) { return null; }
  }

  function remember() {
    const cells = {};
    unsent().forEach((id) => { cells[id] = { value: fields.get(id).value, edition: known.get(id).edition }; });
    store((room) => {
      if (Object.keys(cells).length) room.setItem(place, JSON.stringify({ at: Date.now(), cells }));
      else room.removeItem(place);
    });
  }

  function kept() {
    const text = store((room) => room.getItem(place));
    try { return text ? JSON.parse(text).cells : {}; } catch (error) { return {}; }
  }

  function forgetOld() {
    store((room) => Array.from({ length: room.length }, (_, at) => room.key(at)).filter((key) => key.indexOf(PREFIX) === 0).forEach((key) => {
      let at = 0;
      try { at = JSON.parse(room.getItem(key)).at; } catch (error) { at = 0; }
      if (!(Date.now() - at < KEPT)) room.removeItem(key);
    }));
  }

  function offer() {
    const cells = kept();
    const ids = Object.keys(cells).filter((id) => fields.has(id) && !fields.get(id).disabled && !differs(id) && trimmed(cells[id].value) !== trimmed(known.get(id).was));
    if (!ids.length) { remember(); return; }
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.id = "unsent";
    notice.setAttribute("role", "status");
    notice.append(`${words.unsent.replace("{count}", ids.length)} `);
    const end = () => { notice.remove(); remember(); };
    button(notice, words.restore, () => {
      ids.forEach((id) => {
        fields.get(id).value = cells[id].value;
        // An edition of before: where somebody else was faster, it is said.
        known.get(id).edition = Math.min(known.get(id).edition, cells[id].edition);
        shown(id);
      });
      end();
      later(0);
    });
    button(notice, words.drop, end);
    form.before(notice);
  }

  function button(into, text, work) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "quiet small";
    made.textContent = text;
    made.addEventListener("click", work);
    into.append(made, " ");
  }

  // --- cells

  function shown(id) {
    const cell = fields.get(id).closest("td.fill");
    if (cell) mark(cell);
    count();
  }

  /** Take what is kept now as what a cell was. */
  function settle(id, value, edition) {
    const cell = fields.get(id).closest("td.fill");
    known.set(id, { was: value, edition });
    const was = form.querySelector(`[name='was-${id}']`);
    const field = form.querySelector(`[name='edition-${id}']`);
    if (was) was.value = value;
    if (field) field.value = edition;
    if (cell) cell.dataset.was = value;
    held.delete(id);
    note(id, "");
    shown(id);
  }

  /** Say something of a cell, in place; nothing to take back what was said. */
  function note(id, text, choices = []) {
    const field = fields.get(id);
    const cell = field.parentElement;
    const before = cell.querySelector(".note.auto");
    if (before) before.remove();
    field.removeAttribute("aria-invalid");
    cell.classList.toggle("wrong", text !== "");
    if (!text) return;
    const made = document.createElement("div");
    made.className = "note auto";
    made.append(text);
    choices.forEach(([said, work]) => button(made, said, work));
    field.setAttribute("aria-invalid", "true");
    cell.append(made);
  }

  function whose(id, one) {
    const cell = fields.get(id).closest("td.fill");
    if (!cell) return;
    const before = cell.querySelector(".by");
    const made = before || document.createElement("small");
    made.className = "by";
    made.textContent = words.by.replace("{by}", one.by).replace("{at}", clock(one.at));
    cell.classList.add("theirs");
    if (!before) cell.append(made);
  }

  /** Show both values of a cell that somebody else changed meanwhile, with the choice. */
  function clash(id, one) {
    const field = fields.get(id);
    held.set(id, field.value);
    const text = words.clash.replace("{by}", one.by).replace("{at}", one.at ? clock(one.at) : "").replace("{value}", one.value || "—");
    note(id, text, [
      [words.theirs, () => { field.value = one.value; settle(id, one.value, one.edition); remember(); }],
      [words.mine, () => { known.get(id).edition = one.edition; held.delete(id); note(id, ""); later(0); }],
    ]);
  }

  function arrived(one) {
    const id = `${one.commitment}-${one.field}`;
    if (!fields.has(id) || one.edition <= known.get(id).edition) return;
    const field = fields.get(id);
    if (differs(id)) {
      if (trimmed(field.value) === trimmed(one.value)) settle(id, one.value, one.edition);
      else if (!held.has(id)) clash(id, one);
    } else if (document.activeElement === field) {
      waiting.set(id, one); // never under the hands of who is typing
      whose(id, one);
    } else {
      field.value = one.value;
      settle(id, one.value, one.edition);
      if (one.field === "total") add(field.closest("td.fill"));
      whose(id, one);
    }
  }

  // --- sending

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  async function send() {
    if (busy || stopped || out) return;
    if (!pending) {
      const ids = sendable().slice(0, MOST);
      if (!ids.length) return;
      pending = { key: newKey(), ids, values: ids.map((id) => fields.get(id).value), editions: ids.map((id) => known.get(id).edition) };
    }
    if (!navigator.onLine) { say("offline"); return; }
    busy = true;
    say("saving");
    try {
      await answered(await fetch(words.to, {
        method: "PUT", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": pending.key },
        body: JSON.stringify({ period: words.period, cells: pending.ids.map(asked) }),
      }));
    } catch (error) {
      say("offline");
      later(RETRY);
    } finally {
      busy = false;
    }
  }

  function asked(id, at) {
    const cut = id.indexOf("-");
    return { commitment: Number(id.slice(0, cut)), field: id.slice(cut + 1), value: trimmed(pending.values[at]), edition: pending.editions[at] };
  }

  async function answered(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return signedOut();
    if (answer.status === 403 && !renewed) { renewed = true; await ask(); later(0); return undefined; }
    if (answer.status >= 500) { say("offline"); later(RETRY); return undefined; }
    const body = await answer.json();
    const sent = pending;
    pending = null;
    renewed = false;
    if (answer.ok) body.cells.forEach((cell, at) => settle(sent.ids[at], sent.values[at], cell.edition));
    else if (body.code === "conflict") body.cells.forEach((one) => conflicting(one, sent));
    else if (body.faults && body.faults.some((fault) => fault.place[0] === "cells")) body.faults.forEach((fault) => refused(fault, sent));
    else { stopped = true; say("refused"); remember(); return undefined; }
    remember();
    if (sendable().length) later(answer.ok ? AFTER_LEAVING : 0);
    else say(held.size ? "held" : "done");
    return undefined;
  }

  function conflicting(one, sent) {
    const id = `${one.commitment}-${one.field}`;
    const at = sent.ids.indexOf(id);
    // One's own save whose answer was lost, or the same from both: nothing to choose.
    if (at >= 0 && trimmed(one.value) === trimmed(sent.values[at])) settle(id, sent.values[at], one.edition);
    else if (String(one.by) === person) known.get(id).edition = one.edition;
    else clash(id, { ...one, by: one.by_name });
  }

  function refused(fault, sent) {
    const id = sent.ids[fault.place[1]];
    if (!id) return;
    held.set(id, fields.get(id).value);
    note(id, fault.fault);
  }

  function signedOut() {
    out = true;
    remember();
    say("out", true);
    clearTimeout(asking);
    asking = setTimeout(poll, RETRY);
  }

  // --- others

  async function ask() {
    const answer = await fetch(`${words.changes}&since=${encodeURIComponent(since)}`, { credentials: "same-origin", redirect: "manual", headers: BACKGROUND });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      if (unsent().length && !out) signedOut();
      return;
    }
    if (!answer.ok) return;
    const body = await answer.json();
    if (String(body.person) !== person) { stopped = true; say("stranger"); return; }
    csrf = body.csrf;
    form.querySelector("[name=csrfmiddlewaretoken]").value = csrf;
    since = body.at;
    body.cells.forEach(arrived);
    here.textContent = body.people.length ? words.here.replace("{names}", body.people.join("、")) : "";
    if (out) { out = false; later(0); }
  }

  async function poll() {
    if (navigator.onLine && (!document.hidden || out)) {
      try { await ask(); } catch (error) { /* the next time */ }
    }
    clearTimeout(asking);
    asking = setTimeout(poll, out ? RETRY : POLL);
  }

  table.addEventListener("input", (event) => {
    if (!event.target.matches("[name^='cell-']")) return;
    const id = idOf(event.target);
    if (held.has(id) && held.get(id) !== event.target.value && !event.target.parentElement.querySelector(".note.auto button")) note(id, "");
    remember();
    if (allowed && !pending) told.textContent = "";
    later(AFTER_TYPING);
  });
  form.addEventListener("change", () => { remember(); later(AFTER_LEAVING); });
  table.addEventListener("focusout", (event) => {
    const id = event.target.name && event.target.name.indexOf("cell-") === 0 ? idOf(event.target) : "";
    const one = waiting.get(id);
    if (one) {
      waiting.delete(id);
      setTimeout(() => arrived(one), 0);
    }
  });
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; });
  window.addEventListener("online", () => later(0));
  window.addEventListener("offline", () => { if (unsent().length) say("offline"); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && sendable().length) later(0); });
  forgetOld();
  offer();
  if (here) asking = setTimeout(poll, 0);
}
