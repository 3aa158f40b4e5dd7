"""分别: n subjects with n values, n subjects with one value, 城乡 as a hidden pair, owners one by one.

Reads: the figures of a segment. Writes: their targets, or None where 分别 is not said.
"""

import re

from yibiao.core.changes import bounds
from yibiao.core.owners import owner_at
from yibiao.core.plan import Direction
from yibiao.core.reading import Context, Range, TargetDraft, target_at
from yibiao.core.site import SentenceView, Site
from yibiao.core.subjects import noun_before

# 均 shares a figure out only over a list of subjects; 分别 also over owners.
_APART = re.compile(
    r"分别|各自|均(?<![平年人]均)(?=压|缩|减|比|较|达|不低于|不少于|控制|下降|提高|保持|超过|降|增|为|要|在)|全部(?=达|不低于)"
)
_LIST_JOINT = re.compile(r"、|和|及|与|以及")
_SHARED_TAIL = re.compile(
    r"(?:增加值|总产值|产值|产量|排放总量|排放量|排放强度|年均浓度|平均浓度|浓度|人均可支配收入|可支配收入|收入|投资|占[^、]{2,12}?(?:比重|比例)|比重|占比|覆盖率|普及率"
    r"|处理率|利用率|达标率|完成率|合格率|面积|总量|数量|总额|人数|规模|消费|成交额|拥有量|[^、]{0,4}率).*$"
)
_MEASURES = ("数",)  # 事故起数和死亡人数: a name that ends in one has all it needs
_ONLY_JOINED = re.compile(
    r"\s*(?:、|和|及|与|以及)?(?:不低于|不少于|达到|增长|以上|超过|力争|下降|提高到|降到)?\s*"
)


def shared_out(
    view: SentenceView, segment: Range, kept: list[Site], context: Context
) -> list[TargetDraft] | None:
    """Return the targets of a segment that says 分别, each with its own subject or owner."""
    text = view.text
    if not _APART.search(text, segment[0], kept[0].figure.start):
        return None
    *_, apart = _APART.finditer(text, segment[0], kept[0].figure.start)
    run = _run_of_values(kept)
    owner = owner_at(text, *segment)
    if apart.group() not in ("分别", "各自") and (
        owner or not _LIST_JOINT.search(text, segment[0], apart.start())
    ):
        return None
    if owner is not None and owner.end <= apart.start():
        if len(run) != len(owner.units) or len(run) < 2:
            return None
        drafts = [target_at(site, context, first=site is run[0]) for site in run]
        subject = drafts[-1].subject  # 分别建成4个、3个创客空间: the noun behind the last is that of all
        return [
            draft._replace(owners=(unit,), each=False, subject=subject)
            for draft, unit in zip(drafts, owner.units, strict=True)
        ]
    subjects = _listed_subjects(text[segment[0] : apart.start()], len(run)) or (
        [context.subject] if context.subject else []
    )
    if not subjects:
        return None
    drafts = _share_comparators([target_at(site, context, first=True) for site in run], run)
    place = ((segment[0], apart.end()),)
    made = [draft._replace(subject=subject, also=place) for subject, draft in _paired(subjects, drafts)]
    return made + [target_at(site, context, first=False) for site in kept if site not in run]


def _run_of_values(kept: list[Site]) -> list[Site]:
    """Return the figures that follow one another with nothing but 、 or 和 between."""
    run = [kept[0]]
    for site in kept[1:]:
        if not _ONLY_JOINED.fullmatch(site.text, run[-1].figure.end, site.figure.start):
            break
        run.append(site)
    return run


def _listed_subjects(words: str, count: int) -> list[str]:
    """Split 战略性新兴产业和数字经济增加值占比: what ends the last name belongs to all."""
    noun, _ = noun_before(words)
    if not noun:
        return []
    if "城乡" in noun and count == 2:
        return [noun.replace("城乡", "城镇"), noun.replace("城乡", "农村")]
    parts = [part for part in _LIST_JOINT.split(noun) if part]
    if len(parts) < 2 or (count > 1 and len(parts) != count):
        return [noun]
    tail = _SHARED_TAIL.search(parts[-1], 2)
    ending = tail.group() if tail else ""
    return [
        part
        if not ending or part.endswith((ending, *_MEASURES)) or _SHARED_TAIL.search(part)
        else part + ending
        for part in parts
    ]


def _share_comparators(drafts: list[TargetDraft], run: list[Site]) -> list[TargetDraft]:
    """The comparator before the first value and the one behind the last hold for all, and so does 下降."""
    first, last = drafts[0], drafts[-1]
    down: Direction = "down" if "down" in (first.direction, last.direction) else "up"
    drafts = [
        draft._replace(change=first.change, direction=down, baseline=first.baseline) for draft in drafts
    ]
    sign = run[-1].figure.after or (first.comparator if first.comparator != "=" else None)
    if len(drafts) == 1 or sign is None:
        return drafts
    shared = []
    for site, unshared in zip(run, drafts, strict=True):
        draft = unshared
        own = site is run[-1] or site.figure.after is not None or draft.comparator == "range"
        if draft.comparator == "=" or not own:
            low, high, comparator = bounds(site.figure._replace(after=sign), None)
            draft = draft._replace(low=low, high=high, comparator=comparator)
        shared.append(draft)
    return shared


def _paired(subjects: list[str], drafts: list[TargetDraft]) -> list[tuple[str, TargetDraft]]:
    if len(subjects) == len(drafts):
        return list(zip(subjects, drafts, strict=True))
    if len(drafts) == 1:
        return [(subject, drafts[0]) for subject in subjects]
    return [(subjects[0], draft) for draft in drafts]
