"""Small plans compiled against a small pack, and the rows they make."""

from functools import cache
from typing import Any

from made_packs import trial_city
from yibiao import compile_text
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.values import Commitment, Commitments
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.orgs.resolve import resolve
from yibiao.core.splits.values import Split, SplitFile

UNITS = """
  - {id: east, name: 东城区, kind: district}
  - {id: west, name: 西城区, kind: district}
  - {id: north, name: 北山县, kind: district}
  - {id: park, name: 试验高新技术产业开发区, kind: zone, aliases: [高新区]}
  - {id: science, name: 市科技局, kind: department}
  - {id: finance, name: 市财政局, kind: department}
  - {id: court, name: 市中级人民法院, kind: court, supervision: letter}
"""
GROUPS = """
  - {names: [各区, 各区县, 各区人民政府, 各县区], members: [east, west, north, park]}
  - {names: [各开发区], members: [park]}
  - {names: [各城区], members: [east, west]}
"""


@cache
def pack() -> UnitPack:
    return trial_city(UNITS, GROUPS)


NOTHING_SPLIT = SplitFile()


def made(*tasks: str, split: SplitFile = NOTHING_SPLIT) -> Commitments:
    lines = "\n".join(f"{number}.{task}" for number, task in enumerate(tasks, start=1))
    text = f"试验市人民政府关于印发2024年工作方案的通知\n\n试政〔2024〕3号\n\n一、主要任务\n{lines}\n\n试验市人民政府\n2024年2月5日\n"
    plan = compile_text(text)
    return make_commitments(plan, resolve(plan, pack(), split.members), split)


def shown(found: Commitments) -> set[tuple[str, str, object]]:
    """Return (unit, holding, the unit's own number) of every row with a figure."""
    return {
        (
            row.unit,
            row.holding,
            row.figure and (row.figure.low if row.figure.low is not None else row.figure.high),
        )
        for row in found.rows
        if row.target
    }


def split_of(**fields: Any) -> SplitFile:
    return SplitFile(splits=(Split("1.1-t1")._replace(**fields),))


TASK = "培育企业。新增高新技术企业30家。（牵头单位：市科技局；责任单位：各区人民政府）"


def row_for(found: Commitments, unit: str) -> Commitment:
    return next(row for row in found.of(unit) if row.target)
