// The tasks, under the headings of the document.

/** The head of the plan: who issued it, when, to whom; then one line that counts what is in it. */
function drawHead() {
  const fields = ofKind("head").filter((fact) => fact.field !== "number" && fact.field !== "plan_title");
  return h("header", { class: "head" },
    h("dl", { class: "meta" }, fields.map(metaEntry), annexEntry()),
    h("p", { class: "summary" }, summary()));
}

function metaEntry(fact) {
  const value = fact.spans.length ? factButton(fact, "meta-value", fact.label) : zh("span", {}, fact.label);
  return h("div", {}, h("dt", {}, say(`head_${fact.field}`)), h("dd", {}, value));
}

function annexEntry() {
  const annexes = ofKind("annex");
  const said = (fact) => (fact.item.present ? "" : say("annex_absent"));
  return annexes.length > 0 && h("div", {}, h("dt", {}, say("annexes")),
    h("dd", {}, annexes.map((fact) => [factButton(fact, "meta-value", fact.label), " ", said(fact)])));
}

function summary() {
  const counts = [
    sayCount("tasks_n", list(PLAN.tasks).length),
    sayCount("targets_n", list(PLAN.targets).length),
    sayCount("units_n", UNITS.size),
    sayCount("findings_n", list(PLAN.findings).length),
  ];
  const grave = ["error", "warning", "info"].map((severity) => {
    const n = ofKind("finding").filter((fact) => severityOf(fact) === severity).length;
    return n > 0 && [" ", severityMark(severity), ` ${n}`];
  });
  return [counts.join(say("comma")), grave.some(Boolean) && say("colon"), grave];
}

const hasCode = (fact, code) => fact.findings.some((finding) => code === "*" || finding.item.code === code);
const hasUnit = (fact, name) => fact.units.some((unit) => unit.item.name === name);

function matchesQuery(facts) {
  const wanted = fold(state.query);
  return !wanted || facts.some((words) => fold(String(words || "")).includes(wanted));
}

function wordsOf(task) {
  const item = task.item;
  const units = task.units.map((unit) => unit.item.name);
  const targets = task.targets.map((target) => `${target.item.subject} ${target.item.text} ${figureText(target)}`);
  return [item.id, item.title, item.text, item.deadline].concat(units, targets);
}

function isShown(task) {
  if (state.unit && !hasUnit(task, state.unit)) return false;
  if (state.code && !hasCode(task, state.code)) return false;
  return matchesQuery(wordsOf(task));
}

const isFiltered = () => Boolean(state.unit || state.code || state.query);

/** The targets that belong to a heading and not to a task: the headline goals. */
const goalsOf = (section) => ofKind("target").filter((fact) => !fact.task && fact.item.task === section.item.id);

function shownGoals(section) {
  if (state.code) return [];
  return goalsOf(section).filter((fact) => {
    const owes = fact.owners.some((owner) => owner.item.name === state.unit);
    return (!state.unit || owes) && matchesQuery([fact.item.subject, fact.item.text, figureText(fact)]);
  });
}

function strayGoals() {
  const known = new Set(SECTIONS.map((section) => section.id));
  return ofKind("target").filter((fact) => !fact.task && !known.has(fact.item.task));
}

/** Return headings and tasks as they follow each other; headings without anything to show drop out of a filter. */
function outlineItems() {
  const tasks = ofKind("task").filter(isShown);
  const sections = ofKind("section");
  const wanted = isFiltered() ? sectionsAbove(tasks, sections) : new Set(sections);
  return tasks.concat(sections.filter((section) => wanted.has(section))).sort(inOrder);
}

function sectionsAbove(tasks, sections) {
  const wanted = new Set(sections.filter((section) => shownGoals(section).length));
  for (const task of tasks) for (const section of pathTo(startOf(task))) wanted.add(section);
  for (const section of Array.from(wanted)) for (const above of pathTo(startOf(section))) wanted.add(above);
  return wanted;
}

function drawOutline() {
  const items = outlineItems();
  const tasks = items.filter((fact) => fact.kind === "task");
  return [
    h("h2", { class: "hidden" }, say("view_tasks")),
    drawFilters(tasks.length),
    targetTable(isFiltered() ? [] : strayGoals(), say("goals")),
    TASKS.size ? items.map((fact) => (fact.kind === "task" ? drawTask(fact) : drawSection(fact))) : emptyOutline(items),
    TASKS.size > 0 && !items.length && emptyNote("nothing_matches"),
    !isFiltered() && [drawCadence(), drawDefinitions()],
  ];
}

