// A field that offers units while one types: two characters are enough. Letters of an input method that is still
// composing are never taken for a name, nor its Enter for a choice.

const WAIT = 120; // milliseconds of rest before the server is asked

/** Make the field and list within `root` choose units; `choose` gets a name. */
export function offersUnits(root, choose) {
  const field = root.querySelector("[role=combobox]");
  const list = root.querySelector("[role=listbox]");
  const state = { field, list, choose, typed: "", at: 0, timer: 0, asked: Promise.resolve() };
  field.addEventListener("typed", () => ask(state));
  field.addEventListener("keydown", (event) => key(event, state));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(state, option.dataset.name);
  });
  return field;
}

function ask(state) {
  window.clearTimeout(state.timer);
  const typed = state.field.value.trim();
  state.typed = typed;
  if (!typed) return show(state, []);
  state.asked = new Promise((done) => {
    state.timer = window.setTimeout(() => offer(state, typed).then(done), WAIT);
  });
  return state.asked;
}

async function offer(state, typed) {
  const address = `${document.getElementById("desk").dataset.units}?q=${encodeURIComponent(typed)}`;
  let found = [];
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    found = answer.ok ? (await answer.json()).units : [];
  } catch { /* the name may still be typed whole */ }
  if (state.typed === typed) show(state, found);
}

function show(state, found) {
  state.list.textContent = "";
  found.forEach((unit) => state.list.append(option(state, unit.name, unit.alias)));
  if (state.typed && !found.some((unit) => unit.name === state.typed)) {
    state.list.append(option(state, state.typed, state.field.dataset.fresh));
  }
  state.field.setAttribute("aria-expanded", String(state.list.childElementCount > 0));
  select(state, 0);
}

function option(state, name, note) {
  const made = document.createElement("li");
  made.setAttribute("role", "option");
  made.id = `unit-option-${state.list.childElementCount}`;
  made.dataset.name = name;
  made.append(name);
  if (note) {
    const said = document.createElement("span");
    said.className = "quietly";
    said.textContent = note;
    made.append(said);
  }
  return made;
}

function select(state, at) {
  const options = Array.from(state.list.children);
  state.at = options.length ? (at + options.length) % options.length : 0;
  options.forEach((one, n) => one.setAttribute("aria-selected", String(n === state.at)));
  const now = options[state.at];
  if (now) {
    state.field.setAttribute("aria-activedescendant", now.id);
    now.scrollIntoView({ block: "nearest" });
  } else state.field.removeAttribute("aria-activedescendant");
}

async function key(event, state) {
  if (event.isComposing || event.keyCode === 229) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    select(state, state.at + step);
  } else if (event.key === "Enter") {
    event.preventDefault();
    await state.asked; // what was typed fast is looked up before it is taken
    const now = state.list.children[state.at];
    if (now) take(state, now.dataset.name);
  }
}

function take(state, name) {
  window.clearTimeout(state.timer);
  state.typed = "";
  state.field.value = "";
  show(state, []);
  state.choose(name);
}
