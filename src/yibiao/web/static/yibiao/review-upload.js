// Bringing a document in: dropped or chosen; what is too large is said before it is sent.
const form = document.querySelector("form.upload");
const field = document.getElementById("file");
const drop = document.getElementById("drop");
const said = document.getElementById("file-said");

function size(bytes) {
  const million = 1024 * 1024;
  return bytes >= million ? `${(bytes / million).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

/** Say which file was chosen, or that it is too large; return whether it may be sent. */
function tell() {
  const file = field.files[0];
  const large = Boolean(file) && file.size > Number(form.dataset.limit);
  said.className = large ? "too-large" : "";
  said.textContent = !file ? "" : large ? said.dataset.tooLarge : `${said.dataset.chosen} ${file.name} · ${size(file.size)}`;
  field.setCustomValidity(large ? said.dataset.tooLarge : "");
}

function takeDropped(event) {
  event.preventDefault();
  drop.classList.remove("over");
  if (!event.dataTransfer || !event.dataTransfer.files.length) return;
  field.files = event.dataTransfer.files;
  tell();
  form.querySelector("button:not([type])").focus();
}

if (form) {
  field.addEventListener("change", tell);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", takeDropped);
  // A file dropped beside the place would replace the page.
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => event.preventDefault());
}
