"""Handing on: who may, to whom, until when; what the bureau then reads and nothing else; changed, withdrawn, restored."""

import datetime

import pytest

from made_hub import make_actor
from made_site import OPERATOR, Site, make_site
from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.access.rights import Denied, may, visible
from yibiao.hub.access.subjects import commitment_facts, commitment_subjects, subject_of
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments import handing
from yibiao.hub.commitments.handing import Part
from yibiao.hub.commitments.handsum import handed_of
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord
from yibiao.hub.commitments.unittable import rows_of, unit_table
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.orgs.units import add_unit
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish

pytestmark = pytest.mark.django_db
DAY = datetime.date(2021, 11, 30)


class District:
    """A district with two bureaus, somebody in each, and two of its rows."""

    def __init__(self) -> None:
        self.site: Site = make_site(6)
        self.unit = self.site.units["hongshan"]
        self.bureau = add_unit(OPERATOR, self.unit, "hs-kj", "洪山区科经局", "department")
        self.other = add_unit(OPERATOR, self.unit, "hs-sc", "洪山区市场监管局", "department")
        self.clerk = self.site.actor("tianbao")
        self.theirs = make_actor(self.bureau, "clerk", "kj")
        self.strangers = make_actor(self.other, "clerk", "sc")
        self.rows = list(CommitmentRecord.objects.filter(unit=self.unit, plan=self.site.plan).order_by("place")[:3])
        self.row = self.rows[0]

    def handed(self, **fields: object) -> HandOnRecord:
        part = Part(self.row, str(fields.get("figure", "")), fields.get("due"))  # type: ignore[arg-type]
        return handing.hand_on_all(self.clerk, [part], self.bureau, str(fields.get("note", "")))[0]


@pytest.fixture
def district() -> District:
    return District()


def readable(actor: Actor) -> set[int]:
    return set(visible(actor, "commitment.read", CommitmentRecord.objects.all()).values_list("pk", flat=True))


def test_the_bureau_reads_what_was_handed_on_and_nothing_else(district: District) -> None:
    assert readable(district.theirs) == set()
    district.handed()
    assert readable(district.theirs) == {district.row.pk}
    assert readable(district.strangers) == set()
    assert may(district.theirs, "commitment.read", district.row)
    assert not may(district.theirs, "commitment.handed", district.row)
    assert may(district.theirs, "value.save", district.row)
    assert [row.pk for row in rows_of(district.theirs, district.bureau, "taken")] == [district.row.pk]
    assert list(rows_of(district.theirs, district.unit, "owes")) == [district.row]


def test_a_bureau_knows_its_own_part_alone(district: District) -> None:
    handing.hand_on_all(district.clerk, [Part(district.row, "3")], district.bureau)
    handing.hand_on_all(district.clerk, [Part(district.row, "2")], district.other)
    known = {actor.name: [one.figure for one in handing.handed_on(actor, [district.row.pk])] for actor in (district.clerk, district.theirs)}
    assert known == {district.clerk.name: ["3", "2"], district.theirs.name: ["3"]}
    head = make_actor(district.site.units["wuhan"], "head", "shizhang")
    assert len(handing.handed_on(head, [district.row.pk])) == 2
    lead = district.site.actor("diaodu")
    assert may(lead, "commitment.read", district.row)
    assert list(handing.handed_on(lead, [district.row.pk])) == []
    [line] = [line for line in unit_table(district.clerk, district.unit, "owes", "2021-09").lines if line.handed]
    assert [one.figure for one in line.handed] == ["3", "2"]


def test_who_may_hand_on(district: District) -> None:
    for login, able in (("tianbao", True), ("shenhe", True), ("quzhang", True), ("diaodu", False), ("lingdao", False), ("xitong", False)):
        actor = district.site.actor(login)
        assert may(actor, handing.RIGHT, district.row) is able, login
        if not able:
            with pytest.raises(Denied):
                handing.hand_on(actor, district.row, district.bureau)
    assert not HandOnRecord.objects.exists()


