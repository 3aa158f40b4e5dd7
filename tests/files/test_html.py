"""What a page shows is what the reader takes; the reference for tables is another parser (selectolax)."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from yibiao.core.source import SourceText
from yibiao.files.errors import UnusableInput
from yibiao.files.html import DEEPEST, read_html

PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>某市通知_某市人民政府</title>
<style>p { color: red }</style><script>document.write("<p>脚本</p>")</script></head>
<body><nav><ul><li>导航</li></ul></nav>
<div class="pos"><a href="/">首页</a> &gt; <a href="/zc/">政策文件</a></div>
<table class="head"><tbody>
<tr><th>索引号</th><td>K0001/2023-00012</td><th>发文字号</th><td>某政办〔2023〕7号</td></tr>
<tr><th>成文日期</th><td>2023年3月9日</td><th>有效性</th><td></td></tr></tbody></table>
<form id="aspnetForm"><h1>关于印发某市<br/>实施方案的通知</h1>
<div class="tools">【字体：<a>大</a> <a>中</a>】<button>打印</button>
<select><option>分享</option></select></div>
<p>　　各区<span>人民</span><b>政府</b>，市政府各<i>部</i>门：</p>
<p style="text-indent:2em">现将方案印发给你们，
   请认真组织实施。A&amp;B &#20013;&nbsp;心</p>
<p style="color:red; DISPLAY: none">看不见</p><p hidden>也看不见</p><!-- 注释 -->
</form><div id="footer">主办：某市人民政府办公厅　网站标识码：00</div>
</body></html>"""


def lines(page: str) -> list[str]:
    return read_html(page.encode()).text.split("\n")


def cells(source: SourceText) -> list[list[list[str]]]:
    return [[[source.text[a:b] for a, b in row] for row in table.rows] for table in source.tables]


def test_a_saved_page_with_its_chrome() -> None:
    assert lines(PAGE) == [
        "首页 > 政策文件",
        "索引号\tK0001/2023-00012\t发文字号\t某政办〔2023〕7号",
        "成文日期\t2023年3月9日\t有效性\t",
        "关于印发某市",
        "实施方案的通知",
        "【字体：大 中】",
        "各区人民政府，市政府各部门：",
        "现将方案印发给你们，请认真组织实施。A&B 中 心",
        "主办：某市人民政府办公厅　网站标识码：00",
    ]


