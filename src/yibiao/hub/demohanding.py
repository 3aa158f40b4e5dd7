"""The example's district has bureaus and streets of its own, and hands some of what it owes on to them."""

import datetime

from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.commitments.handing import Part, hand_on_all
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.orgs.units import add_unit

DISTRICT, CLERK = "hongshan", "tianbao"
# Invented: a bureau's code, its name, its kind.
BUREAUS = (
    ("hongshan-kejing", "洪山区科技和经济信息化局", "department"),
    ("hongshan-shichang", "洪山区市场监管局", "department"),
    ("hongshan-renshe", "洪山区人力资源局", "department"),
    ("hongshan-zhangjiawan", "洪山区张家湾街道办事处", "department"),
)
# What is handed on: words of the item, the bureau, the figure, the inner deadline.
_HANDED = (
    ("高新技术企业培育", "hongshan-kejing", "169", datetime.date(2021, 11, 30)),
    ("对接活动5场", "hongshan-kejing", "3", datetime.date(2021, 10, 31)),
    ("对接活动5场", "hongshan-zhangjiawan", "2", datetime.date(2021, 10, 31)),
    ("从严保护知识产权", "hongshan-shichang", "", datetime.date(2021, 12, 15)),
)


def add_bureaus(operator: Actor, district: UnitRecord) -> None:
    """Found the district's bureaus."""
    for code, name, kind in BUREAUS:
        add_unit(operator, district, code, name, kind)


def hand_some_on() -> None:
    """Hand some items on, as the district's clerk does."""
    clerk = actor_of(PersonRecord.objects.get(login=CLERK))
    units = {unit.code: unit for unit in UnitRecord.objects.filter(code__in=[code for code, *_ in BUREAUS])}
    for words, code, figure, due in _HANDED:
        row = CommitmentRecord.objects.filter(unit__code=DISTRICT, text__contains=words, closed_at=None).first()
        if row is not None:
            hand_on_all(clerk, [Part(row, figure, due)], units[code])
