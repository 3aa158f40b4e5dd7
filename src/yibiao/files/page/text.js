// The left half: the text as received, cut into segments so that spans may nest and overlap freely.
// Long documents are drawn chunk by chunk as they come into view.

const LINE_LIMIT = 1200; // a longer line is shown as several, or layout would take seconds
const CHUNK_LINES = 60;
const CHUNK_CHARACTERS = 6000;
const EAGER_CHARACTERS = 300000; // documents up to this size are drawn at once
const FINE = new Set(["unit", "target", "cadence", "definition", "head", "annex"]);

const chunks = [];
const factsOfSegment = new Map(); // element → facts, narrowest first
const segmentsOfFact = new Map(); // fact index → elements
const textHits = { starts: [], length: 0 };
let textBox = null;
let textStop = null; // the one marked segment that Tab reaches; arrows move on from there

/** Cut the text into lines [start, end], and overlong lines at a full stop where there is one. */
function cutLines() {
  const lines = [];
  let gap = false;
  for (let start = 0; start <= TEXT.length; ) {
    let end = TEXT.indexOf("\n", start);
    if (end < 0) end = TEXT.length;
    const blank = isBlank(start, end);
    if (blank && gap) lines[lines.length - 1][1] = end; // a crawler's void is one gap
    else cutLine(start, end, lines);
    gap = blank;
    start = end + 1;
  }
  return lines;
}

const INK = /\S/;
const isBlank = (start, end) => start === end || TEXT[end - 1] === "\n" || !INK.test(TEXT.slice(start, end));

function cutLine(start, end, lines) {
  let from = start;
  while (end - from > LINE_LIMIT) {
    const stop = TEXT.slice(from, from + LINE_LIMIT).lastIndexOf("。");
    let to = from + (stop > 0 ? stop + 1 : LINE_LIMIT);
    if (/[\udc00-\udfff]/.test(TEXT[to])) to += 1;
    lines.push([from, to]);
    from = to;
  }
  lines.push([from, end]);
}

function cutChunks() {
  let current = null;
  for (const line of cutLines()) {
    if (!current || current.lines.length >= CHUNK_LINES || line[1] - current.start > CHUNK_CHARACTERS) {
      current = { start: line[0], end: line[1], lines: [], facts: [], box: null, drawn: false };
      chunks.push(current);
    }
    current.lines.push(line);
    current.end = line[1];
  }
}

/** Tell each chunk which facts reach into it. */
function spreadFacts() {
  const ends = chunks.map((chunk) => chunk.end);
  for (const fact of FACTS) {
    for (const [start, end] of fact.spans) {
      for (let n = firstAtLeast(ends, start); n < chunks.length && chunks[n].start < end; n += 1) {
        chunks[n].facts.push({ fact, start, end });
      }
    }
  }
}

// What stands before the first fact of substance is the crawler's, not the document's: it is kept, but quiet.
const OPENING = WALK.reduce((first, fact) => (fact.kind === "finding" ? first : Math.min(first, startOf(fact))), Infinity);
const WIDEST_REPAIR = 400; // a longer one is about the whole text (its script), not about some characters
const isRepair = (fact) => fact.kind === "finding" && fact.item.code === "repaired-text";

function isQuiet(start, end, spans) {
  if (end <= OPENING && OPENING !== Infinity) return true;
  return spans.some((one) => isLocalRepair(one) && one.start <= start && one.end >= end && end > start);
}

const isLocalRepair = (one) => isRepair(one.fact) && one.end - one.start <= WIDEST_REPAIR;

// Stray pinyin is told of once, at its first place; the rest is found here, to keep it quiet for the reader.
const PINYIN = /(?<=[\u3400-\u9fff]) ?[(（](?=[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ])[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,7}[)）]/g;
const titleSpans = TASK_TITLES.map((section) => place(section.span)).filter(Boolean).sort((a, b) => a[0] - b[0]);
const titleStarts = titleSpans.map((span) => span[0]);

/** What a line holds besides facts: titles of tasks, stray pinyin, places that were searched for. */
function ornaments(start, end) {
  const found = hitsWithin(start, end).map((hit) => ["hit", hit, hit + textHits.length]);
  const from = Math.max(0, firstAtLeast(titleStarts, start) - 1);
  for (const [one, two] of titleSpans.slice(from, firstAtLeast(titleStarts, end))) found.push(["k-title", one, two]);
  if (HAS_PINYIN) for (const hit of TEXT.slice(start, end).matchAll(PINYIN)) found.push(["noise", start + hit.index, start + hit.index + hit[0].length]);
  return found.filter(([, one, two]) => one < end && two > start);
}

