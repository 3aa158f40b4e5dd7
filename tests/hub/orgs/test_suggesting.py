"""Units offered while somebody types: by short name, alias, letters in order, the likeliest first."""

import pytest

from made_hub import make_city
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import UnitNameRecord, UnitRecord
from yibiao.hub.orgs.suggesting import suggest

pytestmark = pytest.mark.django_db

USED = ("市发展改革委", "各相关区人民政府")


@pytest.fixture(autouse=True)
def city() -> dict[str, UnitRecord]:
    made = make_city()
    UnitNameRecord.objects.create(unit=made["science"], name="市科学技术局")
    UnitNameRecord.objects.create(unit=made["finance"], name="市税费局", former=True)
    return made


def names(typed: str, *used: str) -> list[str]:
    return [found.name for found in suggest(typed, UnitRecord.objects.all(), used)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("财政", "市财政局"),
        ("市财", "市财政局"),
        ("科技", "市科技局"),
        ("科学技术", "市科技局"),  # an alias
        ("发改", "市发展改革委"),  # letters in their order, of a name that only the document uses
        ("相关", "各相关区人民政府"),
        ("东城", "东城区"),
        ("东城区科技局", "东城区科技局"),
        ("　财政 ", "市财政局"),
    ],
)
def test_two_characters_find_a_unit(typed: str, first: str) -> None:
    assert names(typed, *USED)[0] == first


def test_what_the_document_uses_comes_before_what_it_does_not() -> None:
    assert names("科技")[0] == "市科技局"
    assert names("科技", "东城区科技局")[0] == "市科技局"  # the name begins so
    assert names("技局", "东城区科技局")[0] == "东城区科技局"


def test_the_alias_that_was_hit_is_said() -> None:
    [found] = suggest("科学技", UnitRecord.objects.all())
    assert (found.name, found.alias) == ("市科技局", "市科学技术局")


def test_nothing_is_offered_for_nothing() -> None:
    assert names("") == names("  ") == names("、") == []
    assert names("无此单位") == []


def test_a_unit_that_has_ended_or_a_former_name_is_not_offered(city: dict[str, UnitRecord]) -> None:
    city["west"].until = today().replace(year=2020)
    city["west"].save()
    assert names("西城") == []
    assert names("税费") == []


def test_no_more_than_can_be_read_at_once() -> None:
    for place in range(30):
        UnitRecord.objects.create(code=f"x{place}", name=f"市第{place}中学", kind="other", path=f"x{place}/", place=place)
    assert len(names("中学")) == 8
