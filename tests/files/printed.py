"""One document, printed to PDF by different producers: typst, LibreOffice, Chromium."""

import html
import io
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pytest
import typst
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FONT = "Noto Serif CJK SC"


class Paragraph(NamedTuple):
    text: str
    align: str = "left"  # left, center, right
    size: float = 16
    indent: bool = True


class Merged(NamedTuple):
    """A cell that covers `rows` × `columns` positions from (`row`, `column`)."""

    row: int
    column: int
    rows: int
    columns: int


class Grid(NamedTuple):
    rows: list[list[str]]
    merged: tuple[Merged, ...] = ()
    heading: int = 1

    def expected(self) -> list[list[str]]:
        made = [list(row) for row in self.rows]
        for row, column, rows, columns in self.merged:
            for r in range(row, row + rows):
                for c in range(column, column + columns):
                    made[r][c] = self.rows[row][column]
        return made

    def origins(self) -> list[tuple[int, int, int, int, str]]:
        covered = {
            (r, c)
            for row, column, rows, columns in self.merged
            for r in range(row, row + rows)
            for c in range(column, column + columns)
        }
        single = [
            (r, c, 1, 1, text)
            for r, line in enumerate(self.rows)
            for c, text in enumerate(line)
            if (r, c) not in covered
        ]
        return sorted(single + [(*one, self.rows[one.row][one.column]) for one in self.merged])


Part = Paragraph | Grid

_WORDS = re.findall(
    r"\S+",
    "围绕 产业链 部署 创新链 加快 构建 以 科学城 为 核心 的 格局 2021年 新增 高新技术企业 1000家 以上 ，"
    " 建设 R&D 平台 12个 、 提升 能力 15% ， 力争 到2025年底 突破 3000亿元 ； “百企” （含 开发区） PM2.5",
)


def prose(chance: random.Random, words: int) -> str:
    text = "".join(chance.choice(_WORDS) for _ in range(words)).strip("，、；）")
    return text + "。"


def document(seed: int, tasks: int = 12, rows: int = 14) -> list[Part]:
    """Return a notice with a plan, its signature, and a table of tasks with merged cells over pages."""
    chance = random.Random(seed)
    clause = "（牵头单位：市科技局；责任单位：市发展改革委、市财政局、各区人民政府）"
    parts: list[Part] = [
        Paragraph(
            "江州市人民政府办公厅关于印发江州市推进科技创新提高发展质量工作实施方案的通知",
            "center",
            22,
            False,
        ),
        Paragraph("江政办〔2021〕26号", "center", indent=False),
        Paragraph("各区人民政府，市人民政府各部门：", indent=False),
        Paragraph("《江州市推进科技创新工作实施方案》已经市人民政府同意，现印发给你们，请认真组织实施。"),
        Paragraph("江州市人民政府办公厅", "right", indent=False),
        Paragraph("2021年3月28日", "right", indent=False),
        Paragraph("江州市推进科技创新工作实施方案", "center", 22, False),
        Paragraph("一、工作目标"),
        Paragraph(prose(chance, 60)),
        Paragraph("二、主要任务"),
    ]
    for at in range(tasks):
        parts.append(Paragraph(f"{at + 1}.完善运行机制。{prose(chance, chance.randint(8, 70))}{clause}"))
    parts += [
        Paragraph("附件", indent=False),
        Paragraph("重点任务分解表", "center", 22, False),
        table(chance, rows),
    ]
    return [*parts, Paragraph("本表由市科技局负责解释。")]


def table(chance: random.Random, rows: int) -> Grid:
    lines = [["序号", "工作任务", "责任分工", ""], ["", "", "牵头单位", "配合单位"]]
    for at in range(1, rows + 1):
        task = "推进" + prose(chance, chance.randint(1, 30))
        if at % 6 == 0:
            task += "\n（2）第二段另起一行。"
        lines.append([str(at), task, chance.choice(["市科技局", "市发展改革委、市财政局"]), "各区人民政府"])
    lines[4][2] = "市工业和信息化局"
    merged = (Merged(0, 0, 2, 1), Merged(0, 1, 2, 1), Merged(0, 2, 1, 2), Merged(4, 2, 4, 1))
    return Grid(lines, merged, 2)


def lines_of(parts: list[Part]) -> list[str]:
    """Return the text of the paragraphs."""
    return [part.text for part in parts if isinstance(part, Paragraph)]