def test_the_metadata_table_of_a_page() -> None:
    assert cells(read_html(PAGE.encode())) == [
        [
            ["索引号", "K0001/2023-00012", "发文字号", "某政办〔2023〕7号"],
            ["成文日期", "2023年3月9日", "有效性", ""],
        ]
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "nonsense"])
def test_the_bytes_outrank_the_declared_charset(encoding: str, declared: str) -> None:
    page = PAGE.replace('charset="utf-8"', f'charset="{declared}"')
    assert read_html(page.encode(encoding)).text == read_html(PAGE.encode()).text


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>一<p>二<div>三</div>四", ["一", "二", "三", "四"]),
        ("甲<br>乙<br/><br>丙", ["甲", "乙", "丙"]),
        ("<p>高<b>新</b>技<span>术</span></p>", ["高新技术"]),
        ("<p>a  b\n\tc</p>", ["a b c"]),
        ("<p>创新\n  驱动</p>", ["创新驱动"]),
        ("<p>创新 驱动</p>", ["创新 驱动"]),
        ("<span style='display:block'>甲</span>乙", ["甲", "乙"]),
        ("<pre>甲\n  乙</pre>", ["甲", "乙"]),
        ("<ruby>區<rp>(</rp><rt>qū</rt><rp>)</rp></ruby>域", ["區域"]),
        ("<p>甲<script>x</script>乙<style>y</style>丙<template>z</template></p>", ["甲乙丙"]),
        ("<noscript>请启用</noscript>甲", ["甲"]),
        ("<p>&lt;script&gt;&amp;&quot;&#x4e2d;&copy;</p>", ['<script>&"中©']),
        ("<p>甲&unknown;乙</p>", ["甲&unknown;乙"]),
        ("<div style='visibility:hidden'>甲</div>乙", ["乙"]),
        ("<body>无标签的文字", ["无标签的文字"]),
    ],
)
def test_blocks_and_inline(page: str, expected: list[str]) -> None:
    assert lines(page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        ("<ol start=3><li><p>甲</p><p>续</p></li><li>乙</li></ol>", ["3.甲", "续", "4.乙"]),
        ("<ol><li>甲<li value=7>乙<li>丙</ol>", ["1.甲", "7.乙", "8.丙"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2.甲", "1.乙"]),
        (
            "<ol type=a><li>甲</ol><ol type=I><li>乙<li>丙<li>丁<li>戊</ol>",
            ["a.甲", "I.乙", "II.丙", "III.丁", "IV.戊"],
        ),
        ("<ol><li>甲<ol type=i><li>子</ol><li>乙</ol>", ["1.甲", "i.子", "2.乙"]),
        ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
        ("<ol><li>甲<ul><li>子</ul></ol>", ["1.甲", "子"]),
        ("<ol style='list-style-type:none'><li>甲</ol>", ["甲"]),
        (
            "<ol style='list-style-type:simp-chinese-informal' start=9><li>甲<li>乙<li>丙</ol>",
            ["九、甲", "十、乙", "十一、丙"],
        ),
        ("<ol><li>1.甲<li>2.乙</ol>", ["1.甲", "2.乙"]),
        ("<ol><li>（一）甲<li>（二）乙</ol>", ["（一）甲", "（二）乙"]),
        ("<ol><li></li><li>乙</ol>", ["2.乙"]),
        ("<ol start=99999999999999999999><li>甲</ol>", ["1.甲"]),
    ],
)
def test_numbers_of_ordered_lists(page: str, expected: list[str]) -> None:
    assert lines(page) == expected


MERGED = """<table><caption>任务分解表</caption>
<thead><tr><th rowspan=2>序号</th><th rowspan=2>任务</th><th colspan=2>单位</th></tr>
<tr><th>牵头</th><th>责任</th></tr></thead>
<tr><td>1</td><td>建设平台</td><td><p>市科技局</p><p>市发改委</p></td><td rowspan=2>各区<br>有关部门</td></tr>
<tr><td>2</td><td>引进	人才</td><td>市人社局</td></tr></table>"""


def test_merged_cells_and_cells_of_several_paragraphs() -> None:
    source = read_html(MERGED.encode())
    assert cells(source) == [
        [
            ["序号", "任务", "单位", "单位"],
            ["序号", "任务", "牵头", "责任"],
            ["1", "建设平台", "市科技局\n市发改委", "各区\n有关部门"],
            ["2", "引进 人才", "市人社局", "各区\n有关部门"],
        ]
    ]
    assert source.text.split("\n")[:3] == ["任务分解表", "序号\t任务\t单位", "牵头\t责任"]
    rows = source.tables[0].rows
    assert rows[0][0] is rows[1][0]  # one cell, one span
    assert source.text[slice(*source.tables[0].span)] == source.text.removeprefix("任务分解表\n")


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>左栏<td><table><tr><td>a<td>b</table></table>",  # the outer one lays out
        "<table><tr><td>只有一行<td>两格</table>",
        "<table><tr><td>只有一列<tr><td>两行</table>",
        "<table role=presentation><tr><td>1<td>2<tr><td>3<td>4</table>",
        "<table><tr><td>栏目<td>日期<tr><td><h1>通知</h1><td>正文</table>",
        "<table><tr><td>栏目<td>" + "<p>正文</p>" * 50 + "<tr><td>页脚<td>联系</table>",
        "<table><tr><td colspan=2>甲<tr><td colspan=2>乙</table>",
    ],
)
def test_layout_tables_flow(page: str) -> None:
    source = read_html(page.encode())
    assert source.tables == ()
    assert "\t" not in source.text


def test_text_around_a_table_keeps_its_place() -> None:
    assert lines("前<table><tr><td>1<td>2<tr><td>3<td>4</table>后<p>末") == ["前", "1\t2", "3\t4", "后", "末"]


cell = st.text(st.sampled_from("市区局委一二三AB12 ，<&"), max_size=6)
grids = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=2, max_size=5)
)


