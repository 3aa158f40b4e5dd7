"""Marks of secrecy: every example of the pack, no document of the corpus, and no line that takes long."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import everything, stems, text_of
from yibiao import packs
from yibiao.core.classified import Mark, mark_in_margins, mark_in_name, mark_in_properties, mark_in_text

EXAMPLES = packs.load("language/classified")["examples"]


def found(example: dict[str, Any]) -> Mark | None:
    if "text" in example:
        return mark_in_text(example["text"])
    if "margin" in example:
        return mark_in_margins([example["margin"]])
    if "name" in example:
        return mark_in_name(example["name"])
    return mark_in_properties([(example["property"][0], example["property"][1])])


@pytest.mark.parametrize("example", EXAMPLES, ids=[str(next(iter(one.values())))[:24] for one in EXAMPLES])
def test_example_of_the_pack(example: dict[str, Any]) -> None:
    mark = found(example)
    assert (mark and mark.level) == example["gives"]


@pytest.mark.parametrize("path", everything(), ids=stems(everything()))
def test_no_public_document_is_taken_for_classified(path: Path) -> None:
    assert mark_in_text(text_of(path)) is None


@pytest.mark.parametrize("path", everything()[:4], ids=stems(everything()[:4]))
@pytest.mark.parametrize("mark", ["机密★10年", "秘密", "000003　绝 密 ★　特急", "密级：秘密"])
def test_a_mark_above_any_document_is_seen(path: Path, mark: str) -> None:
    assert mark_in_text(f"{mark}\n{text_of(path)}") is not None


@given(st.text(alphabet="绝机秘密级★*件第1号急页（）【】：\n\t 一年。", max_size=200))
def test_any_heap_of_such_characters_is_read(text: str) -> None:
    for mark in (mark_in_text(text), mark_in_margins([text]), mark_in_name(text), mark_in_properties([("密级", text)])):
        assert mark is None or mark.level in ("绝密", "机密", "秘密")


@pytest.mark.parametrize("line", ["第1号" * 19 + "密", "件" * 59 + "密", "急件" * 28 + "密", "1" * 59 + "密", "密★" * 29])
def test_hostile_lines_end(line: str) -> None:
    assert mark_in_text("\n".join([line] * 2000)) is None
