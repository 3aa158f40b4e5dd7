"""When rules suggest an interview, and for whom they never do."""

from yibiao.core.coordination.interviews import rule, rules, suggested

MONTHS = {"yellow-months": ["2021-08", "2021-09"]}


def found(facts: dict[str, dict[str, list[str]]], supervised: list[str], known: list[tuple[str, str, str]] | None = None) -> list[tuple[str, str]]:
    return [(one.unit, one.rule.name) for one in suggested(facts, supervised, known or [])]


def test_every_rule_says_where_it_comes_from() -> None:
    assert all(one.source["zh"] and one.source["en"] for one in rules())
    assert rule("yellow-twice") is not None
    assert rule("dropped-long-ago") is None


def test_yellow_twice() -> None:
    assert found({"a": MONTHS, "b": {"yellow-months": ["2021-09"]}}, ["a", "b"]) == [("a", "yellow-twice")]
    # The same month counts once, however many figures were yellow in it.
    assert found({"a": {"yellow-months": ["2021-09", "2021-09"]}}, ["a"]) == []


def test_who_is_not_supervised_is_never_suggested() -> None:
    assert found({"a": MONTHS}, []) == []


def test_what_was_decided_on_is_not_suggested_again_until_more_has_come() -> None:
    assert found({"a": MONTHS}, ["a"], [("a", "yellow-twice", "2021-09")]) == []
    assert found({"a": {"yellow-months": ["2021-08", "2021-09", "2021-10"]}}, ["a"], [("a", "yellow-twice", "2021-09")]) == [("a", "yellow-twice")]


def test_three_overdue_and_one_notice() -> None:
    assert found({"a": {"overdue-items": ["1", "2"], "overdue-notices": []}}, ["a"]) == []
    assert found({"a": {"overdue-items": ["1", "2", "3"], "overdue-notices": ["x"]}}, ["a"]) == [("a", "overdue-three"), ("a", "notice-overdue")]
