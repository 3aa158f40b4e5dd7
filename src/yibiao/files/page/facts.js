// Everything the document says, as one list of facts with their places in the text.
// A fact: {index, id, kind, label, spans, raw, task, data …}; its first span is its own place.

const FACTS = [];
const BY_ID = new Map();
const TASKS = new Map();
const UNITS = new Map();
const TASK_IDS = new Set(list(PLAN.tasks).map((task) => task.id));
// A numbered task is also a heading; it is one fact all the same.
const SECTIONS = list(PLAN.sections).filter((section) => !TASK_IDS.has(section.id));
const TASK_TITLES = list(PLAN.sections).filter((section) => TASK_IDS.has(section.id));

// Spans count code points; this language counts UTF-16 units. They part at each character beyond U+FFFF.
const ASTRAL = (() => {
  const found = [];
  const pairs = /[\ud800-\udbff][\udc00-\udfff]/g;
  for (let hit = pairs.exec(TEXT); hit; hit = pairs.exec(TEXT)) found.push(hit.index - found.length);
  return found;
})();

const unitsOf = (codePoint) => codePoint + firstAtLeast(ASTRAL, codePoint);

/** Return a span in UTF-16 units, or null where it holds nothing of the text. */
function place(span) {
  if (!Array.isArray(span) || !(span[1] > span[0]) || span[0] < 0) return null;
  const start = unitsOf(span[0]);
  const end = Math.min(unitsOf(span[1]), TEXT.length);
  return start < end ? [start, end] : null;
}

function freeId(wanted) {
  let id = wanted;
  for (let n = 2; BY_ID.has(id); n += 1) id = `${wanted}~${n}`;
  return id;
}

function addFact(kind, id, label, item, more) {
  const raw = [item.span].concat(list(item.also)).filter((span) => place(span));
  const fact = Object.assign(
    { index: FACTS.length, id: freeId(`${kind}-${id}`), kind, label: label || "", item, raw, spans: raw.map(place) },
    more,
  );
  FACTS.push(fact);
  BY_ID.set(fact.id, fact);
  return fact;
}

const HEAD_FIELDS = ["number", "plan_title", "issuer", "date", "addressees", "years"];

function headValue(field) {
  const head = PLAN.document || {};
  if (field === "years") return yearsText(head);
  if (field === "plan_title") return head.plan_title || head.title;
  const value = head[field];
  return Array.isArray(value) ? value.join("、") : value;
}

function yearsText(head) {
  const [from, to] = list(head.years).length === 2 ? head.years : [head.year, head.year];
  if (!from) return null;
  return from === to ? String(from) : `${from}–${to}`;
}

/** The span of a head field; the plan file may give places as an object or as pairs. */
function headSpan(field) {
  const head = PLAN.document || {};
  const places = head.places || {};
  const spans = Array.isArray(places) ? Object.fromEntries(places) : places;
  return spans[field] || (field === "plan_title" && spans.title) || null;
}

function addHeadFacts() {
  for (const field of HEAD_FIELDS) {
    const value = headValue(field);
    if (value) addFact("head", field, value, { span: headSpan(field) }, { field });
  }
  list(PLAN.document && PLAN.document.annexes).forEach((annex, n) => addFact("annex", n + 1, annex.title, annex));
}

function unitEntry(unit) {
  if (!UNITS.has(unit.name)) UNITS.set(unit.name, { name: unit.name, group: Boolean(unit.group), facts: [] });
  return UNITS.get(unit.name);
}

function addUnit(unit, role, owner, seen) {
  const key = JSON.stringify([role, unit.name, unit.span]);
  if (seen.has(key)) return;
  seen.add(key);
  const fact = addFact("unit", `${owner.id}-${role}-${seen.size}`, unit.name, unit, { role, task: owner.task });
  unitEntry(unit).facts.push(fact);
}

function addTask(task) {
  const fact = addFact("task", task.id, task.title, task);
  fact.task = fact;
  if (!TASKS.has(task.id)) TASKS.set(task.id, fact);
  Object.assign(fact, { targets: [], findings: [], measures: [], units: [] });
  const seen = new Set();
  const before = FACTS.length;
  for (const role of ROLES) for (const unit of list(task[role])) addUnit(unit, role, { id: task.id, task: fact }, seen);
  list(task.measures).forEach((measure, n) => addMeasure(measure, n, fact, seen));
  fact.units = FACTS.slice(before).filter((one) => one.kind === "unit");
}

function addMeasure(measure, n, task, seen) {
  const fact = addFact("measure", `${task.item.id}-${n + 1}`, measure.text, measure, { task });
  task.measures.push(fact);
  const owner = { id: task.item.id, task };
  for (const role of ROLES) for (const unit of list(measure[role])) addUnit(unit, role, owner, seen);
  for (const unit of list(measure.units)) addUnit(unit, "named", owner, seen);
}

function addTarget(target, n) {
  const task = TASKS.get(target.task) || null;
  const fact = addFact("target", target.id, target.subject, target, { task, figure: DATA.figures[n] });
  const seen = new Set();
  if (task) task.targets.push(fact);
  fact.owners = list(target.owed_by).map((unit) => {
    const before = FACTS.length;
    addUnit(unit, "owed", { id: target.id, task }, seen);
    return FACTS[before];
  }).filter(Boolean);
  if (task) task.units.push(...fact.owners);
}

function addFinding(finding, n) {
  const task = TASKS.get(finding.task) || null;
  const fact = addFact("finding", n + 1, finding.message, finding, { task, told: DATA.findings[n] });
  if (task) task.findings.push(fact);
}

function addAll() {
  addHeadFacts();
  SECTIONS.forEach((section) => addFact("section", section.id, section.title, section));
  list(PLAN.tasks).forEach(addTask);
  list(PLAN.targets).forEach(addTarget);
  list(PLAN.cadence).forEach((item, n) => addFact("cadence", n + 1, item.activity, item));
  list(PLAN.definitions).forEach((item, n) => addFact("definition", n + 1, item.term, item));
  list(PLAN.findings).forEach(addFinding);
}

addAll();

const ofKind = (kind) => FACTS.filter((fact) => fact.kind === kind);
const startOf = (fact) => (fact.spans.length ? fact.spans[0][0] : Infinity);
const lengthOf = (fact) => (fact.spans.length ? fact.spans[0][1] - fact.spans[0][0] : Infinity);
const inOrder = (one, two) => startOf(one) - startOf(two) || lengthOf(two) - lengthOf(one) || one.index - two.index;

// The order in which ↑ and ↓ walk: as the facts stand in the document, the wider before the narrower.
const WALK = FACTS.filter((fact) => fact.spans.length).sort(inOrder);

/** Return the headings above an offset, outermost first. */
function pathTo(offset) {
  const above = [];
  for (const fact of SECTION_FACTS) {
    if (startOf(fact) > offset) break;
    while (above.length && above[above.length - 1].item.level >= fact.item.level) above.pop();
    above.push(fact);
  }
  return above;
}

const SECTION_FACTS = ofKind("section").filter((fact) => fact.spans.length).sort(inOrder);

const SEVERITIES = { error: { sign: "■", rank: 0 }, warning: { sign: "▲", rank: 1 }, info: { sign: "●", rank: 2 } };
/** The message or the advice of a finding, in the reader's language where the program knows the sentence. */
const toldOf = (fact, part) => fact.told[state.lang][part];
const labelOf = (fact) => (fact.kind === "finding" ? toldOf(fact, "message") : fact.label);

const severityOf = (fact) => (SEVERITIES[fact.item.severity] ? fact.item.severity : "info");
