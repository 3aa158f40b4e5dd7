"""Plans made for tests: one small one with everything in it, and a strategy for any plan at all."""

from decimal import Decimal

from hypothesis import strategies as st

from yibiao.core.plan import (
    Annex,
    Baseline,
    Cadence,
    Definition,
    Document,
    Due,
    Finding,
    Measure,
    Plan,
    Section,
    Source,
    Target,
    Task,
    UnitRef,
)
from yibiao.core.spans import Span

TEXT = "某市办〔2021〕9号\n一、重点任务\n1.建设创新平台。建成平台5个以上。(牵头单位:市科技局;责任单位:各区)\n"


def at(words: str) -> Span:
    """Return where `words` stand in the text of the small plan."""
    start = TEXT.index(words)
    return Span(start, start + len(words))


LEAD = UnitRef("市科技局", "市科技局", at("市科技局"))
DISTRICTS = UnitRef("各区", "各区", at("各区"), group=True)
TASK = Task(
    id="1.1",
    key="k1",
    section="1",
    number="1.",
    title="建设创新平台",
    text="1.建设创新平台。建成平台5个以上。",
    span=at(TEXT[TEXT.index("1.建") : -1]),
    clause=at("(牵头单位:市科技局;责任单位:各区)"),
    lead=(LEAD,),
    responsible=(DISTRICTS,),
    measures=(Measure("建成平台5个以上。", at("建成平台5个以上。")),),
)
TARGET = Target(
    id="1.1-t1",
    key="t1",
    task="1.1",
    text="建成平台5个以上",
    span=at("建成平台5个以上"),
    subject="平台",
    comparator=">=",
    low=5,
    high=None,
    unit="个",
    change="level",
    owed_by=(DISTRICTS,),
    period="2021",
)
SMALL = Plan(
    document=Document(
        number="某市办〔2021〕9号",
        title="关于印发方案的通知",
        plan_title="创新平台方案",
        issuer="某市人民政府办公室",
        issuers=("某市人民政府办公室",),
        date="2021-03-28",
        addressees=("各区人民政府",),
        year=2021,
        years=(2021, 2021),
        annexes=(Annex("一区一表", False, Span(0, 0)),),
        source=Source("方案.txt", "0" * 64, "text/plain", "utf-8"),
        places=(("number", Span(0, 10)),),
    ),
    sections=(Section("1", 1, "一、", "重点任务", at("一、重点任务")),),
    tasks=(TASK,),
    targets=(TARGET,),
    cadence=(Cadence("month", "调度", Span(0, 0), Due("每月25日前", 25)),),
    definitions=(Definition("各区", ("开发区",), "1.1", at("各区")),),
    findings=(Finding("annex-missing", "warning", "附件未见", Span(0, 0), about="一区一表"),),
    text=TEXT,
)

# Strings that YAML, JSON or a spreadsheet could take for something else.
TRICKY = (
    "",
    "null",
    "~",
    "yes",
    "No",
    "on",
    "1.10",
    "3.",
    "0x1F",
    "1_000",
    "12:30",
    "2021-03-28",
    "=1+1",
    "+86",
    "-",
    "- a",
    "? x",
    ": x",
    "a: b",
    "a #b",
    "#",
    "&a",
    "*a",
    "!tag",
    "|",
    ">",
    ">=",
    "%",
    "@x",
    "`x",
    "'",
    '"',
    "\\",
    "{a}",
    "[1]",
    " lead",
    "trail ",
    "\t",
    "a\tb",
    "a\nb",
    "\na",
    "a\n",
    "a\n\n",
    "a\n  b\n",
    "  a\nb",
    "a\r\nb",
    "a\x85b",
    "a\u2028b",
    "\ufeffa",
    "\0",
    "\x1b[31m",
    "…",
    "「」",
    "…\n---\n",
    "---",
    "...",
    "𠮷野家",
    "é" * 70,
    "字" * 100,
    "字 " * 50,
    "字" * 61 + "\x85",
    "a\n" + "字" * 80,
    "y",
    "NaN",
    ".inf",
    "0b1",
    "1e3",
    "<<",
    "=",
)

