"""A 调度通报 is drawn from what was filed; its words can be changed, its figures stay linked, and what changed is said."""

import io
from collections.abc import Iterator

import docx
import pypdfium2
import pytest

from made_reports import filed
from reporting_city import MAY, City, make_city, on
from yibiao.core.briefs.values import Paragraph, Table, filled, names_in, pieces, typed_numbers
from yibiao.hub import clock
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.briefs.drafting import Drawn, briefs, document, draft, drawn, issue, printed, refresh, rewrite
from yibiao.hub.briefs.models import BriefRecord
from yibiao.hub.reporting.narrating import narrate
from yibiao.hub.reporting.vouching import publish_official


@pytest.fixture
def city(db: None) -> Iterator[City]:
    """The end of June: the district filed May late and nothing of June."""
    made = make_city()
    with clock.played(on("2026-05-29")):
        made.say("2")
        made.say("40", at=1)
        made.say("用地未落实", field="issues")
        made.say("6月底前补齐", field="next")
        filed(made.plan, made.unit, MAY)
        narrate(made.lead, made.plan, MAY, {made.rows[0].task: "平台建设起步。"}, {})
    with clock.played(on("2026-06-05")):
        yield made


def text_of(made: Drawn) -> str:
    blocks = [block for section in made.brief.sections for block in section.blocks]
    return "\n".join(filled(block.text, made.figures) for block in blocks if isinstance(block, Paragraph))


def rows_of(made: Drawn, name: str) -> list[tuple[str, ...]]:
    table = next(block for section in made.brief.sections for block in section.blocks if isinstance(block, Table) and block.id == name)
    return [tuple(filled(cell, made.figures) for cell in row) for row in table.rows]


def test_every_sentence_comes_from_what_was_filed(city: City) -> None:
    made = drawn(city.office, draft(city.office, city.plan, MAY))
    said = text_of(made)
    assert "截至2026年5月25日，方案2项任务" in said
    assert "平台建设起步。" in said
    assert "逾期报送1家（洪山区）" in said
    behind = [row for row in rows_of(made, "4.1") if row[1] == "洪山区"]
    assert ("用地未落实", "6月底前补齐") in [row[3:] for row in behind]
    count = int(made.figures["count-behind"])
    assert count == len(rows_of(made, "4.1"))
    assert f"较上期新增欠进度{made.figures['new-behind']}项" in said
    units = rows_of(made, "9.1")
    assert sum(int(row[3]) for row in units) == count  # the annex adds up to the text
    assert [row[5] for row in units if row[0] == "洪山区"] == ["逾期"]


def test_every_figure_opens_its_source(city: City) -> None:
    made = drawn(city.office, draft(city.office, city.plan, MAY))
    for section in made.brief.sections:
        for block in section.blocks:
            texts = [block.text] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
            for name in (name for text in texts for name in names_in(text)):
                assert made.brief.figures[name].to.startswith("/"), name


def test_words_change_and_figures_stay_linked(city: City) -> None:
    row = draft(city.office, city.plan, MAY)
    rewrite(city.office, city.plan, row, "1.1", "欠进度[[count-behind]]项，须高度重视。")
    before = drawn(city.office, row)
    assert f"欠进度{before.figures['count-behind']}项，须高度重视。" in text_of(before)
    publish_official(city.lead, city.plan, {city.rows[0].pk: "12"}, MAY, "市统计局月报")
    now = drawn(city.office, row)
    names = {name: (old, new) for name, old, new in now.changed}
    assert int(names["count-behind"][1]) == int(names["count-behind"][0]) - 1
    assert f"欠进度{names['count-behind'][0]}项" in text_of(now)  # as it was looked at, until somebody takes the new one
    with pytest.raises(Refused, match="look-first"):
        issue(city.office, city.plan, row)
    refresh(city.office, city.plan, row)
    after = drawn(city.office, row)
    assert after.changed == []
    assert f"欠进度{names['count-behind'][1]}项，须高度重视。" in text_of(after)
    rewrite(city.office, city.plan, row, "1.1", None)
    assert "截至" in text_of(drawn(city.office, row))


def test_what_is_issued_stays_as_it_is(city: City) -> None:
    row = draft(city.office, city.plan, MAY)
    before = drawn(city.office, row)
    assert not briefs(city.clerk, city.plan).exists()  # a draft is the office's
    issue(city.office, city.plan, row)
    publish_official(city.lead, city.plan, {city.rows[0].pk: "12"}, MAY, "市统计局月报")
    kept = BriefRecord.objects.get()
    after = drawn(city.clerk, kept)
    assert (text_of(after), after.changed) == (text_of(before), [])
    assert document(after, "") == document(before, "")
    assert briefs(city.clerk, city.plan).get() == kept
    for deed in (refresh, issue):
        with pytest.raises(Refused, match="issued-already"):
            deed(city.office, city.plan, kept)


def test_the_word_document_says_the_same(city: City) -> None:
    made = drawn(city.office, draft(city.office, city.plan, MAY))
    opened = docx.Document(io.BytesIO(document(made, "草稿")))
    texts = [paragraph.text for paragraph in opened.paragraphs]
    assert texts[:2] == [made.brief.title, made.brief.subtitle]
    for line in text_of(made).splitlines():
        assert line in texts
    cells = [[cell.text for cell in line.cells] for table in opened.tables for line in table.rows]
    for row in (*rows_of(made, "4.1"), *rows_of(made, "9.1")):
        assert list(row) in cells
    assert opened.sections[0].header.paragraphs[0].text == "草稿"


def test_who_drafts_and_once(city: City) -> None:
    with pytest.raises(Denied):
        draft(city.clerk, city.plan, MAY)
    row = draft(city.office, city.plan, MAY)
    with pytest.raises(Refused, match="there-already"):
        draft(city.office, city.plan, MAY)
    with pytest.raises(Refused, match="no-period"):
        draft(city.office, city.plan, "2026-09")
    assert draft(city.office, city.plan, "2026-04").number == row.number + 1
    with pytest.raises(Refused, match="no-paragraph"):
        rewrite(city.office, city.plan, row, "99.1", "x")


def test_a_plan_of_which_nothing_was_reported_has_a_sensible_brief(city: City) -> None:
    made = drawn(city.office, draft(city.office, city.plan, "2026-04"))
    said = text_of(made)
    assert "逾期未报" in said
    assert "没有上次调度会议定事项" in said
    assert "None" not in said


def test_texts_with_figures() -> None:
    text = "共[[a]]项，其中[[b]]项"
    assert names_in(text) == ("a", "b")
    assert filled(text, {"a": "3"}) == "共3项，其中—项"
    assert pieces(text) == [("", "共"), ("a", ""), ("", "项，其中"), ("b", ""), ("", "项")]
    assert typed_numbers("共5项，[[a]]", "共[[a]]项") == ("5",)
    assert typed_numbers("第2期[[a]]", "第2期") == ()


def test_the_pdf_has_the_same_words_and_its_chart(city: City) -> None:
    made = drawn(city.office, draft(city.office, city.plan, MAY))
    data = printed(made, "草稿", "brief.pdf")
    assert data == printed(made, "草稿", "brief.pdf")  # the same brief, the same bytes
    with pypdfium2.PdfDocument(data) as opened:
        text = "".join("".join(page.get_textpage().get_text_range() for page in opened).split())
    for line in (made.brief.title, *text_of(made).splitlines()):
        assert "".join(line.split()) in text, line
    assert "█" not in text  # bars are drawn