const HAS_PINYIN = ofKind("finding").some((fact) => isRepair(fact) && fact.item.about === "pinyin");

function drawLine([start, end], near) {
  const spans = near.filter((one) => one.start < end && one.end > start);
  const line = h("p", { class: lineClass(start, end, spans), "data-at": start });
  setMargin(line, start, end, spans);
  const extra = ornaments(start, end);
  const cuts = cutsOf(start, end, spans, extra);
  for (let n = 0; n + 1 < cuts.length; n += 1) line.append(drawSegment(cuts[n], cuts[n + 1], spans, extra));
  return line;
}

function lineClass(start, end, spans) {
  if (isBlank(start, end)) return "line blank";
  return isQuiet(start, end, spans) ? "line quiet" : "line";
}

/** In the margin stand the number of the task that begins here, and the sign of a finding. */
function setMargin(line, start, end, spans) {
  const begins = spans.filter((one) => one.start >= start && one.start < end && one.fact.spans[0][0] === one.start);
  const task = begins.find((one) => one.fact.kind === "task");
  if (task) line.dataset.number = task.fact.item.id;
  const grave = begins.map((one) => one.fact).filter((fact) => fact.kind === "finding" && severityOf(fact) !== "info");
  if (!grave.length) return;
  const worst = grave.map(severityOf).sort((a, b) => SEVERITIES[a].rank - SEVERITIES[b].rank)[0];
  line.dataset.sign = SEVERITIES[worst].sign;
  line.classList.add(`has-${worst}`);
}

/** Return the offsets at which something begins or ends within a line, its own ends included. */
function cutsOf(start, end, spans, extra) {
  const cuts = new Set([start, end]);
  for (const one of spans) {
    if (one.start > start) cuts.add(one.start);
    if (one.end < end) cuts.add(one.end);
  }
  for (const [, one, two] of extra) {
    cuts.add(Math.max(one, start));
    cuts.add(Math.min(two, end));
  }
  return Array.from(cuts).sort((a, b) => a - b);
}

function hitsWithin(start, end) {
  const from = firstAtLeast(textHits.starts, start - textHits.length + 1);
  return textHits.starts.slice(from, firstAtLeast(textHits.starts, end));
}

function drawSegment(start, end, spans, extra) {
  const facts = spans.filter((one) => one.start <= start && one.end >= end).map((one) => one.fact);
  const words = TEXT.slice(start, end);
  const classes = extra.filter(([, one, two]) => one <= start && two >= end).map(([name]) => name);
  if (!facts.length && !classes.length) return document.createTextNode(words);
  facts.sort((one, two) => lengthOf(one) - lengthOf(two));
  const element = h("span", { class: segmentClass(facts, classes) }, words);
  const fine = facts.some((fact) => FINE.has(fact.kind)) && !classes.includes("noise");
  if (fine) {
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "-1");
  }
  register(element, facts);
  return element;
}

function segmentClass(facts, classes) {
  const kinds = new Set(facts.map((fact) => (isRepair(fact) && lengthOf(fact) <= WIDEST_REPAIR ? "repair" : fact.kind)));
  return ["seg"].concat(Array.from(kinds, (kind) => `k-${kind}`), classes).join(" ");
}

function register(element, facts) {
  factsOfSegment.set(element, facts);
  for (const fact of facts) {
    if (!segmentsOfFact.has(fact.index)) segmentsOfFact.set(fact.index, []);
    segmentsOfFact.get(fact.index).push(element);
  }
}

function forget(chunk) {
  const gone = new Set(chunk.box.querySelectorAll(".seg"));
  for (const element of gone) factsOfSegment.delete(element);
  for (const { fact } of chunk.facts) {
    const left = (segmentsOfFact.get(fact.index) || []).filter((element) => !gone.has(element));
    segmentsOfFact.set(fact.index, left);
  }
}

function drawChunk(chunk) {
  if (chunk.drawn) forget(chunk);
  chunk.drawn = true;
  chunk.box.style.minHeight = "";
  replace(chunk.box, chunk.lines.map((line) => drawLine(line, chunk.facts)));
  lightSegments(chunk.facts.map((one) => one.fact));
}

