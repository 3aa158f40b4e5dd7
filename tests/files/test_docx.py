"""Word documents written by python-docx or by hand, read by ours."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from made_files import rezipped, saved
from yibiao.core.source import SourceText
from yibiao.files.docx import read_docx
from yibiao.files.docx.numerals import written

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def cells(source: SourceText, table: int = 0) -> list[list[str]]:
    return [[source.text[start:end] for start, end in row] for row in source.tables[table].rows]


def body(*parts: str) -> SourceText:
    """Read a document whose body is the given XML."""
    document = docx.Document()
    for part in parts:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(_declared(part)))
    return read_docx(saved(document), "a.docx")


def _declared(part: str) -> str:
    head, rest = part.split(">", 1) if not part.split(">", 1)[0].endswith("/") else (part[:-2], "/>")
    extra = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return f"{head} {nsdecls('w')} {extra}{'>' if rest != '/>' else ''}{rest}"


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_paragraph_is_a_line_and_empty_ones_are_none():
    document = docx.Document()
    for text in ("一、工作目标", "", "　　推进科技创新。　", "   "):
        document.add_paragraph(text)
    source = read_docx(saved(document), "a.docx")
    assert source.text == "一、工作目标\n推进科技创新。"
    assert len(source.sha256) == 64
    assert source.name == "a.docx"


def test_breaks_tabs_hyphens_symbols():
    source = body(
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>5</w:t><w:noBreakHyphen/><w:t>6</w:t>"
        '<w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/>'
        '<w:sym w:font="Symbol" w:char="F0B3"/></w:r></w:p>'
    )
    assert source.text == "甲\n乙\t5-6✓≥"


def test_a_tab_stop_is_no_tab():
    assert body(p("甲", '<w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs>')).text == "甲"


def test_changes_are_read_as_accepted():
    source = body(
        "<w:p><w:r><w:t>新建</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5</w:t></w:r></w:ins><w:r><w:t>个</w:t></w:r>"
        "<w:moveFrom><w:r><w:t>以上</w:t></w:r></w:moveFrom></w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>",
        p("后半"),
    )
    assert source.text == "新建5个\n前半后半"


def test_a_deleted_row_is_gone():
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
    source = body(
        "<w:tbl>" + row.format("", "留") + row.format("<w:trPr><w:del/></w:trPr>", "删") + "</w:tbl>"
    )
    assert cells(source) == [["留", ""]]


def test_hidden_text_is_dropped_and_unhidden_kept():
    source = body(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r></w:p>'
    )
    assert source.text == "明"


def test_fields_show_their_result():
    def field(code: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{code}"/></w:r>'

    source = body(
        f"<w:p>{field('begin')}<w:r><w:instrText>DATE</w:instrText></w:r>{field('begin')}<w:r><w:t>内</w:t></w:r>"
        f"{field('end')}{field('separate')}<w:r><w:t>2021年</w:t></w:r>{field('end')}<w:r><w:t>印发</w:t></w:r></w:p>",
        '<w:p><w:fldSimple w:instr="REF x"><w:r><w:t>附件</w:t></w:r></w:fldSimple></w:p>',
        f"<w:p>{field('begin')}<w:r><w:instrText>X</w:instrText></w:r></w:p>",
        p("没有终点的域不吞掉后文"),
    )
    assert source.text == "2021年印发\n附件\n没有终点的域不吞掉后文"


def test_wrappers_are_transparent():
    source = body(
        f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>",
        "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>标记</w:t></w:r></w:smartTag>"
        "<w:sdt><w:sdtContent><w:r><w:t>内联</w:t></w:r></w:sdtContent></w:sdt></w:p>",
    )
    assert source.text == "控件\n链接标记内联"


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{p('框中文字')}</w:txbxContent>"
    source = body(
        "<w:p><w:r><w:t>正文</w:t><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        f"<w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>",
        p("后文"),
    )
    assert source.text == "正文\n框中文字\n框中文字\n后文"


def test_a_table_of_contents_is_left_out():
    source = body(
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{p('一、目标 1')}</w:sdtContent></w:sdt>",
        p("一、目标"),
    )
    assert source.text == "一、目标"


def test_merged_cells_repeat_the_span_of_their_origin():
    document = docx.Document()
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    for one, two, text in (((0, 0), (1, 0), "竖"), ((2, 1), (2, 2), "横")):
        table.cell(*one).merge(table.cell(*two)).text = text
    source = read_docx(saved(document), "a.docx")
    assert cells(source) == [["竖", "01", "02"], ["竖", "11", "12"], ["20", "横", "横"]]
    rows = source.tables[0].rows
    assert rows[0][0] == rows[1][0]
    assert rows[2][1] == rows[2][2]
    assert source.text == "竖\t01\t02\n\t11\t12\n20\t横\t"
    assert source.tables[0].span == (0, len(source.text))


def test_a_cell_keeps_its_paragraphs_and_nested_tables():
    document = docx.Document()
    cell = document.add_table(1, 2).cell(0, 0)
    cell.text = "第一段"
    cell.add_paragraph("第二段")
    inner = cell.add_table(2, 2)
    for at, text in enumerate("甲乙丙丁"):
        inner.cell(at // 2, at % 2).text = text
    document.add_paragraph("后")
    source = read_docx(saved(document), "a.docx")
    assert cells(source) == [["第一段\n第二段\n甲\t乙\n丙\t丁", ""]]
    assert len(source.tables) == 1


def test_a_box_of_one_cell_is_text():
    source = body(f"<w:tbl><w:tr><w:tc>{p('抄送：市委办公厅')}{p('印发')}</w:tc></w:tr></w:tbl>", p("完"))
    assert source.tables == ()
    assert source.text == "抄送：市委办公厅\n印发\n完"


def test_missing_grid_positions_are_empty_cells():
    source = body(
        f"<w:tbl><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc>{p('右')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc><w:tc>{p('丙')}</w:tc></w:tr></w:tbl>"
    )
    assert cells(source) == [["", "右", ""], ["甲", "乙", "丙"]]


# --- numbers -------------------------------------------------------------------------------------------


def level(at: int, form: str, text: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


GB = (
    level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimalFullWidth", "（%4）")
    + level(4, "decimalEnclosedCircle", "%5")
)


def numbered(paragraphs: list[tuple[str, int, str]], lists: str, abstract: str = GB) -> str:
    """Read paragraphs (list, level, text) numbered by `lists` (w:num elements) over one abstract list."""
    document = docx.Document()
    for num, at, text in paragraphs:
        made = document.add_paragraph(text)
        made._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>')
        )
    xml = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{abstract}</w:abstractNum>{lists}</w:numbering>'
    ).encode()
    data = rezipped(saved(document), lambda name, part: xml if name == "word/numbering.xml" else part)
    return read_docx(data, "a.docx").text


def num(key: int, inner: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="7"/>{inner}</w:num>'


def test_levels_are_written_out_and_restart_below_each_parent():
    said = numbered(
        [("1", 0, "目标"), ("1", 1, "甲"), ("1", 2, "子"), ("1", 2, "丑"), ("1", 1, "乙"), ("1", 2, "寅"),
         ("1", 3, "卯"), ("1", 4, "辰"), ("1", 0, "任务"), ("1", 1, "丙")],
        num(1),
    )  # fmt: skip
    assert said.split("\n") == [
        "一、目标", "（一）甲", "1.子", "2.丑", "（二）乙", "1.寅", "（１）卯", "①辰", "二、任务", "（一）丙",
    ]  # fmt: skip


def test_lists_over_one_abstract_list_go_on_unless_they_start_anew():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    said = numbered(
        [("1", 0, "甲"), ("2", 0, "乙"), ("3", 0, "丙"), ("3", 0, "丁")], num(1) + num(2) + num(3, override)
    )
    assert said.split("\n") == ["一、甲", "二、乙", "五、丙", "六、丁"]


def test_a_level_override_changes_the_format():
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.")}</w:lvlOverride>'
    assert numbered([("1", 0, "甲"), ("2", 0, "乙")], num(1) + num(2, override)) == "一、甲\nII.乙"


def test_a_level_that_never_restarts_runs_on():
    lists = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
    said = numbered([("1", 0, "甲"), ("1", 1, "子"), ("1", 0, "乙"), ("1", 1, "丑")], num(1), lists)
    assert said.split("\n") == ["一、甲", "1.子", "二、乙", "2.丑"]


def test_legal_numbering_writes_higher_levels_as_digits():
    lists = level(0, "chineseCounting", "第%1章") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert numbered([("1", 0, "总则"), ("1", 1, "目标")], num(1), lists) == "第一章 总则\n1.1 目标"


def test_bullets_say_nothing_and_number_zero_is_no_list():
    lists = level(0, "bullet", "\uf0b7")
    assert numbered([("1", 0, "甲"), ("0", 0, "乙"), ("99", 0, "丙")], num(1), lists) == "甲\n乙\n丙"


def test_numbers_come_through_styles():
    document = docx.Document()
    style = document.styles["Heading 2"].element
    style.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="1"/></w:numPr>'))
    derived = document.styles.add_style("条", 1)
    derived.base_style = document.styles["Heading 2"]
    document.add_paragraph("甲", style="Heading 2")
    document.add_paragraph("乙", style="条")
    document.add_paragraph("丙")
    levels = level(0, "decimal", "%1.") + level(
        1, "chineseCounting", "（%2）", '<w:pStyle w:val="Heading2"/>'
    )
    xml = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>{num(1)}</w:numbering>'
    ).encode()
    data = rezipped(saved(document), lambda name, part: xml if name == "word/numbering.xml" else part)
    assert read_docx(data, "a.docx").text == "（一）甲\n（二）乙\n丙"


@pytest.mark.parametrize(
    ("number", "form", "said"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCounting", "一〇五"),
        (105, "chineseCountingThousand", "一百零五"),
        (12, "chineseCountingThousand", "十二"),
        (110, "chineseCountingThousand", "一百一十"),
        (1005, "chineseCountingThousand", "一千零五"),
        (123, "japaneseCounting", "百二十三"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (11, "ideographTraditional", "甲"),
        (3, "ideographEnclosedCircle", "㈢"),
        (12, "decimalEnclosedCircle", "⑫"),
        (21, "decimalEnclosedCircle", "㉑"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (28, "lowerLetter", "bb"),
        (1994, "upperRoman", "MCMXCIV"),
        (22, "ordinal", "22nd"),
        (5, "unheard-of", "5"),
        (3, "none", ""),
    ],
)
def test_number_formats(number: int, form: str, said: str):
    assert written(number, form) == said


# --- notes, furniture, whole files -----------------------------------------------------------------------


def test_headers_and_footers_are_dropped_and_notes_come_last():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    paragraph = document.add_paragraph("正文")
    paragraph.runs[0]._r.append(parse_xml(f'<w:footnoteReference {W} w:id="2"/>'))
    document.add_paragraph("后文").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1">{p("横线")}</w:footnote>'
        f'<w:footnote w:id="2">{p("脚注")}</w:footnote>'
        f'<w:footnote w:id="3">{p("无人引用")}</w:footnote></w:footnotes>'
    ).encode()
    data = with_part(saved(document), "word/footnotes.xml", notes)
    assert read_docx(data, "a.docx").text == "正文\n后文\n脚注"


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    stream = io.BytesIO(rezipped(data, lambda other, old: None if other == name else old))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, part)
    return stream.getvalue()


def test_strict_documents_are_read():
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    main = W.split('"')[1].encode()
    document = docx.Document()
    document.add_paragraph("严格格式")
    change: Callable[[str, bytes], Any] = lambda name, part: (  # noqa: E731
        part.replace(main, strict) if name.endswith("document.xml") else part
    )
    assert read_docx(rezipped(saved(document), change), "a.docx").text == "严格格式"
