// 从哪来: where any fact comes from. One panel for every kind of fact.

const QUOTE_AROUND = 120; // characters of the sentence shown at each side at most
const QUOTE_WITHIN = 420; // and of the fact itself

let panelBox = null;

function buildPanel() {
  panelBox = h("aside", { class: "panel", tabindex: -1, hidden: true, "aria-label": say("panel") });
  return panelBox;
}

function drawPanel() {
  const fact = state.here[state.at];
  panelBox.hidden = !fact;
  panelBox.setAttribute("aria-label", say("panel"));
  document.body.classList.toggle("with-panel", Boolean(fact));
  forgetPanel();
  if (!fact) return replace(panelBox);
  return replace(panelBox, panelHead(fact), chooser(), panelTitle(fact), quote(fact, fact.spans[0]), toText(fact), details(fact),
    otherPlaces(fact), related(fact));
}

/** On a phone the text is behind the other tab. */
function toText(fact) {
  const press = () => showPlace(startOf(fact));
  return fact.spans.length > 0 && h("button", { type: "button", class: "quiet-button narrow-only", onclick: press }, say("show_in_text"));
}

/** What the panel showed until now need not light up any more. */
function forgetPanel() {
  for (const [index, elements] of shownOfFact) {
    shownOfFact.set(index, elements.filter((element) => !panelBox.contains(element)));
  }
}

function panelHead(fact) {
  const button = (key, sign, press) =>
    h("button", { type: "button", class: "tool", "aria-label": say(key), title: say(key), onclick: press }, sign);
  return h("div", { class: "panel-head" }, h("h2", {}, say("panel")),
    h("span", { class: "walk" }, walkText(fact)),
    button("previous_fact", "↑", () => walk(-1)), button("next_fact", "↓", () => walk(1)),
    h("button", { type: "button", class: "tool words", onclick: copyLink }, say("copy_link")),
    button("close", "×", close));
}

function walkText(fact) {
  const n = WALK.indexOf(fact);
  return n >= 0 && `${n + 1} / ${WALK.length}`;
}

/** Several facts at the place that was clicked: all are named, one is open. */
function chooser() {
  if (state.here.length < 2) return null;
  return h("div", { class: "chooser", role: "group", "aria-label": say("facts_here", { n: state.here.length }) },
    h("span", { class: "muted" }, say("facts_here", { n: state.here.length })),
    state.here.map((fact, n) => h("button", { type: "button", "aria-pressed": n === state.at, onclick: () => switchTo(n) },
      kindName(fact), " ", zh("span", {}, shorten(labelOf(fact), 12)))));
}

function switchTo(n) {
  choose(state.here, n, "panel");
  const pressed = panelBox.querySelector('[aria-pressed="true"]');
  if (pressed) pressed.focus();
}

const shorten = (words, length) => {
  const characters = Array.from(String(words));
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : String(words);
};

const kindName = (fact) => (fact.kind === "unit" ? say(`role_${fact.role}`) : fact.kind === "head" ? say(`head_${fact.field}`) : say(`kind_${fact.kind}`));

function panelTitle(fact) {
  const kind = fact.kind === "finding" ? severityMark(severityOf(fact)) : kindName(fact);
  return h("div", { class: "panel-title" }, h("p", { class: "kind" }, kind), (fact.kind === "finding" ? h : zh)("h3", {}, titleOf(fact)));
}

function titleOf(fact) {
  if (fact.kind === "target") return [shorten(fact.item.subject, 60), " ", h("span", { class: "figure" }, figureParts(fact))];
  if (fact.kind === "task" || fact.kind === "section") return [h("span", { class: "id" }, fact.item.id), " ", shorten(fact.label, 60)];
  return shorten(labelOf(fact), 120);
}

/** The sentence around a span, its characters lit. */
function quote(fact, span) {
  if (!span) return h("p", { class: "muted" }, say("no_place"));
  const [start, end] = span;
  const from = sentenceStart(start);
  const to = sentenceEnd(end);
  return zh("blockquote", {}, from.cut && "…", TEXT.slice(from.at, start), h("mark", { class: isBroad(fact) ? "lit broad" : "lit" }, within(start, end)),
    TEXT.slice(end, to.at), to.cut && "…");
}

function within(start, end) {
  if (end - start <= QUOTE_WITHIN) return TEXT.slice(start, end).trim();
  return `${TEXT.slice(start, start + QUOTE_WITHIN - 80)} …… ${TEXT.slice(end - 80, end)}`.trim();
}

const SENTENCE_END = /[。；！？;!?\n]/;

function sentenceStart(offset) {
  const limit = Math.max(0, offset - QUOTE_AROUND);
  let at = offset;
  while (at > limit && !SENTENCE_END.test(TEXT[at - 1])) at -= 1;
  return { at, cut: at === limit && at > 0 && !SENTENCE_END.test(TEXT[at - 1]) };
}