/** Reserve about the room that a chunk will take, so that the scroll bar does not lie too much. */
function reserve(chunk) {
  const rowsOf = ([start, end]) => (isBlank(start, end) ? 0.3 : Math.ceil((end - start) / 30));
  const rows = chunk.lines.reduce((sum, line) => sum + rowsOf(line), 0);
  chunk.box.style.minHeight = `${rows * 1.9}em`;
}

function watchChunks() {
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      drawChunk(chunks[entry.target.dataset.chunk]);
    }
  }, { root: textBox, rootMargin: "1200px 0px" });
  for (const chunk of chunks) watcher.observe(chunk.box);
}

function buildText() {
  cutChunks();
  spreadFacts();
  textBox = zh("div", { class: "paper", tabindex: 0, role: "document", onclick: clickText, onkeydown: keyInText });
  chunks.forEach((chunk, n) => {
    chunk.box = h("div", { class: "chunk", "data-chunk": n });
    textBox.append(chunk.box);
    if (TEXT.length > EAGER_CHARACTERS) reserve(chunk);
    else drawChunk(chunk);
  });
  if (TEXT.length > EAGER_CHARACTERS) watchChunks();
  setTextStop(textBox.querySelector('[role="button"]'));
  return textBox;
}

function setTextStop(element) {
  if (textStop) textStop.tabIndex = -1;
  textStop = element;
  if (element) element.tabIndex = 0;
}

const drawAllText = () => chunks.filter((chunk) => !chunk.drawn).forEach(drawChunk);

function drawAround(fact) {
  chunks.filter((chunk) => !chunk.drawn && chunk.facts.some((one) => one.fact === fact)).forEach(drawChunk);
}

function chunkAt(offset) {
  return chunks[Math.min(firstAtLeast(chunks.map((chunk) => chunk.end), offset), chunks.length - 1)];
}

/** Bring an offset of the text to the upper third of the view. */
function scrollTextTo(offset) {
  const chunk = chunkAt(offset);
  if (!chunk) return;
  if (!chunk.drawn) drawChunk(chunk);
  const lines = Array.from(chunk.box.children);
  const line = lines.filter((one) => Number(one.dataset.at) <= offset).pop() || lines[0];
  const there = elementAt(line, offset) || line;
  const shift = there.getBoundingClientRect().top - textBox.getBoundingClientRect().top;
  textBox.scrollTop += shift - textBox.clientHeight * 0.3;
}

function elementAt(line, offset) {
  let at = Number(line.dataset.at);
  for (const node of line.childNodes) {
    at += node.textContent.length;
    if (at > offset) return node.nodeType === Node.ELEMENT_NODE ? node : null;
  }
  return null;
}

/** A whole paragraph is lit without underlining every line of it. */
const isBroad = (fact) => lengthOf(fact) > 60;

/** Show the segments of the chosen fact as lit, and of the others at the same place as near. */
function lightSegments(facts) {
  const chosen = state.here[state.at];
  for (const fact of facts) {
    for (const element of segmentsOfFact.get(fact.index) || []) {
      const lit = factsOfSegment.get(element).includes(chosen);
      element.classList.toggle("lit", lit);
      element.classList.toggle("broad", lit && isBroad(chosen));
      if (FINE.has(fact.kind)) setPressed(element, lit);
    }
  }
}

function setPressed(element, lit) {
  if (element.hasAttribute("role")) element.setAttribute("aria-pressed", lit);
}

function clickText(event) {
  if (String(document.getSelection()).trim()) return; // the reader is copying, not asking
  const segment = event.target.closest(".seg");
  const line = event.target.closest(".line");
  const facts = (segment && factsOfSegment.get(segment)) || (line && factsInMargin(line));
  if (!facts || !facts.length) return;
  const again = state.here === facts; // pressing the same place again goes through its facts
  choose(facts, again ? (state.at + 1) % facts.length : 0, "text");
}

function factsInMargin(line) {
  const first = line.querySelector(".seg");
  return first ? factsOfSegment.get(first).filter((fact) => fact.kind === "task" || fact.kind === "section") : [];
}

function keyInText(event) {
  const segment = event.target.closest('.seg[role="button"]');
  if (!segment) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(factsOfSegment.get(segment), 0, "text");
  }
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) moveInText(event, segment, step);
}

function moveInText(event, segment, step) {
  event.preventDefault();
  const stops = Array.from(textBox.querySelectorAll('.seg[role="button"]'));
  const next = stops[stops.indexOf(segment) + step];
  if (!next) return;
  setTextStop(next);
  next.focus();
}
