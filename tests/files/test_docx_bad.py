"""Word documents that nobody should trust: every one is read or refused with a reason, never a traceback."""

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_files import rezipped, saved
from yibiao.core.source import SourceText
from yibiao.files import archive
from yibiao.files.docx import read_docx
from yibiao.files.docx.package import slimmed
from yibiao.files.errors import UnusableInput

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def sample() -> bytes:
    document = docx.Document()
    document.add_paragraph("一、工作目标")
    document.add_paragraph("自动编号", style="List Number")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    document.add_paragraph("完")
    return saved(document)


SAMPLE = sample()


def refusal(data: bytes) -> UnusableInput:
    with pytest.raises(UnusableInput) as caught:
        read_docx(data, "坏.docx")
    assert "\n" not in caught.value.line("zh") + caught.value.line("en")
    return caught.value


def document(xml: bytes) -> bytes:
    return rezipped(SAMPLE, lambda name, part: xml if name == "word/document.xml" else part)


def body(inner: str) -> bytes:
    return document(f"<w:document {W}><w:body>{inner}</w:body></w:document>".encode())


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_file_says_so(keep: float):
    assert refusal(SAMPLE[: int(len(SAMPLE) * keep)]).key == "errors.truncated"


def test_an_encrypted_file_says_so():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    assert refusal(ole).key == "errors.encrypted"
    flagged = bytearray(SAMPLE)
    at = flagged.find(b"PK\x01\x02")
    while at >= 0:
        flagged[at + 8] |= 1
        at = flagged.find(b"PK\x01\x02", at + 4)
    assert refusal(bytes(flagged)).key == "errors.encrypted"


def test_an_old_document_under_a_new_name_is_told_apart():
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)).key == "errors.wrong-extension"


def test_a_zip_without_a_document_is_no_document():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("a.txt", "x")
    assert refusal(stream.getvalue()).key == "errors.truncated"


def test_an_honest_zip_bomb_is_refused_before_it_is_unpacked():
    assert refusal(document(b"<a>" + b" " * (archive.MAX_UNPACKED + 1))).key == "errors.zip-bomb"


def test_a_lying_zip_bomb_is_refused_while_it_is_unpacked():
    huge = archive.MAX_UNPACKED + 2**20
    data = document(b"<a>" + b" " * huge)
    claimed = (huge + 3).to_bytes(4, "little")
    assert data.count(claimed) >= 1
    lying = data.replace(claimed, (1000).to_bytes(4, "little"))
    assert refusal(lying).key in ("errors.zip-bomb", "errors.truncated")


def test_a_million_entries_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    assert refusal(SAMPLE).key == "errors.zip-bomb"


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 999 + b'"><!ENTITY y "' + b"&x;" * 999 + b'">]><a>&y;</a>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
    ],
)
def test_doctypes_and_entities_are_refused(head: bytes):
    assert refusal(document(head)).key == "errors.external-entity"


def test_deep_nesting_is_refused():
    deep = "<w:p>" * 100_000 + "</w:p>" * 100_000
    assert refusal(body(deep)).key == "errors.nesting-too-deep"
    tables = "<w:tbl><w:tr><w:tc>" * 70 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 70
    assert refusal(body(tables)).key == "errors.empty"  # deep, but survived


def test_too_many_tags_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_TAGS", 1000)
    assert refusal(body("<w:p/>" * 1001)).key == "errors.too-large"


def test_a_table_of_invented_columns_is_refused():
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="9999"/></w:tcPr><w:p/></w:tc>'
    assert (
        refusal(body(f"<w:tbl><w:tr>{cell * 20}</w:tr>{'<w:tr/>' * 1000}</w:tbl>")).key == "errors.too-large"
    )


def test_an_empty_document_says_so():
    assert refusal(body("<w:p/>")).key == "errors.empty"