function emptyOutline(items) {
  return [emptyNote("no_tasks"), items.map(drawSection)];
}

function emptyNote(key) {
  return h("p", { class: "empty" }, say(key));
}

function drawSection(fact) {
  const section = fact.item;
  const level = Math.min(Math.max(section.level || 1, 1), 3);
  const repeats = TASKS.has(section.id) || (ofKind("task").some((task) => startOf(task) === startOf(fact)));
  if (repeats) return null; // a numbered task is its own heading
  const title = factButton(fact, "title", h("span", { class: "numeral" }, section.number), " ", marked(section.title));
  return h("section", { class: `section level-${level}` }, h("h3", {}, title), targetTable(shownGoals(fact), section.title));
}

function drawTask(fact) {
  const task = fact.item;
  return bind(h("article", { class: "task" },
    zh("div", { class: "id" }, marked(task.id)),
    h("div", { class: "body" },
      h("h4", {}, factButton(fact, "title", marked(task.title || task.text)), taskSigns(fact)),
      h("dl", { class: "roles" }, roleLines(fact.units, ROLES), noLead(fact), deadlineLine(task)),
      targetTable(fact.targets, task.title),
      drawMeasures(fact))), fact);
}

function noLead(fact) {
  const none = !ROLES.some((role) => list(fact.item[role]).length);
  return none && h("div", { class: "role" }, h("dt", {}, say("role_lead")), h("dd", { class: "muted" }, say("nobody")));
}

function deadlineLine(task) {
  return task.deadline && h("div", { class: "role" }, h("dt", {}, say("deadline")), zh("dd", {}, task.deadline));
}

/** One sign for each severity among the findings of a task; pressing it walks through them. */
function taskSigns(fact) {
  const grave = fact.findings.filter((finding) => severityOf(finding) !== "info");
  if (!grave.length) return null;
  const severity = grave.some((one) => severityOf(one) === "error") ? "error" : "warning";
  const press = (event) => choose(grave, 0, "plan", event.currentTarget);
  const button = h("button", { type: "button", class: "fact signs", onclick: press }, severityMark(severity), ` ${grave.length}`);
  grave.forEach((finding) => bind(button, finding));
  return button;
}

function drawMeasures(fact) {
  return fact.measures.length > 0 && h("details", { class: "measures" },
    h("summary", {}, sayCount("measures_n", fact.measures.length)),
    h("ol", {}, fact.measures.map((measure) => drawMeasure(measure, fact))));
}

function drawMeasure(fact, task) {
  const within = (unit) => unit.spans.some(([start, end]) => fact.spans.some((own) => own[0] <= start && end <= own[1]));
  const named = task.units.filter((unit) => unit.role === "named" && within(unit));
  const own = ROLES.some((role) => list(fact.item[role]).length) ? task.units.filter((unit) => unit.role !== "named" && within(unit)) : [];
  return h("li", {}, factButton(fact, "measure", marked(fact.item.text)),
    (named.length > 0 || own.length > 0 || fact.item.deadline) &&
      h("dl", { class: "roles" }, roleLines(own.concat(named), ROLES.concat("named")), deadlineLine(fact.item)));
}

function drawCadence() {
  const facts = ofKind("cadence");
  return facts.length > 0 && h("section", { class: "section level-1" }, h("h3", { class: "plain" }, say("cadence")),
    h("table", { class: "plain-table" }, h("tbody", {}, facts.map((fact) => h("tr", {},
      h("th", { scope: "row" }, say(`every_${fact.item.every}`)),
      h("td", {}, factButton(fact, "", fact.item.activity)),
      h("td", { class: "notes" }, dueText(fact.item.due)))))));
}

const dueText = (due) => due && zh("span", {}, typeof due === "string" ? due : due.text);

function drawDefinitions() {
  const facts = ofKind("definition");
  return facts.length > 0 && h("section", { class: "section level-1" }, h("h3", { class: "plain" }, say("definitions")),
    h("table", { class: "plain-table" }, h("tbody", {}, facts.map((fact) => h("tr", {},
      h("th", { scope: "row" }, factButton(fact, "", fact.item.term)),
      h("td", {}, definitionText(fact.item)))))));
}

function definitionText(item) {
  const origin = item.from || item.origin;
  const parts = [list(item.includes).length > 0 && [say("includes"), " ", zh("span", {}, item.includes.join("、"))]];
  if (item.alias) parts.push([say("called"), " ", zh("span", {}, item.alias)]);
  if (origin) parts.push(say("from_place", { place: origin }));
  return parts.filter(Boolean).map((part, n) => [n > 0 && " · ", part]);
}
