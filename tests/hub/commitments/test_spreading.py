"""Shares worked out for the split desk: the arithmetic of a proposal, with nothing kept."""

from typing import Any

import pytest

from made_commitments import OPERATOR
from made_hub import make_actor
from yibiao.core.serialise import from_dict
from yibiao.core.splits.apply import apply_split
from yibiao.core.splits.values import Split
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.deciding import ground
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.commitments.splits import propose
from yibiao.hub.commitments.spreading import spread
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord

pytestmark = pytest.mark.django_db

PARKS, FIRMS = "2.2.1-t1", "2.2.2-t1"


def key(plan: PlanRecord, name: str) -> str:
    found = ground(plan).target(name)
    assert found is not None
    return found.key


def test_it_gives_what_a_proposal_then_has(plan: PlanRecord) -> None:
    for body in (
        {"method": "equal"},
        {"method": "equal", "shares": {"WH-DH": "12"}, "city": 1},
        {"method": "weights", "weights": {"WH-DH": 5, "WH-JK": 3, "WH-LKG": 2}, "reserve": 2, "city": 1},
        {"method": "baseline", "baseline": {"title": "基数", "source": "统计局", "values": {"WH-DH": 7, "WH-JK": 7, "WH-LKG": 1}}},
        {"method": "equal", "bounds_of_all": {"most": 11}, "bounds": {"WH-DH": {"most": 9}}},
    ):
        before = EntryRecord.objects.count()
        made = spread(OPERATOR, plan, PARKS, body)
        assert (EntryRecord.objects.count(), made.gap, made.faults) == (before, 0, ())
        assert not SplitRecord.objects.exclude(state="withdrawn").exists()
        split = propose(OPERATOR, plan, PARKS, body)
        rows = CommitmentRecord.objects.filter(plan=plan, target=split.target, holding="share").select_related("unit")
        assert {row.unit.code: row.figure for row in rows} == {code: str(share) for code, share in made.shares.items()}
        split.delete()
        CommitmentRecord.objects.filter(plan=plan, target=key(plan, PARKS), holding="share").update(holding="unset", figure="")


def test_it_is_the_arithmetic_of_core(plan: PlanRecord) -> None:
    target = from_dict(plan.effective).targets
    firms = next(one for one in target if one.id == FIRMS)
    made = spread(OPERATOR, plan, FIRMS, {"method": "equal", "shares": {"hongshan": 333}})
    sharers = tuple(made.shares)
    assert dict(apply_split(Split(FIRMS, shares=(("hongshan", 333),)), firms, sharers).shares) == made.shares
    assert made.equal == dict(apply_split(Split(FIRMS), firms, sharers).shares)
    assert sum(made.shares.values()) == 2000


@pytest.mark.parametrize(
    ("body", "gap", "said"),
    [
        ({"method": "manual", "shares": {"WH-DH": 10, "WH-JK": 10, "WH-LKG": 9}}, -1, "29"),
        ({"method": "manual", "shares": {"WH-DH": 10, "WH-JK": 10, "WH-LKG": 11}}, 1, "31"),
        ({"method": "equal", "shares": {"WH-DH": 31}}, 1, "31"),
        ({"method": "equal", "bounds_of_all": {"most": 9}}, -30, "27"),
        ({"method": "weights", "weights": {"WH-DH": 1}}, -30, "武汉经济技术开发区"),
    ],
)
def test_what_does_not_add_up_is_told_and_not_refused(plan: PlanRecord, body: dict[str, Any], gap: int, said: str) -> None:
    made = spread(OPERATOR, plan, PARKS, body)
    assert made.gap == gap
    assert said in " ".join(zh for zh, _ in made.faults)
    assert all(en for _, en in made.faults)


def test_what_cannot_be_read_is_refused(plan: PlanRecord) -> None:
    for target, body in ((PARKS, {"method": "equal", "city": "many"}), ("9.9-t9", {"method": "equal"})):
        with pytest.raises(Refused):
            spread(OPERATOR, plan, target, body)


def test_only_who_may_propose_is_answered(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    with pytest.raises(Denied):
        spread(make_actor(units["tongji"]), plan, PARKS, {"method": "equal"})