function sentenceEnd(offset) {
  const limit = Math.min(TEXT.length, offset + QUOTE_AROUND);
  if (offset > 0 && SENTENCE_END.test(TEXT[offset - 1])) return { at: offset, cut: false };
  let at = offset;
  while (at < limit && !SENTENCE_END.test(TEXT[at])) at += 1;
  const stopped = at < TEXT.length && SENTENCE_END.test(TEXT[at]);
  return { at: stopped && TEXT[at] !== "\n" ? at + 1 : at, cut: !stopped && at === limit && at < TEXT.length };
}

/** What is known of a fact, as pairs of a word and its value; each kind adds its own. */
const DETAILS = {
  task: (fact) => [
    ...ROLES.map((role) => [`role_${role}`, namesOf(fact.units.filter((unit) => unit.role === role))]),
    ["deadline", fact.item.deadline],
    ["targets", fact.targets.map((target) => [figureButton(target), " ", target.item.subject, h("br", {})])],
  ],
  target: (fact) => [
    ["exact", fact.figure.exact],
    ["written", fact.item.text],
    ["change", say(`change_${fact.item.change}`)],
    ["force", say(`force_${fact.item.force}`)],
    ["owed_by", fact.owners.length > 0 && [unitNames(fact.owners), ownersWord(fact.item)]],
    ["period", fact.item.period && periodText(fact.item.period)],
    ["deadline", fact.item.deadline],
    ["baseline", fact.item.baseline && baselineText(fact.item.baseline)],
    ["confidence", typeof fact.item.confidence === "number" && `${Math.round(fact.item.confidence * 100)} %`],
  ],
  unit: (fact) => [
    ["written", fact.item.text !== fact.item.name && fact.item.text],
    ["alias", fact.item.alias],
    ["group", fact.item.group && say("is_group")],
    ["owes_in", unitTaskIds(fact)],
  ],
  measure: (fact) => [["deadline", fact.item.deadline]],
  cadence: (fact) => [["every", say(`every_${fact.item.every}`)], ["due", dueText(fact.item.due)]],
  definition: (fact) => [["meaning", definitionText(fact.item)]],
  finding: (fact) => [["advice", toldOf(fact, "advice")], ["code", codeName(fact.item.code)]],
};

// What these say is ours and in the reader's language; everything else is in the document's.
const OUR_WORDS = new Set(["change", "force", "group", "owes_in", "every", "advice", "code", "meaning", "baseline", "period"]);

const namesOf = (facts) => facts.length > 0 && unitNames(facts);

function unitTaskIds(fact) {
  const unit = UNITS.get(fact.item.name);
  const press = () => showUnit(unit.name);
  return h("button", { type: "button", class: "fact", onclick: press }, sayCount("tasks_n", tasksOf(unit).size));
}

function details(fact) {
  const own = (DETAILS[fact.kind] || (() => []))(fact);
  const rows = own.concat(clauseRows(fact)).filter(([, value]) => value && (!Array.isArray(value) || value.length));
  return h("dl", { class: "details" }, rows.map(([key, value]) => h("div", {}, h("dt", {}, say(key)), (OUR_WORDS.has(key) ? h : zh)("dd", {}, value))));
}

/** Document number, clause, task and characters: what one writes under a quotation. */
function clauseRows(fact) {
  const head = PLAN.document || {};
  const path = fact.spans.length ? pathTo(startOf(fact)).filter((section) => section !== fact) : [];
  const clause = path.map((section) => h("span", { class: "step" }, section.item.number, section.item.title));
  const task = fact.task && fact.task !== fact && factButton(fact.task, "", `${fact.task.item.id} ${fact.task.label}`);
  return [
    ["document", head.number || head.title || (head.source || {}).name],
    ["clause", clause.length > 0 && clause],
    ["task", task],
    ["characters", fact.raw.length > 0 && `${fact.raw[0][0]}–${fact.raw[0][1]}`],
  ];
}

function otherPlaces(fact) {
  if (fact.spans.length < 2) return null;
  return h("section", { class: "also" }, h("h4", {}, say("also")), fact.spans.slice(1).map(([start, end]) =>
    zh("button", { type: "button", class: "fact place", onclick: () => showPlace(start) }, shorten(TEXT.slice(start, end).trim(), 60))));
}

/** The findings about a fact: those of its task, and those that stand where it stands. */
function related(fact) {
  if (fact.kind === "finding") return null;
  const findings = ofKind("finding").filter((finding) => !isRepair(finding) && touches(finding, fact));
  return findings.length > 0 && h("section", { class: "also" }, h("h4", {}, say("findings")), findings.map((finding) =>
    factButton(finding, "place", severityMark(severityOf(finding)), " ", toldOf(finding, "message"))));
}

function touches(finding, fact) {
  if (fact.kind === "task" && finding.task === fact) return true;
  if (finding.item.about && finding.item.about === fact.item.id) return true;
  return finding.spans.some((one) => fact.spans.some((two) => one[0] < two[1] && two[0] < one[1] && two[1] - two[0] < 200));
}
