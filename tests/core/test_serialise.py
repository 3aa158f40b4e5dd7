"""The plan file: every field of the contract, exact numbers, and the way back."""

import json
from decimal import Decimal

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from made_plans import SMALL, TARGET, TRICKY, numbers, plans, text
from yibiao.core.plan import Baseline, Measure
from yibiao.core.schema import dotted, path_of, plan_schema, problems
from yibiao.core.serialise import dumps_json, dumps_yaml, exact, from_dict, to_dict

few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

LISTED = {
    "": "format document sections tasks targets cadence definitions findings",
    "document": "number title plan_title issuer issuers date addressees year years annexes source",
    "sections": "id level number title span",
    "tasks": "id key section number title text span clause lead responsible cooperating data_providers "
    "deadline measures",
    "targets": "id key task text span subject comparator low high unit change direction force owed_by each "
    "period per average baseline deadline",
    "cadence": "every activity due span",
    "definitions": "term includes from span",
    "findings": "code severity message task span",
}


def with_target(**changes):
    return to_dict(SMALL._replace(targets=(TARGET._replace(**changes),)))["targets"][0]


@pytest.mark.parametrize("part", LISTED)
def test_every_listed_field_is_there(part):
    made = to_dict(SMALL)
    found = made[part] if part else made
    assert set(LISTED[part].split()) <= set(found[0] if isinstance(found, list) else found)


def test_spans_definitions_and_none():
    made = to_dict(SMALL)
    assert made["tasks"][0]["clause"] == list(SMALL.tasks[0].clause)
    assert made["definitions"][0]["from"] == "1.1"
    assert made["tasks"][0]["deadline"] is None
    assert "text" not in made
    assert to_dict(SMALL, with_text=True)["text"] == SMALL.text


def test_extras_only_where_they_occur():
    task = to_dict(SMALL)["tasks"][0]
    assert "guiding" not in task
    assert "lead" not in task["measures"][0]
    clause = SMALL.tasks[0]._replace(
        measures=(Measure("甲", SMALL.tasks[0].span, clause=SMALL.tasks[0].span),)
    )
    measure = to_dict(SMALL._replace(tasks=(clause,)))["tasks"][0]["measures"][0]
    assert (
        measure["lead"] == measure["responsible"] == measure["cooperating"] == measure["data_providers"] == []
    )
    assert measure["clause"] == list(SMALL.tasks[0].span)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("3.24"), "3.24"),
        (Decimal("5.50"), "5.5"),
        (Decimal("14E+2"), "1400"),
        (10**18, "1" + "0" * 18),
        (Decimal("0.00000012"), "0.00000012"),
        (Decimal("12345678901234567.891"), "12345678901234567.891"),
    ],
)
def test_numbers_keep_their_digits(value, written):
    made = with_target(low=value)
    assert f'"low": {written}' in dumps_json(made)
    assert f"low: {written}\n" in dumps_yaml(made)


def test_integral_numbers_are_integers():
    assert isinstance(exact(Decimal("2.0")), int)
    assert json.loads(dumps_json(with_target(low=Decimal("2.0"))))["low"] == 2


@given(numbers)
@few
def test_no_number_changes(number):
    assert json.loads(dumps_json(exact(number)), parse_float=Decimal, parse_int=Decimal) == number


def test_baseline_holds_what_is_known():
    assert with_target(baseline=Baseline(year=2015))["baseline"] == {"year": 2015}
    assert with_target(baseline=Baseline(value=Decimal("6.80")))["baseline"] == {"value": 6.8}
    assert with_target()["baseline"] is None


@given(plans)
@few
def test_way_back(plan):
    assert from_dict(to_dict(plan, with_text=True)) == plan


@given(plans)
@few
def test_output_validates(plan):
    made = to_dict(plan, with_text=True)
    jsonschema.Draft202012Validator(plan_schema()).validate(made)
    assert problems(made) == []


@given(plans)
@few
def test_json_is_read_by_the_standard_library(plan):
    assert from_dict(json.loads(dumps_json(to_dict(plan, True)), parse_float=Decimal)) == plan


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize("value", TRICKY)
def test_yaml_strings_survive(value, loader):
    made = {"a": value, "b": [value, {"c": value, "span": [1, 2]}], "d": {"e": {"f": value}}}
    assert yaml.load(dumps_yaml(made), Loader=loader) == made


@given(text, text)
@few
def test_any_yaml_string_survives(one, two):
    made = {"one": one, "list": [two, [one]], "deep": {"two": two, "more": {"x": one}}}
    assert yaml.safe_load(dumps_yaml(made)) == made


@given(plans)
@few
def test_yaml_is_read_by_pyyaml(plan):
    made = json.loads(json.dumps(to_dict(plan), default=str))
    assert yaml.safe_load(dumps_yaml(made)) == made


def test_yaml_is_made_to_be_read():
    written = dumps_yaml(to_dict(SMALL, with_text=True))
    assert "- {name: 市科技局, group: false, text: 市科技局, span: [" in written
    assert 'comparator: ">="' in written
    assert "text: |\n  某市办〔2021〕9号\n  一、重点任务\n" in written


def test_output_is_deterministic():
    assert dumps_json(to_dict(SMALL)) == dumps_json(to_dict(from_dict(to_dict(SMALL))))
    assert dumps_yaml(to_dict(SMALL)) == dumps_yaml(to_dict(from_dict(to_dict(SMALL))))


def test_lone_surrogates_are_escaped():
    assert json.loads(dumps_json({"a": "\ud800"}).encode()) == {"a": "\ud800"}
    dumps_yaml({"a": "\ud800"}).encode()


@pytest.mark.parametrize("value", [{}, {"format": "yibiao-plan/2"}, {"format": "yibiao-plan/1", "tasks": 3}])
def test_what_is_no_plan_is_refused(value):
    with pytest.raises(ValueError, match=r"format|document|tasks"):
        from_dict(value)


def test_schema_is_a_schema_and_bites():
    schema = plan_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path, wrong in (
        (("targets", 0, "comparator"), "=>"),
        (("tasks", 0, "span"), [1]),
        (("document", "date"), "2021/3/8"),
        (("targets", 0, "low"), "5"),
        (("targets", 0, "period"), "下半年"),
        (("findings", 0, "severity"), "bad"),
    ):
        made = json.loads(json.dumps(to_dict(SMALL)))
        holder = made
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = wrong
        assert not validator.is_valid(made), path
        assert [problem.path for problem in problems(made)] == [path]


def test_own_check_agrees_with_jsonschema_on_missing_fields():
    validator = jsonschema.Draft202012Validator(plan_schema())
    for part, names in LISTED.items():
        for name in names.split():
            made = json.loads(json.dumps(to_dict(SMALL)))
            holder = made[part] if part else made
            del (holder[0] if isinstance(holder, list) else holder)[name]
            assert not validator.is_valid(made), (part, name)
            assert len(problems(made)) == 1, (part, name)


def test_paths_are_written_and_read():
    path = ("targets", 3, "owed_by", 0, "span")
    assert dotted(path) == "targets[3].owed_by[0].span"
    assert path_of(dotted(path)) == path
