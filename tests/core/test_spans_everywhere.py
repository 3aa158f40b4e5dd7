"""Spans hold for every document and every fact, damage or none: what stands there says what the fact says."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import damage
from places import faults, places
from samples import CRAWL, EXAMPLE, compile_text, corpus, everything, plan_of, stems, text_of
from yibiao.core.spans import Span

DOCUMENTS = everything()
RNG = random.Random
KINDS = {
    "pinyin": lambda text: damage.pinyin(text, RNG(1)),
    "pinyin with a space": lambda text: damage.pinyin(text, RNG(2), space=True),
    "Traditional script": damage.traditional,
    "Traditional script with pinyin": lambda text: damage.pinyin(damage.traditional(text), RNG(3), 0.4),
    "chrome": lambda text: damage.chrome(text, None),
    "wrapped": damage.hard_wrapped,
    "line ends": damage.crlf,
    "no-break spaces": lambda text: damage.no_break_spaces(text, RNG(4)),
    "invisible": lambda text: damage.invisible(text, RNG(5)),
    "full-width digits": damage.full_width_digits,
    "ASCII marks": damage.ascii_marks,
    "full-width marks": damage.full_width_marks,
}


@pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))
def test_document_as_it_is(path) -> None:
    assert faults(plan_of(path)) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))
def test_damaged_document(path, kind: str) -> None:
    assert faults(compile_text(KINDS[kind](text_of(path)))) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))
def test_shifted_headings(path) -> None:
    # A shifted heading can be read in its surroundings only: it is looked up in the repaired whole.
    assert faults(compile_text(damage.gbk_shifted_headings(text_of(path))), alone=False) == []


WOUNDS = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(1, 400), st.integers(0, len(damage.PIECES) - 1)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(DOCUMENTS), WOUNDS, st.randoms(use_true_random=False))
def test_random_damage_at_random_places(path, wounds, rng) -> None:
    text = damage.stretches(text_of(path), wounds, rng)
    assert faults(compile_text(text), alone=False) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([EXAMPLE, *corpus("tune")]),
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 59), st.booleans()), max_size=60),
)
def test_readings_at_random_places(path, wounds) -> None:
    text = text_of(path)
    for place, syllable, space in sorted(wounds, reverse=True):
        at = len(text) * place // 1000
        if at and "\u4e00" <= text[at - 1] <= "\u9fff":
            reading = f"{' ' if space else ''}{damage.SYLLABLES[syllable]}"
            text = f"{text[:at]}({reading}){text[at:]}"
    assert faults(compile_text(text)) == []


def test_reading_behind_the_last_character_belongs_to_it() -> None:
    text = "一、推进创新（牵头单位：市科技局；责任单位：各区\n（二）洪山区(qū)"
    plan = compile_text(text)
    assert plan.sections[-1].title == "洪山区"
    assert text[slice(*plan.sections[-1].span)] == "（二）洪山区(qū)"


def test_unit_with_readings_on_all_its_characters() -> None:
    text = "一、推進創新平臺建設。（牽頭單位：市科(kē)技(jì)局( jú)；責任單位：洪山區(qū)、江夏區(qū)人民政府）"
    [task] = compile_text(text).tasks
    assert [text[slice(*unit.span)] for unit in task.lead] == ["市科(kē)技(jì)局( jú)"]
    assert [(unit.name, text[slice(*unit.span)]) for unit in task.responsible] == [
        ("洪山区人民政府", "洪山區(qū)"),
        ("江夏区人民政府", "江夏區(qū)人民政府"),
    ]


@pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))
def test_facts_of_a_task_stand_in_it(path) -> None:
    plan = plan_of(path)
    spans = {task.id: (task.span, *task.also) for task in plan.tasks}
    inside = [(target.task, target.span) for target in plan.targets if target.task in spans]
    inside += [(task.id, task.clause) for task in plan.tasks if task.clause]
    inside += [(task.id, measure.span) for task in plan.tasks for measure in task.measures]
    outside = [
        (task, span)
        for task, span in inside
        if not any(start <= span.start and span.end <= end for start, end in spans[task])
    ]
    assert outside == []


def test_a_wrong_span_is_found() -> None:
    plan = plan_of(EXAMPLE)
    task = plan.tasks[0]
    unit = task.lead[0]
    for span in (Span(unit.span.start + 1, unit.span.end), Span(unit.span.start, unit.span.end + 2), Span(0, 10**6)):
        moved = task._replace(lead=(unit._replace(span=span),))
        assert faults(plan._replace(tasks=(moved, *plan.tasks[1:]))) != []
    assert len(list(places(plan))) > 250


@pytest.mark.skipif(not CRAWL.exists(), reason="the crawled page stands in ../shared, which is not here")
def test_crawled_page_has_spans_with_readings_in_them() -> None:
    plan = plan_of(CRAWL)
    with_readings = [place for place in places(plan) if "(qū)" in plan.text[slice(*place.span)]]
    assert len(with_readings) > 50
