// The other ways to look at the plan: all targets, every unit with its tasks, the findings; and the filters.

function choice(key, value, options, set) {
  const select = h("select", { onchange: (event) => set(event.target.value) },
    options.map(([option, words, chinese]) => h("option", { value: option, lang: chinese && "zh-CN" }, words)));
  select.value = value;
  return h("label", {}, h("span", {}, say(key)), " ", select);
}

function setFilter(change, label) {
  Object.assign(state, change);
  drawPlan();
  const again = planBox.querySelector(`[data-filter="${label}"] select`);
  if (again) again.focus();
}

function unitOptions() {
  const counts = Array.from(UNITS.values(), (unit) => [unit.name, tasksOf(unit).size]);
  return [["", say("all_units")]].concat(counts.map(([name, n]) => [name, `${name} ${n}`, true]));
}

const tasksOf = (unit) => new Set(unit.facts.map((fact) => fact.task).filter(Boolean));

function codeOptions() {
  const codes = new Set(ofKind("finding").filter((fact) => fact.task).map((fact) => fact.item.code));
  return [["", say("all_tasks")], ["*", say("any_finding")]].concat(Array.from(codes, (code) => [code, codeName(code)]));
}

function codeName(code) {
  const key = `code_${String(code).replace(/-/g, "_")}`;
  return key in DATA.strings[state.lang] ? say(key) : String(code);
}

function drawFilters(shown) {
  if (!TASKS.size) return null;
  const unit = choice("filter_unit", state.unit, unitOptions(), (value) => setFilter({ unit: value }, "unit"));
  const code = choice("filter_code", state.code, codeOptions(), (value) => setFilter({ code: value }, "code"));
  unit.dataset.filter = "unit";
  code.dataset.filter = "code";
  return h("div", { class: "filters" }, unit, code,
    isFiltered() && h("span", { class: "shown" }, say("shown_of", { n: shown, all: TASKS.size })),
    isFiltered() && h("button", { type: "button", class: "quiet-button", onclick: clearFilters }, say("clear")));
}

function clearFilters() {
  setQuery("");
  setFilter({ unit: "", code: "" }, "unit");
}

function drawTargets() {
  const facts = ofKind("target").filter((fact) => matchesQuery([fact.item.subject, fact.item.text, figureText(fact)]));
  const heads = ["task", "subject", "figure", "remarks", "role_lead"];
  return [
    h("h2", { class: "hidden" }, say("view_targets")),
    facts.length === 0 && emptyNote(ofKind("target").length ? "nothing_matches" : "no_targets"),
    facts.length > 0 && h("table", { class: "wide all-targets" },
      h("thead", {}, h("tr", {}, heads.map((key) => h("th", { scope: "col", class: key === "figure" && "number" }, say(key))))),
      h("tbody", {}, facts.map(wideTargetRow))),
  ];
}

function wideTargetRow(fact) {
  const leads = fact.task ? fact.task.units.filter((unit) => unit.role === "lead") : [];
  return h("tr", {},
    zh("td", { class: "id" }, fact.task ? factButton(fact.task, "", fact.item.task) : fact.item.task || "–"),
    h("th", { scope: "row" }, factButton(fact, "subject", marked(fact.item.subject))),
    h("td", { class: "number" }, figureButton(fact)),
    h("td", { class: "notes" }, targetNotes(fact)),
    zh("td", {}, unitNames(leads)));
}

function drawUnits() {
  const units = Array.from(UNITS.values()).filter((unit) => matchesQuery([unit.name]));
  const roles = ALL_ROLES.filter((role) => units.some((unit) => unit.facts.some((fact) => fact.role === role)));
  return [
    h("h2", { class: "hidden" }, say("view_units")),
    units.length === 0 && emptyNote(UNITS.size ? "nothing_matches" : "no_units"),
    units.length > 0 && h("table", { class: "wide units" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("unit")), roles.map((role) => h("th", { scope: "col" }, say(`role_${role}`))))),
      h("tbody", {}, units.map((unit) => unitRow(unit, roles)))),
  ];
}

/** One unit and the numbers of its tasks by role; its name leads to everything that it owes. */
function unitRow(unit, roles) {
  const owes = zh("button", { type: "button", class: "fact", onclick: () => showUnit(unit.name) }, marked(unit.name));
  owes.title = say("owes", { unit: unit.name });
  return h("tr", {}, h("th", { scope: "row" }, owes, unit.group && h("small", { class: "muted" }, " ", say("group"))),
    roles.map((role) => h("td", {}, unit.facts.filter((fact) => fact.role === role).map(unitTask))));
}

function unitTask(fact) {
  const button = factButton(fact, "id", fact.task ? fact.task.item.id : "…");
  if (fact.task) button.title = fact.task.item.title;
  return [button, " "];
}

function showUnit(name) {
  setQuery("");
  Object.assign(state, { unit: name, code: "", view: "tasks" });
  drawPlan();
  planBox.scrollTop = 0;
  const select = planBox.querySelector('[data-filter="unit"] select');
  if (select) select.focus();
}

const FOLD_FROM = 6; // so many findings of one kind are folded into one line

function drawFindings() {
  const facts = ofKind("finding").filter((fact) => matchesQuery([toldOf(fact, "message"), toldOf(fact, "advice"), fact.item.task]));
  const codes = new Map();
  facts.sort((one, two) => SEVERITIES[severityOf(one)].rank - SEVERITIES[severityOf(two)].rank);
  for (const fact of facts) codes.set(fact.item.code, (codes.get(fact.item.code) || []).concat(fact));
  return [
    h("h2", { class: "hidden" }, say("view_findings")),
    facts.length === 0 && emptyNote(ofKind("finding").length ? "nothing_matches" : "no_findings"),
    Array.from(codes.values(), drawFindingGroup),
  ];
}

function drawFindingGroup(facts) {
  const name = [severityMark(severityOf(facts[0])), " ", h("b", {}, codeName(facts[0].item.code)), ` ${facts.length}`];
  const shared = facts.length > 1 && facts.every((fact) => toldOf(fact, "advice") === toldOf(facts[0], "advice"));
  const rows = [
    shared && drawAdvice(facts[0]),
    h("ul", { class: "findings" }, facts.map((fact) => drawFinding(fact, !shared))),
  ];
  if (facts.length < FOLD_FROM) return h("section", { class: "finding-group" }, h("h3", { class: "plain" }, name), rows);
  return h("details", { class: "finding-group" }, h("summary", {}, name), rows);
}

function drawFinding(fact, advised) {
  const item = fact.item;
  return bind(h("li", {},
    zh("div", { class: "id" }, fact.task ? factButton(fact.task, "", item.task) : item.task || ""),
    h("div", {},
      h("p", {}, factButton(fact, "message", marked(toldOf(fact, "message")))),
      advised && drawAdvice(fact))), fact);
}

function drawAdvice(fact) {
  const advice = toldOf(fact, "advice");
  return advice && h("p", { class: "advice" }, marked(advice));
}