text = st.one_of(st.sampled_from(TRICKY), st.text(st.characters(exclude_categories=("Cs",)), max_size=90))
name = st.one_of(
    st.sampled_from(TRICKY[1:]), st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
)
maybe_text = st.none() | text
spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(0, 10**7), st.integers(0, 10**7))
many_spans = st.lists(spans, max_size=3).map(tuple)
numbers = st.one_of(
    st.integers(-(10**20), 10**20),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15),
    st.sampled_from(
        [
            Decimal("3.24"),
            Decimal("5.50"),
            Decimal("0.1"),
            Decimal("1234567890123.123456789"),
            Decimal("1E+3"),
        ]
    ),
)
years = st.integers(1, 9999)
dates = st.dates().map(lambda day: day.isoformat())
units = st.builds(UnitRef, name, text, spans, st.booleans(), maybe_text, many_spans)
many_units = st.lists(units, max_size=2).map(tuple)
measures = st.builds(Measure, text, spans, *[many_units] * 6, st.none() | spans, maybe_text)
sections = st.builds(Section, name, st.integers(1, 6), text, text, spans)
tasks = st.builds(
    Task,
    name,
    text,
    maybe_text,
    text,
    text,
    text,
    spans,
    st.none() | spans,
    *[many_units] * 5,
    maybe_text,
    st.lists(measures, max_size=2).map(tuple),
    many_spans,
)
periods = st.sampled_from(["2021", "2021-12", "2021-Q3", "2021/2025", "P5Y"])
targets = st.builds(
    Target,
    name,
    text,
    maybe_text,
    text,
    spans,
    text,
    st.sampled_from([">=", ">", "<=", "<", "~", "range", "="]),
    st.none() | numbers,
    st.none() | numbers,
    text,
    st.sampled_from(["increment", "growth", "share", "level"]),
    st.sampled_from(["up", "down"]),
    st.sampled_from(["binding", "stretch"]),
    many_units,
    st.booleans(),
    st.none() | periods,
    st.sampled_from([None, "year", "quarter", "month"]),
    st.booleans(),
    st.none() | st.builds(Baseline, st.none() | years, st.none() | numbers),
    maybe_text,
    st.none() | st.integers(0, 1000).map(lambda n: n / 1000),
    many_spans,
)
dues = st.builds(
    Due, text, st.none() | st.integers(1, 31), st.none() | st.integers(1, 12), *[st.booleans()] * 3
)
cadences = st.builds(Cadence, st.sampled_from(["week", "month", "half-year"]), text, spans, st.none() | dues)
texts = st.lists(text, max_size=3).map(tuple)
definitions = st.builds(Definition, text, texts, maybe_text, spans, maybe_text)
slots = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), text, max_size=2).map(
    lambda d: tuple(d.items())
)
findings = st.builds(
    Finding,
    name,
    st.sampled_from(["error", "warning", "info"]),
    text,
    spans,
    maybe_text,
    maybe_text,
    text,
    many_spans,
    texts,
    slots,
)
places = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), spans, max_size=2)
documents = st.builds(
    Document,
    maybe_text,
    maybe_text,
    maybe_text,
    maybe_text,
    texts,
    st.none() | dates,
    texts,
    st.none() | years,
    st.none() | st.tuples(years, years),
    st.lists(st.builds(Annex, text, st.booleans(), spans), max_size=2).map(tuple),
    st.builds(Source, text, st.sampled_from(["", "a" * 64]), text, maybe_text),
    places.map(lambda found: tuple(found.items())),
)


def _some(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=2).map(tuple)


plans = st.builds(
    Plan,
    documents,
    _some(sections),
    _some(tasks),
    _some(targets),
    _some(cadences),
    _some(definitions),
    _some(findings),
    text,
)
