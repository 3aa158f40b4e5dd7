"""Documents with as many tasks as asked for, made of the tasks of the example: for speed and counts of queries."""

import re
from functools import cache
from pathlib import Path

from yibiao import compile_text
from yibiao.core.plan import Plan

_EXAMPLE = Path(__file__).parents[1] / "examples" / "wuhan-2021-26.txt"
_TASK = re.compile(r"^\d+\.(.+?。.*（牵头单位：.*）)$", re.M)
_DIGITS = "零一二三四五六七八九"
_PER_SECTION = 20


def long_text(tasks: int) -> str:
    """Return a document of `tasks` tasks: those of the example over and over, each under a name of its own."""
    example = _EXAMPLE.read_text(encoding="utf-8")
    head = example[: example.index("（一）高水平建设")]
    found = _TASK.findall(example[example.index("（一）高水平建设") :])
    parts = [head]
    for at in range(tasks):
        if at % _PER_SECTION == 0:
            parts.append(f"（{_spelt(at // _PER_SECTION + 1)}）第{_spelt(at // _PER_SECTION + 1)}批重点任务\n\n")
        number = at % _PER_SECTION + 1
        parts.append(f"{number}.推进第{at + 1}号专项，{found[at % len(found)]}\n\n")
    return "".join(parts)


@cache
def long_plan(tasks: int) -> Plan:
    """Return `long_text` compiled."""
    return compile_text(long_text(tasks), name=f"long-{tasks}.txt")


def _spelt(number: int) -> str:
    """Return a number below a hundred in Chinese."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
