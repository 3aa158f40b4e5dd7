// Undo and redo on a form: what its fields hold is kept after each change.

const MOST = 200;

function fields(form) {
  return Array.from(form.elements).filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
}

function held(form) {
  return fields(form).map((field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.value));
}

function put(form, values) {
  fields(form).forEach((field, place) => {
    if (typeof values[place] === "boolean") field.checked = values[place];
    else field.value = values[place];
  });
}

/** Return what keeps the states of a form; `shown` is called after one was put back. */
export function history(form, shown) {
  const states = [held(form)];
  let now = 0;
  const buttons = { undo: document.getElementById("undo"), redo: document.getElementById("redo") };

  function mark() {
    buttons.undo.disabled = now === 0;
    buttons.redo.disabled = now === states.length - 1;
  }

  function go(step) {
    if (step < 0) keep(); // what is typed and not yet taken can be brought back too
    if (now + step < 0 || now + step >= states.length) return;
    now += step;
    put(form, states[now]);
    mark();
    shown();
  }

  /** Keep the state as it stands, if it is another than the last. */
  function keep() {
    const values = held(form);
    if (JSON.stringify(values) === JSON.stringify(states[now])) return;
    states.splice(now + 1, states.length, values);
    if (states.length > MOST) states.shift();
    now = states.length - 1;
    mark();
  }

  /** Begin with the state as it stands: there is nothing before it to go back to. */
  function begin() {
    states.splice(0, states.length, held(form));
    now = 0;
    mark();
  }

  buttons.undo.addEventListener("click", () => go(-1));
  buttons.redo.addEventListener("click", () => go(1));
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    const back = key === "z" && !event.shiftKey;
    if (!back && key !== "y" && !(key === "z" && event.shiftKey)) return;
    event.preventDefault();
    go(back ? -1 : 1);
  });
  return { keep, begin };
}