def test_damaged_relations_do_not_cost_the_document():
    data = rezipped(SAMPLE, lambda name, part: b"<broken" if name.endswith(".rels") else part)
    assert read_docx(data, "a.docx") == read_docx(SAMPLE, "a.docx")._replace(
        sha256=read_docx(data, "a").sha256
    )


def test_styles_that_inherit_from_each_other_end():
    loop = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("AB", "BA")
    )
    xml = f"<w:styles {W}>{loop}</w:styles>".encode()
    inner = '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    data = rezipped(body(inner), lambda name, part: xml if name == "word/styles.xml" else part)
    assert read_docx(data, "a.docx").text == "甲"


# --- properties ------------------------------------------------------------------------------------------


def outcome(data: bytes) -> None:
    """Read `data`; anything but a text with sound tables, or a refusal, fails."""
    try:
        source = read_docx(data, "a.docx")
    except UnusableInput:
        return
    assert isinstance(source, SourceText)
    for table in source.tables:
        assert len({len(row) for row in table.rows}) == 1
        for row in table.rows:
            assert all(table.span.start <= start <= end <= table.span.end for start, end in row)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_bytes_changed_in_the_file(data: st.DataObject):
    damaged = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(damaged) // 2, len(damaged)))
    outcome(bytes(damaged[:cut]))


TAGS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "pPr",
    "rPr",
    "tcPr",
    "trPr",
    "numPr",
    "numId",
    "ilvl",
    "pStyle",
    "gridSpan",
    "vMerge",
    "hMerge",
    "del",
    "ins",
    "fldChar",
    "br",
    "tab",
    "sdt",
    "sdtContent",
    "txbxContent",
    "vanish",
    "sym",
    "footnoteReference",
    "gridBefore",
    "moveFrom",
]
VALUES = ["", "0", "1", "-1", "continue", "restart", "999999999999", "begin", "end", "separate", "List", "x"]

trees = st.recursive(
    st.builds(
        lambda tag, value, text: (
            f'<w:{tag} w:val="{value}" w:fldCharType="{value}" w:char="{value}">{text}</w:{tag}>'
        ),
        st.sampled_from(TAGS),
        st.sampled_from(VALUES),
        st.sampled_from(["", "甲", "一、目标"]),
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
        st.sampled_from(TAGS),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(trees, max_size=5))
def test_any_tree_of_word_elements(parts: list[str]):
    outcome(body("".join(parts)))


@settings(max_examples=40, deadline=None)
@given(trees)
def test_any_numbering_and_styles(tree: str):
    xml = f"<w:numbering {W}>{tree}</w:numbering>".encode()
    outcome(rezipped(SAMPLE, lambda name, part: xml if name == "word/numbering.xml" else part))


SHEET = (
    b"<w:styles><w:latentStyles w:count='1'><w:lsdException/></w:latentStyles>"
    b'<w:style w:type="paragraph" w:styleId="a"><w:name w:val="A"/></w:style>'
    b'<w:style w:type="table" w:styleId="t"><w:tblPr/></w:style>'
    b'<w:style w:styleId="c" w:type="character"/></w:styles>'
)


def test_table_styles_are_cut_out_before_the_style_sheet_is_parsed():
    assert slimmed(SHEET) == (
        b'<w:styles><w:style w:type="paragraph" w:styleId="a"><w:name w:val="A"/></w:style>'
        b'<w:style w:styleId="c" w:type="character"/></w:styles>'
    )
    assert slimmed(b"<styles><style/></styles>") == b"<styles><style/></styles>"


def test_a_style_sheet_that_can_not_be_cut_is_read_whole():
    document = docx.Document()
    document.add_paragraph("甲", style="Heading 2")
    comment = b'<!-- <w:style w:type="table"> --><w:docDefaults>'
    sheet = "word/styles.xml"
    data = rezipped(
        saved(document),
        lambda name, part: part.replace(b"<w:docDefaults>", comment) if name == sheet else part,
    )
    assert read_docx(data, "a.docx").text == "甲"
