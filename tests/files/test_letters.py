"""Papers as Word documents: they open, hold every word, and are the same bytes each time."""

import io
from zipfile import ZipFile

import pytest

from yibiao.files.letters import Letter, letter_document

LETTER = Letter(
    "督办单", "督〔2021〕3号", "洪山区：", (("事项", "限期补齐 <进度> & 佐证"), ("办结时限", "2021年10月8日")),
    ("请抓紧。\x0b", "逾期通报。"), "市科技局", "2021年9月20日", ("签收人", "反馈意见（盖章）"),
)  # fmt: skip


def test_it_opens_and_holds_every_word() -> None:
    docx = pytest.importorskip("docx")
    opened = docx.Document(io.BytesIO(letter_document(LETTER)))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    assert all(word in text for word in ("督办单", "督〔2021〕3号", "洪山区：", "逾期通报。", "市科技局", "2021年9月20日"))
    assert "限期补齐 <进度> & 佐证" in cells
    assert cells[-2:] == ["反馈意见（盖章）", ""]
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm), round(section.left_margin.mm)) == (210, 297, 28)


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert letter_document(LETTER) == letter_document(LETTER)
    draft = ZipFile(io.BytesIO(letter_document(LETTER._replace(draft="未编号稿"))))
    assert "未编号稿" in draft.read("word/header1.xml").decode()
