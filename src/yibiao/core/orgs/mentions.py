"""Every mention of a unit in a plan, and which names among them look like units at all."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Literal, NamedTuple

from yibiao.core.plan import ROLES, Plan, UnitRef
from yibiao.core.subjects import lexicon as words

Where = Literal["role", "measure", "target"]


class Mention(NamedTuple):
    """One place where a plan names a unit, and the task (or section) it stands in."""

    ref: UnitRef
    task: str | None
    where: Where


def mentions(plan: Plan) -> Iterator[Mention]:
    """Yield every mention of a plan: roles of tasks and measures, units of measures, owners of targets."""
    for task in plan.tasks:
        for part in (task, *task.measures):
            for ref in chain.from_iterable(getattr(part, role) for role in ROLES):
                yield Mention(ref, task.id, "role")
        for measure in task.measures:
            for ref in measure.units:
                yield Mention(ref, task.id, "measure")
    for target in plan.targets:
        for ref in target.owed_by:
            yield Mention(ref, target.task, "target")


_PLACE = re.compile(r"[\u4e00-\u9fff]{1,3}[区县市旗]|.{2,}(?:开发区|高新区|经开区|新区|风景区|度假区|管委会)")
_BODY = re.compile(r".{2,}(?:局|委|办|厅|委员会|办公室|法院|检察院|集团|公司|大学|学院|协会|联合会)")
# Kinds of place, and what a sentence says of a place, rather than a place's name.
_NO_NAME = re.compile(
    r"[全各每在本该原其]|(?:国家|县|市|区|省|乡|镇|地)级|.*(?:城|社|园|片|辖|街|库|景|小|校|厂|自治)区$|"
    r"(?:贫困|边远|偏远)?(?:山|灾|老|牧|林|矿|盲|误|禁|特|战)区$|.*(?:城|都|强|超|股|集|上|门|夜|早)市$|"
    r".*(?:贫困|示范|试点|特色|主产|建成|起步|试验|先行|缓冲|核心|保护|功能)[县市区]$"
)


def may_be_unit(name: str) -> bool:
    """Tell whether a name that a sentence acts under looks like a unit: 江岸区, not 划定起步区."""
    looks = _PLACE.fullmatch(name) or _BODY.fullmatch(name)
    return looks is not None and not _NO_NAME.match(name) and not words().verbs.at(name)
