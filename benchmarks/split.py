"""Which labelled snippets the compiler may be tuned on, and which only measure it.

The split is by document, so that no document's habits are seen in tuning and then measured as unseen. It is
written out: a rule (a hash of the name) would quietly move a document when its name is corrected.
"""

from typing import Literal

Half = Literal["tune", "held"]

TUNE = frozenset(
    {
        "2025政府工作报告",
        "other",
        "国办发〔2018〕117号",
        "国办发〔2018〕128号",
        "国发〔2018〕39号",
        "国发〔2019〕3号",
        "成都2024",
        "数字广东2025",
        "武汉2024",
        "穗府办〔2006〕19号",
    }
)
HELD = frozenset(
    {
        "2018",
        "上海2023",
        "国办发〔2018〕129号",
        "国办函[2016]38号",
        "国发〔2018〕42号",
        "国发〔2020〕6号",
        "广州人才集聚工程, ~2012",
        "浙江AI任务表2026",
        "潜江2017",
    }
)


def half(source: str) -> Half:
    """Return the half that the document `source` belongs to; one not listed yet is a `KeyError`."""
    if source in TUNE:
        return "tune"
    if source in HELD:
        return "held"
    raise KeyError(f"{source} is in neither half: add it to benchmarks/split.py")