def test_only_to_a_unit_below_that_exists(district: District) -> None:
    for unit in (district.unit, district.site.units["wuchang"], district.site.units["wuhan"]):
        with pytest.raises(Refused, match="not-below"):
            handing.hand_on(district.clerk, district.row, unit)
    UnitRecord.objects.filter(pk=district.bureau.pk).update(until=datetime.date(2020, 1, 1))
    district.bureau.refresh_from_db()
    with pytest.raises(Refused, match="not-below"):
        handing.hand_on(district.clerk, district.row, district.bureau)
    assert [unit.code for unit in handing.takers(district.unit)] == ["hs-sc"]


def test_the_inner_deadline_is_not_after_the_items_own(district: District) -> None:
    assert district.row.deadline == "2021-12-31"
    with pytest.raises(Refused, match="due-too-late") as refused:
        district.handed(due=datetime.date(2022, 1, 1))
    assert refused.value.slots["deadline"] == "2021-12-31"
    assert district.handed(due=datetime.date(2021, 12, 31)).due == datetime.date(2021, 12, 31)


def test_all_or_none_and_told_once(district: District) -> None:
    with pytest.raises(Refused, match="no-figure"):
        handing.hand_on_all(district.clerk, [Part(district.rows[0]), Part(district.rows[1], "很多")], district.bureau)
    assert not HandOnRecord.objects.exists()
    handing.hand_on_all(district.clerk, [Part(row) for row in district.rows], district.bureau)
    [notice] = NoticeRecord.objects.filter(person=district.theirs.person)
    assert (notice.key, notice.slots) == ("unittable.told-handed", {"by": "洪山区", "count": 3})
    with pytest.raises(Refused, match="handed-already"):
        district.handed()


def test_changed_and_the_second_of_two_editors_is_told(district: District) -> None:
    row = district.handed(figure="3", due=DAY)
    handing.edit_handed(district.clerk, row, "抓紧", "4", DAY, edition=1)
    with pytest.raises(Stale):
        handing.edit_handed(district.clerk, HandOnRecord.objects.get(), "别的", "5", DAY, edition=1)
    row.refresh_from_db()
    assert (row.figure, row.note, row.edition) == ("4", "抓紧", 2)
    entry = EntryRecord.objects.get(action="commitment.hand-on-edit")
    assert entry.plan == f"plan:{district.row.plan_id}"
    assert '"4"' in entry.line


def test_withdrawn_with_a_reason_and_restored(district: District) -> None:
    row = district.handed(figure="3")
    with pytest.raises(Refused, match="reason-needed"):
        handing.withdraw(district.clerk, row, reason=" ")
    handing.withdraw(district.clerk, row, reason="职责调整")
    assert readable(district.theirs) == set()
    assert list(handing.taken_on(district.theirs, district.bureau)) == []
    told = NoticeRecord.objects.get(person=district.theirs.person, key="unittable.told-withdrawn")
    assert told.slots["reason"] == "职责调整"
    with pytest.raises(Refused, match="withdrawn-already"):
        handing.edit_handed(district.clerk, row, "", "", None)
    handing.restore(district.clerk, row)
    assert readable(district.theirs) == {district.row.pk}
    handing.withdraw(district.clerk, row, reason="再议")
    again = district.handed(figure="5")
    assert (again.pk, again.figure, again.withdrawn_at) == (row.pk, "5", None)


def test_many_commitments_have_the_takers_of_each(district: District) -> None:
    district.handed()
    rows = list(CommitmentRecord.objects.filter(unit=district.unit).select_related("unit"))
    asked = [(row.pk, row.unit_id, row.plan_id, row.closed_at is not None, row.task) for row in rows]
    facts = commitment_facts(asked, ("taking",))
    subjects = commitment_subjects(set(facts.values()), {district.unit.pk: district.unit.path})
    for row in rows:
        assert set(subjects[facts[row.pk]].offices["taking"]) == set(subject_of(row).offices["taking"])
    assert set(subject_of(district.row).offices["taking"]) == {district.bureau.pk}


