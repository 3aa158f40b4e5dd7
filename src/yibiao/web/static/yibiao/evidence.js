// Evidence: the buttons of the monthly form open a row's evidence in a dialog, whose forms stay in it; files are
// sent one by one, with how far each is. Without this script the same addresses are pages and plain forms.
const PART = { "HX-Request": "true" };
const dialog = document.getElementById("evidence-dialog");
const body = document.getElementById("evidence-body");
let opener = null;

// --- the dialog

/** Put what the server says into the dialog. */
function fill(text) {
  body.innerHTML = text;
  const row = body.querySelector(".evidence-row");
  if (row && opener && row.dataset.row === opener.dataset.evidence) count(opener, Number(row.dataset.count));
}

function count(button, many) {
  button.textContent = button.dataset.said.replace("{count}", many);
  button.classList.toggle("has", many > 0);
}

async function load(address, options = {}) {
  body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { ...options, headers: PART, credentials: "same-origin" });
    if (answer.redirected && !(await isPart(answer.clone()))) return location.assign(answer.url);
    fill(await answer.text());
  } catch {
    body.insertAdjacentText("afterbegin", document.body.dataset.lost);
  } finally {
    body.removeAttribute("aria-busy");
  }
}

/** Tell whether an answer is a part and not a page, such as that of signing in. */
async function isPart(answer) { return !/^\s*<!doctype/i.test(await answer.text()); }

function open(button) {
  opener = button;
  body.textContent = "";
  dialog.querySelector("[data-page]").href = button.href;
  if (!dialog.open) dialog.showModal();
  load(button.href).then(() => { body.focus({ preventScroll: true }); dialog.scrollTop = 0; });
}

function clicked(event) {
  const button = event.target.closest("[data-evidence]");
  if (!button || !dialog || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open(button);
}

function submitted(event) {
  const form = event.target;
  if (form.matches("[data-upload]")) return send(event, form);
  if (!body || !body.contains(form)) return;
  event.preventDefault();
  const data = new FormData(form);
  if (form.method === "post") load(form.action, { method: "POST", body: data });
  else load(`${form.action}?${new URLSearchParams(data)}`);
}

// --- files

/** Send the chosen files one after the other, so that one that is refused or lost costs the others nothing. */
async function send(event, form) {
  const files = Array.from(form.querySelector("[type='file']").files);
  if (!files.length) return;
  event.preventDefault();
  const told = form.querySelector("[data-told]");
  const button = form.querySelector("button");
  const lines = [];
  let last = null;
  button.disabled = true;
  for (const file of files) {
    const say = (key, part = "") => form.dataset[key].replace("{name}", file.name).replace("{part}", part);
    if (file.size > Number(form.dataset.most)) { lines.push(line(say("large"))); continue; }
    const answer = await sent(form, file, (part) => { told.textContent = part < 100 ? say("sending", part) : say("checking"); });
    if (answer === null) { lines.push(line(say("lost"))); continue; }
    last = parsed(answer);
    lines.push(...last.querySelectorAll("[data-said]"));
  }
  button.disabled = false;
  told.textContent = "";
  if (body && body.contains(form)) {
    if (last) fill(last.innerHTML);
    body.querySelectorAll("[data-said]").forEach((one) => one.remove());
    body.prepend(...lines);
  } else {
    await renew(lines);
  }
  if (lines.length) lines[0].scrollIntoView({ block: "nearest" });
}

function line(text) {
  const made = document.createElement("div");
  made.className = "error";
  made.setAttribute("role", "alert");
  made.textContent = text;
  return made;
}

function parsed(text) { return new DOMParser().parseFromString(text, "text/html").body; }

/** Read the page anew in place, with what was said of each file above it. */
async function renew(lines) {
  const main = document.getElementById("main");
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    main.innerHTML = parsed(await answer.text()).querySelector("#main").innerHTML;
  } catch {
    lines.push(line(document.body.dataset.lost));
  }
  main.prepend(...lines);
}

/** Send one file; return the answer's text, null where the connection broke. */
function sent(form, file, tell) {
  const data = new FormData(form);
  data.delete("file");
  data.append("file", file, file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) tell(Math.floor((event.loaded * 100) / event.total)); });
    request.addEventListener("load", () => resolve(request.status < 500 && request.status !== 413 ? request.responseText : null));
    request.addEventListener("error", () => resolve(null));
    request.send(data);
  });
}

function dropped(event) {
  const place = event.target.closest("[data-drop]");
  event.preventDefault(); // a file dropped beside the place would replace the page
  document.querySelectorAll("[data-drop].over").forEach((one) => one.classList.remove("over"));
  if (!place || !event.dataTransfer || !event.dataTransfer.files.length) return;
  const field = place.querySelector("[type='file']");
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  place.closest("form").requestSubmit ? place.closest("form").requestSubmit() : place.closest("form").querySelector("button").click();
}

function dragged(event) {
  if (!event.dataTransfer || !Array.from(event.dataTransfer.types).includes("Files")) return;
  event.preventDefault();
  const place = event.target.closest("[data-drop]");
  if (place) place.classList.add("over");
}

/** Say which files were chosen. */
function chosen(event) {
  const field = event.target;
  if (!field.matches("[data-upload] [type='file']")) return;
  field.closest("form").querySelector("[data-told]").textContent = Array.from(field.files).map((file) => file.name).join(" · ");
}

document.addEventListener("click", clicked);
document.addEventListener("submit", submitted);
document.addEventListener("change", chosen);
document.addEventListener("dragover", dragged);
document.addEventListener("drop", dropped);
document.addEventListener("dragleave", (event) => { const place = event.target.closest && event.target.closest("[data-drop]"); if (place) place.classList.remove("over"); });
if (dialog) {
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { body.textContent = ""; if (opener) opener.focus(); });
}