def as_docx(parts: list[Part]) -> bytes:
    made = docx.Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = (
        Cm(2.8),
        Cm(2.6),
        Cm(3.7),
        Cm(3.5),
    )
    page.header.paragraphs[0].text = "江州市人民政府文件"
    for part in parts:
        if isinstance(part, Paragraph):
            _docx_paragraph(made, part)
        else:
            _docx_table(made, part)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _docx_paragraph(made: Any, part: Paragraph) -> None:
    paragraph = made.add_paragraph()
    paragraph.add_run(part.text).font.size = Pt(part.size)
    layout = paragraph.paragraph_format
    layout.space_after = Pt(0)
    layout.line_spacing = Pt(28 if part.size <= 16 else 36)
    if part.indent:
        layout.first_line_indent = Pt(2 * part.size)
    paragraph.alignment = {
        "left": WD_ALIGN_PARAGRAPH.JUSTIFY,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[part.align]


def _docx_table(made: Any, part: Grid) -> None:
    grid = made.add_table(len(part.rows), len(part.rows[0]))
    grid.style = "Table Grid"
    for row, column, rows, columns, text in part.origins():
        cell = grid.cell(row, column)
        if rows * columns > 1:
            cell = cell.merge(grid.cell(row + rows - 1, column + columns - 1))
        first, *more = text.split("\n")
        cell.text = first
        for line in more:
            cell.add_paragraph(line)
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_after = Pt(0)
            for run in paragraph.runs:
                run.font.size = Pt(10.5)
    for row in grid.rows[: part.heading]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def as_typst(
    parts: list[Part],
    *,
    justify: bool = True,
    indent: bool = True,
    size: float = 16,
    margin: str = "(left: 2.8cm, right: 2.6cm, y: 3.5cm)",
    number: str = "— 1 —",
    flipped: bool = False,
    header: str = "江州市人民政府文件",
) -> bytes:
    """Print with typst; `size` is that of the text, other sizes keep their ratio to 16."""
    head = (
        f'#set page("a4", flipped: {str(flipped).lower()}, margin: {margin}, numbering: "{number}",'
        f" header: [{header}])\n"
        f'#set text(font: "{FONT}", size: {size}pt, lang: "zh")\n'
        f"#set par(justify: {str(justify).lower()}, leading: 0.75em, spacing: 0.75em, "
        f"first-line-indent: (amount: {2 if indent else 0}em, all: true))\n"
    )
    body = [_typst_table(p) if isinstance(p, Grid) else _typst_paragraph(p, size / 16) for p in parts]
    return typst.compile((head + "\n\n".join(body)).encode())


def _quoted(text: str) -> str:
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _typst_paragraph(part: Paragraph, scale: float) -> str:
    if part.indent:
        return _quoted(part.text)
    text = f"#text(size: {part.size * scale}pt)[{_quoted(part.text)}]"
    return f"#align({part.align})[#set par(first-line-indent: 0pt); {text}]"


def _typst_table(part: Grid) -> str:
    cells = []
    for row, _, rows, columns, text in part.origins():
        lines = " #linebreak() ".join(map(_quoted, text.split("\n")))
        inner = f"#set text(size: 10.5pt); #set par(first-line-indent: 0pt, justify: false); {lines}"
        cells.append((row, f"table.cell(rowspan: {rows}, colspan: {columns})[{inner}]"))
    head = ", ".join(cell for row, cell in cells if row < part.heading)
    rest = ", ".join(cell for row, cell in cells if row >= part.heading)
    return f"#table(columns: (1fr, 4fr, 3fr, 3fr), table.header({head}), {rest})"


def as_libreoffice(data: bytes, folder: Path) -> bytes:
    """Print the docx `data`; skips where LibreOffice is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-writer-nogui)")
    (folder / "a.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        program,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.pdf").read_bytes()


def as_html(parts: list[Part]) -> str:
    """Return a page for a browser to print."""
    style = (
        f"body{{font:16pt '{FONT}';line-height:28pt;margin:0}} p{{margin:0}} @page{{size:A4;margin:3cm}}"
        "table{border-collapse:collapse;font-size:10.5pt;line-height:1.4}"
        "td{border:1px solid #000;padding:2px 6px}"
    )
    body = "".join(_html_table(p) if isinstance(p, Grid) else _html_paragraph(p) for p in parts)
    head = f'<html lang="zh"><meta charset="utf-8"><style>{style}</style>'
    return f"<!doctype html>{head}<body>{body}</body></html>"


def _html_paragraph(part: Paragraph) -> str:
    indent = 2 if part.indent else 0
    style = f"text-align:{part.align};text-indent:{indent}em;font-size:{part.size}pt"
    return f'<p style="{style}">{html.escape(part.text)}</p>'


def _html_table(part: Grid) -> str:
    rows: list[str] = ["" for _ in part.rows]
    for row, _, high, wide, text in part.origins():
        inner = html.escape(text).replace("\n", "<br>")
        rows[row] += f'<td rowspan="{high}" colspan="{wide}">{inner}</td>'
    head = "".join(f"<tr>{row}</tr>" for row in rows[: part.heading])
    rest = "".join(f"<tr>{row}</tr>" for row in rows[part.heading :])
    return f"<table><thead>{head}</thead><tbody>{rest}</tbody></table>"


def has_font() -> bool:
    """Tell whether the font of these documents is installed (Debian: fonts-noto-cjk)."""
    return FONT in typst.Fonts(include_system_fonts=True).families()