def test_a_revision_carries_what_was_handed_on(district: District) -> None:
    district.handed(figure="3", due=DAY, note="抓紧")
    publish(OPERATOR, district.site.revision)
    new = PlanRecord.objects.get(pk=district.site.revision.pk)
    [row] = HandOnRecord.objects.filter(commitment__plan=new)
    assert (row.commitment.previous_id, row.figure, row.due, row.note) == (district.row.pk, "3", DAY, "抓紧")
    assert actor_of(district.site.people["tianbao"])
    assert [one.pk for one in rows_of(district.theirs, district.bureau, "taken")] == [row.commitment_id]


def owing(district: District, figure: str, unit: str = "家", comparator: str = "=") -> CommitmentRecord:
    """Let the district owe so much itself."""
    row = district.row
    row.holding, row.figure, row.measure_unit = "own", figure, unit
    row.body = {**row.body, "figure": {"comparator": comparator, "low": int(figure), "high": None, "unit": unit}}
    row.save()
    return row


def test_more_than_the_units_own_figure_needs_a_reason(district: District) -> None:
    row = owing(district, "50000")
    first = handing.hand_on(district.clerk, row, district.bureau, "", "３万")
    assert first.figure == "30000"
    with pytest.raises(Refused, match="over-goal") as refused:
        handing.hand_on(district.clerk, row, district.other, "抓紧", "2.5万")
    assert [refused.value.slots[name] for name in ("given", "goal", "over")] == ["55,000家", "50,000家", "5,000家"]
    second = handing.hand_on(district.clerk, row, district.other, "", "20,000")
    with pytest.raises(Refused, match="over-goal"):
        handing.edit_handed(district.clerk, second, "", "20,001", None)
    handing.edit_handed(district.clerk, second, "", "30000", None, reason="层层加压")
    assert "层层加压" in EntryRecord.objects.filter(action="commitment.hand-on-edit").latest("seq").line
    handing.edit_handed(district.clerk, second, "只改说明", "30000", None)
    handing.withdraw(district.clerk, first, reason="调整")
    with pytest.raises(Refused, match="over-goal"):
        handing.restore(district.clerk, first)
    handing.restore(district.clerk, first, reason="层层加压")


def test_of_a_figure_that_is_a_least_one_more_is_no_fault(district: District) -> None:
    row = owing(district, "50000", comparator=">=")
    handing.hand_on(district.clerk, row, district.bureau, "", "3万")
    handing.hand_on(district.clerk, row, district.other, "", "20,001")
    assert handed_of([row])[row.pk].given() == 50001


def test_what_makes_no_sum_is_not_summed(district: District) -> None:
    row = owing(district, "12", "%")
    for unit in (district.bureau, district.other):
        handing.hand_on(district.clerk, row, unit, "", "12")
    assert handed_of([row])[row.pk].goal is None


def test_what_others_handed_on_meanwhile_is_not_overwritten(district: District) -> None:
    seen = handed_of([district.row])[district.row.pk].seen
    theirs = district.handed(figure="3")
    handing.withdraw(district.site.actor("shenhe"), theirs, reason="另作安排")
    with pytest.raises(Refused, match="handed-meanwhile"):
        handing.hand_on_all(district.clerk, [Part(district.row, "5", seen=seen)], district.bureau)
    theirs.refresh_from_db()
    assert (theirs.figure, theirs.withdrawn_at is None) == ("3", False)
    now = handed_of([district.row])[district.row.pk].seen
    handing.hand_on_all(district.clerk, [Part(district.row, "5", seen=now)], district.bureau)


def test_a_unit_in_the_table_of_another_hands_on_to_that_ones_bureaus(district: District) -> None:
    zone = add_unit(OPERATOR, district.site.units["wuhan"], "zone", "某功能区", "department")
    own = add_unit(OPERATOR, zone, "zone-ban", "某功能区办公室", "department")
    assert [unit.code for unit in handing.takers(zone)] == [own.code]
    UnitRecord.objects.filter(pk=zone.pk).update(table=district.unit)
    zone.refresh_from_db()
    assert [unit.code for unit in handing.takers(zone)] == ["hs-kj", "hs-sc"]
    with pytest.raises(Refused, match="not-below"):
        handing.hand_on(district.clerk, district.row, own)
