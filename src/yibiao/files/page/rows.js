// The small parts that every view of the plan is made of: facts as buttons, figures, roles, signs.

const shownOfFact = new Map(); // fact index → elements in the right half

/** Remember that an element shows a fact, so that it lights up with it. */
function bind(element, fact) {
  if (!shownOfFact.has(fact.index)) shownOfFact.set(fact.index, []);
  shownOfFact.get(fact.index).push(element);
  if (state.here[state.at] === fact) element.classList.add("lit");
  return element;
}

/** A fact as something to press: it lights its characters and opens 从哪来. */
function factButton(fact, kind, ...children) {
  const press = (event) => {
    event.stopPropagation();
    choose([fact], 0, "plan", event.currentTarget);
  };
  const build = fact.kind === "finding" ? h : zh; // findings speak the reader's language
  return bind(build("button", { type: "button", class: `fact ${kind}`, onclick: press }, ...children), fact);
}

/** Return the words with what was searched for marked. */
function marked(words) {
  const text = String(words === undefined || words === null ? "" : words);
  const wanted = fold(state.query);
  if (!wanted) return [text];
  const hay = fold(text);
  const parts = [];
  let at = 0;
  for (let hit = hay.indexOf(wanted); hit >= 0; hit = hay.indexOf(wanted, at)) {
    parts.push(text.slice(at, hit), h("mark", {}, text.slice(hit, hit + wanted.length)));
    at = hit + wanted.length;
  }
  return parts.concat(text.slice(at));
}

/** Lower case, unless that changes the length (İ) and with it every offset. */
function fold(text) {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

function figureParts(fact) {
  const { words, sign, number, gap, unit } = fact.figure;
  return [
    words && h("span", { class: "words" }, words, " "),
    sign && h("span", { class: "sign" }, sign, " "),
    h("b", {}, number),
    gap + unit,
  ];
}

function figureButton(fact) {
  const button = factButton(fact, "figure", figureParts(fact));
  button.title = fact.figure.exact;
  return button;
}

const figureText = (fact) => ["words", "sign", "number"].map((part) => fact.figure[part]).filter(Boolean).join(" ") + fact.figure.gap + fact.figure.unit;

function severityMark(severity) {
  return h("span", { class: `sev ${severity}` }, h("span", { "aria-hidden": "true" }, SEVERITIES[severity].sign), " ", say(severity));
}

function unitNames(facts) {
  return facts.map((fact) => [factButton(fact, "unit", marked(fact.item.name), aliasOf(fact.item)), " "]);
}

const aliasOf = (unit) => unit.alias && h("small", {}, "（", unit.alias, "）");

/** The roles of a task, one line each: 牵头, 责任, 配合, 数据提供, 指导; then who is named or owes a figure. */
function roleLines(units, roles) {
  const lines = roles.map((role) => {
    const own = units.filter((fact) => fact.role === role);
    return own.length && h("div", { class: `role ${role}` }, h("dt", {}, say(`role_${role}`)), zh("dd", {}, unitNames(own)));
  });
  return lines.filter(Boolean);
}

/** What a figure needs beside its number: who owes it, until when, over which period, measured from what. */
function targetNotes(fact) {
  const target = fact.item;
  const notes = [];
  if (fact.owners.length) notes.push([ownersWord(target), " ", unitNames(fact.owners)]);
  if (target.deadline) notes.push(say("until", { date: target.deadline }));
  if (periodMatters(target)) notes.push(periodText(target.period));
  if (target.baseline) notes.push(baselineText(target.baseline));
  return notes.map((note, n) => [n > 0 && " · ", note]);
}

const ownersWord = (target) => say(target.each ? "each" : "together");

/** The document's own year goes without saying. */
function periodMatters(target) {
  const head = PLAN.document || {};
  return target.period && String(target.period) !== String(head.year);
}

function periodText(period) {
  const years = /^P(\d+)Y$/.exec(period);
  if (years) return say("within_years", { n: years[1] });
  return String(period).replace("/", "–");
}

function baselineText(baseline) {
  const value = [baseline.year, baseline.value].filter((part) => part !== undefined && part !== null).join(" · ");
  return say("compared", { value });
}

function targetRow(fact) {
  return h("tr", {},
    h("th", { scope: "row" }, factButton(fact, "subject", marked(fact.item.subject))),
    h("td", { class: "number" }, figureButton(fact)),
    h("td", { class: "notes" }, targetNotes(fact)));
}

function targetTable(facts, label) {
  return facts.length > 0 && h("table", { class: "targets" },
    h("caption", { class: "hidden" }, say("targets_of", { name: label })),
    h("thead", { class: "hidden" }, h("tr", {}, ["subject", "figure", "remarks"].map((key) => h("th", { scope: "col" }, say(key))))),
    h("tbody", {}, facts.map(targetRow)));
}
