// Choosing a fact: its characters light up, its rows light up, 从哪来 opens, and the address names it.

let opener = null; // what had the focus before the panel opened, to give it back

/** Choose one of `facts`; `origin` is the side that was pressed, which must not scroll away under the hand. */
function choose(facts, at, origin, pressed) {
  const before = state.here;
  if (!before.length || pressed) opener = pressed || document.activeElement;
  Object.assign(state, { here: facts, at });
  const fact = facts[at];
  drawPanel();
  if (origin !== "plan") reveal(fact);
  else if (pressed) uncover(pressed);
  relight(before.concat(facts));
  if (origin !== "text") showInText(fact);
  setAddress(fact);
  if (origin !== "panel") panelBox.focus({ preventScroll: true });
}

function relight(facts) {
  const shown = (fact) => shownOfFact.get(fact.index) || [];
  for (const fact of facts) for (const element of shown(fact)) element.classList.remove("lit");
  for (const element of textBox.querySelectorAll(".seg.lit")) unlight(element);
  const chosen = state.here[state.at];
  if (chosen) {
    for (const element of shown(chosen)) element.classList.add("lit"); // last, for one element may show several facts
    drawAround(chosen);
    lightSegments([chosen]);
  }
}

function unlight(element) {
  element.classList.remove("lit", "broad");
  setPressed(element, false);
}

function showInText(fact) {
  if (fact.spans.length) scrollTextTo(startOf(fact));
}

function showPlace(offset) {
  showPane("text");
  scrollTextTo(offset);
}

/** Bring a fact into view on the right: leave a filter, change the view or unfold what hides it. */
function reveal(fact) {
  if (!visibleElement(fact)) {
    const view = homeView(fact);
    if (view !== state.view || isFiltered()) {
      Object.assign(state, { view, unit: "", code: "" });
      setQuery("");
      drawPlan();
    }
  }
  const element = visibleElement(fact);
  if (!element) return;
  for (let above = element.closest("details"); above; above = above.parentElement.closest("details")) above.open = true;
  centre(element);
}

const homeView = (fact) => (fact.kind === "finding" ? "findings" : "tasks");

function visibleElement(fact) {
  return (shownOfFact.get(fact.index) || []).find((element) => element.isConnected && planBox.contains(element) && !element.closest("[hidden]"));
}

function centre(element) {
  const shift = element.getBoundingClientRect().top - planBox.getBoundingClientRect().top;
  const room = planBox.clientHeight - coveredHeight();
  const tabs = 48; // they stay at the top
  if (shift > tabs && shift < room - 40) return;
  planBox.scrollTop += shift - tabs - (room - tabs) * 0.35;
}

/** How much of the plan lies under the panel where it floats. */
function coveredHeight() {
  const [plan, panel] = [planBox.getBoundingClientRect(), panelBox.getBoundingClientRect()];
  const floats = !panelBox.hidden && panel.left <= plan.left;
  return floats ? Math.max(0, plan.bottom - panel.top) : 0;
}

/** Where the panel floats, what was pressed must not end up under it. */
function uncover(pressed) {
  if (!planBox.contains(pressed)) return;
  const end = planBox.getBoundingClientRect().bottom - coveredHeight();
  const below = pressed.getBoundingClientRect().bottom - end;
  if (below > 0) planBox.scrollTop += below + 40;
}

function walk(step) {
  const from = WALK.indexOf(state.here[state.at]);
  const next = WALK[from < 0 ? 0 : (from + step + WALK.length) % WALK.length];
  if (!next) return;
  const held = document.activeElement && document.activeElement.getAttribute("aria-label");
  choose([next], 0, "walk");
  const again = held && Array.from(panelBox.querySelectorAll("button")).find((one) => one.getAttribute("aria-label") === held);
  if (again) again.focus();
}

function close() {
  const before = state.here;
  Object.assign(state, { here: [], at: 0 });
  relight(before);
  drawPanel();
  setAddress(null);
  const back = opener && opener.isConnected ? opener : planBox;
  back.focus({ preventScroll: true });
  opener = null;
}

function setAddress(fact) {
  const address = location.href.split("#")[0] + (fact ? `#${encodeURIComponent(fact.id)}` : "");
  try {
    history.replaceState(null, "", address);
  } catch (refused) {
    if (fact) location.hash = encodeURIComponent(fact.id); // some viewers forbid history, none the hash
  }
}

function openAddress() {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch (malformed) {
    return;
  }
  const fact = BY_ID.get(id);
  if (fact && fact !== state.here[state.at]) choose([fact], 0, "address");
}

function copyLink(event) {
  const button = event.currentTarget;
  const done = () => {
    button.textContent = say("copied");
    announce(say("copied"));
  };
  const plain = () => {
    copyPlainly(location.href);
    button.focus();
    done();
  };
  if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(location.href).then(done, plain);
  else plain();
}

function copyPlainly(words) {
  const field = h("textarea", { class: "hidden" });
  field.value = words;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
