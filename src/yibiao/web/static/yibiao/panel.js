// 从哪来: the panel at the right that says where a number, a unit or a light comes from. Whatever carries
// data-trace is a link to a page of its own; here that page's content is shown beside this one.

let current = null;

const panel = () => document.getElementById("panel");
const facts = () => Array.from(document.querySelectorAll("main [data-trace]")).filter((one) => one.offsetParent !== null);

/** Make the panel open from every link marked data-trace. */
export function opensPanel() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-trace]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(link);
  });
  document.addEventListener("keydown", (event) => {
    if (!isOpen() || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return close();
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  panel()?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-panel]");
    if (button) ACTS[button.dataset.panel](button);
  });
}

const ACTS = { previous: () => walk(-1), next: () => walk(1), close, copy };

function isOpen() { return panel() !== null && !panel().hidden; }

/** Show where a link's fact comes from; the link stays marked, and gets the focus back at the end. */
export function show(link) {
  panel().hidden = false;
  document.body.classList.add("with-panel");
  mark(link);
  const body = document.getElementById("panel-body");
  body.scrollTop = 0;
  window.htmx.ajax("GET", link.href, { target: body, swap: "innerHTML", source: link });
  body.focus({ preventScroll: true });
}

function mark(link) {
  if (current) current.removeAttribute("aria-expanded");
  current = link;
  if (link) {
    link.setAttribute("aria-expanded", "true");
    link.scrollIntoView({ block: "nearest" });
  }
}

function walk(step) {
  const all = facts();
  if (!all.length) return;
  const at = all.indexOf(current);
  show(all[(at + step + all.length) % all.length]);
}

function close() {
  const link = current;
  mark(null);
  panel().hidden = true;
  document.body.classList.remove("with-panel");
  document.getElementById("panel-body").textContent = "";
  if (link) link.focus();
}

async function copy(button) {
  if (!current) return;
  const label = button.textContent;
  button.textContent = (await copied(current.href)) ? button.dataset.copied : current.href;
  window.setTimeout(() => { button.textContent = label; }, 1600);
}

/** Put text on the clipboard. An office's own address is often no secure one, where only the old way is left. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