@settings(max_examples=80, deadline=None)
@given(grid=grids)
def test_a_table_is_read_as_another_parser_sees_it(grid: list[list[str]]) -> None:
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>" for row in grid)
    page = f"<html><body><p>前</p><table>{rows}</table><p>后</p></body></html>"
    seen = [
        [" ".join(node.text().split()) for node in row.css("td")]
        for row in LexborHTMLParser(page).css("table tr")
    ]
    (table,) = cells(read_html(page.encode()))
    assert table == seen


paragraph = st.text(
    st.sampled_from("加快建设创新平台，。（一）（牵头单位：市科技局）2021年<>&\"' "), min_size=1, max_size=40
)


@settings(max_examples=80, deadline=None)
@given(paragraphs=st.lists(paragraph, max_size=12), tag=st.sampled_from(["p", "div", "li", "h2", "section"]))
def test_paragraphs_come_back_exactly(paragraphs: list[str], tag: str) -> None:
    page = "".join(f"<{tag}>{html.escape(text)}</{tag}>\n" for text in paragraphs)
    wanted = [tidy for text in paragraphs if (tidy := re.sub(" +", " ", text).strip())]
    assert read_html(f"<html><body>{page}</body></html>".encode()).text == "\n".join(wanted)


def test_a_page_that_breaks_off_is_read_with_a_notice() -> None:
    cut = PAGE[: PAGE.index("请认真组织")]
    source = read_html(cut.encode())
    assert source.text.endswith("现将方案印发给你们，")
    assert [notice.code for notice in source.notices] == ["page-cut"]
    assert read_html(PAGE.encode()).notices == ()


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "svg", "table", "blockquote"])
def test_nested_too_deep(tag: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        read_html(f"{f'<{tag}>' * 100_000}甲".encode())
    assert refused.value.key == "errors.nesting-too-deep"


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ol><li", "font"])
def test_nested_as_deep_as_allowed(tag: str) -> None:
    depth = DEEPEST // (tag.count("<") + 2)
    assert read_html(f"{f'<{tag}>' * depth}甲".encode()).text.endswith("甲")


@pytest.mark.parametrize(
    "declared", ['<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "<!doctype a["]
)
def test_a_page_that_declares_entities_is_refused(declared: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        read_html(f"{declared}<html><body><p>甲&x;乙".encode())
    assert refused.value.key == "errors.external-entity"


def test_an_entity_without_a_meaning_stays_as_written() -> None:
    assert read_html("<!DOCTYPE html><html><body><p>甲&x;乙".encode()).text == "甲&x;乙"


def test_a_lone_row_of_headings_is_a_table_and_a_bar_of_links_is_none() -> None:
    headings = read_html("<table><tr><td>序号<td>任务<td>牵头单位</table>".encode())
    assert (headings.text, len(headings.tables)) == ("序号\t任务\t牵头单位", 1)
    bar = read_html("<table><tr><td><a>首页</a><td><a>公开</a><td><a>服务</a></table>".encode())
    assert (bar.text, bar.tables) == ("首页\n公开\n服务", ())


def test_a_table_that_claims_to_be_huge_is_no_table() -> None:
    page = "<table>" + "<tr><td colspan=1000 rowspan=60000>甲<td>乙</tr>" * 1000 + "</table>"
    source = read_html(page.encode())
    assert source.tables == ()
    assert source.text.count("甲") == 1000


TAGS = """
<table> <tr> <td> <td/colspan=3> <td/rowspan=0> </td> </tr> </table> <p> </p> <ol> <li> </ol> <br> 甲 乙 &#1;
<div/style='display:none'> </div> <b> </b> <pre> </pre> <tbody> <caption> <th/rowspan=2> & &#0; <!-- -->
&#xD800; <form> </form> <a <![CDATA[ ]]> </html> <body> <head> <script> </script>
"""


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(st.sampled_from(TAGS.split()), max_size=40))
def test_any_page_gives_text_with_sound_spans(pieces: list[str]) -> None:
    source = read_html("".join(pieces).encode())
    source.text.encode()
    for table in source.tables:
        assert len({len(row) for row in table.rows}) == 1
        for row in table.rows:
            assert all(table.span.start <= start <= end <= len(source.text) for start, end in row)
