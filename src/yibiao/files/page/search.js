// One search over tasks, targets, units, findings and the text itself.

const MOST_HITS = 5000; // marked in the text; beyond that only the first ones are

let searchInput = null;
let searchStatus = null;
let hitAt = -1;

function buildSearch() {
  searchInput = h("input", { type: "search", id: "query", autocomplete: "off", spellcheck: "false", onkeydown: keyInSearch });
  searchInput.addEventListener("input", later(() => { setQuery(searchInput.value); drawPlan(); }, 120));
  searchStatus = h("output", { for: "query", class: "hits" });
  const form = h("form", { role: "search", class: "search", onsubmit: (event) => event.preventDefault() },
    h("label", { for: "query", class: "hidden", "data-say": "search" }), searchInput, searchStatus);
  return form;
}

function setQuery(query) {
  if (searchInput.value !== query) searchInput.value = query;
  if (state.query === query.trim()) return;
  state.query = query.trim();
  hitAt = -1;
  const before = chunksWithHits();
  findHits();
  new Set(before.concat(chunksWithHits())).forEach((chunk) => { if (chunk.drawn) drawChunk(chunk); });
  setTextStop(textBox.querySelector('[role="button"]'));
  drawSearchStatus();
}

function findHits() {
  textHits.starts = [];
  textHits.length = state.query.length;
  if (!state.query) return;
  const wanted = fold(state.query);
  for (let hit = FOLDED.indexOf(wanted); hit >= 0 && textHits.starts.length < MOST_HITS; ) {
    textHits.starts.push(hit);
    hit = FOLDED.indexOf(wanted, hit + wanted.length);
  }
}

const FOLDED = fold(TEXT);

function chunksWithHits() {
  const starts = textHits.starts;
  return chunks.filter((chunk) => {
    const next = starts[firstAtLeast(starts, chunk.start - textHits.length + 1)];
    return next !== undefined && next < chunk.end;
  });
}

/** Say how many tasks, targets, units, findings and places hold what was searched for. */
function drawSearchStatus() {
  if (!state.query) return replace(searchStatus);
  const texts = textHits.starts.length;
  const counts = [
    ["tasks", ofKind("task").filter((task) => matchesQuery(wordsOf(task))).length],
    ["targets", ofKind("target").filter((fact) => matchesQuery([fact.item.subject, fact.item.text, figureText(fact)])).length],
    ["units", Array.from(UNITS.keys()).filter((name) => matchesQuery([name])).length],
    ["text", texts >= MOST_HITS ? `${texts}+` : texts],
  ];
  const place = hitAt >= 0 && `（${hitAt + 1}/${texts}）`;
  return replace(searchStatus, counts.map(([key, n]) => h("span", {}, `${say(key)} `, h("b", {}, String(n)), key === "text" && place)));
}

/** Enter goes to the next place in the text, with Shift to the one before; Esc empties the search. */
function keyInSearch(event) {
  if (event.key === "Escape") {
    event.stopPropagation();
    setQuery("");
    drawPlan();
  }
  if (event.key !== "Enter" || !textHits.starts.length) return;
  event.preventDefault();
  hitAt = (hitAt + (event.shiftKey ? -1 : 1) + textHits.starts.length) % textHits.starts.length;
  showPane("text");
  scrollTextTo(textHits.starts[hitAt]);
  for (const old of textBox.querySelectorAll(".hit.current")) old.classList.remove("current");
  markCurrentHit(textHits.starts[hitAt]);
  drawSearchStatus();
}

function markCurrentHit(offset) {
  const lines = Array.from(chunkAt(offset).box.children);
  const line = lines.filter((one) => Number(one.dataset.at) <= offset).pop();
  const element = line && elementAt(line, offset);
  if (element) element.classList.add("current");
}
