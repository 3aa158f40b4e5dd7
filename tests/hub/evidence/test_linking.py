"""One piece serves many rows; what was taken off or withdrawn stays in the history."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import made_evidence as made
from evidence_field import Field
from made_evidence import GOOD
from made_hub import make_actor
from yibiao.core.evidence.limits import limits
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.evidence import linking, reading
from yibiao.hub.evidence.linking import attach_all, attach_before, counts, detach, standing, withdraw
from yibiao.hub.evidence.models import EvidenceLinkRecord, EvidenceRecord
from yibiao.hub.evidence.reading import Wish, evidence_list, of_unit, readable
from yibiao.hub.history.finding import of_commitment
from yibiao.hub.history.telling import told

MAY, APRIL = "2026-05", "2026-04"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Any, settings: Any) -> None:
    settings.FILES = tmp_path


@pytest.fixture
def piece(field: Field) -> EvidenceRecord:
    return field.piece(GOOD["报告.pdf"], "报告.pdf")


def test_one_upload_serves_many_rows(field: Field, piece: EvidenceRecord) -> None:
    assert attach_all(field.clerk, [piece], field.rows, MAY) == 3
    assert attach_all(field.clerk, [piece], field.rows, MAY) == 0
    assert counts(field.rows, MAY) == {row.pk: 1 for row in field.rows}
    assert counts(field.rows, APRIL) == {}
    assert EvidenceRecord.objects.count() == 1


def test_the_database_itself_keeps_a_link_once(field: Field, piece: EvidenceRecord) -> None:
    attach_all(field.clerk, [piece], field.rows[:1], MAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceLinkRecord.objects.create(evidence=piece, commitment=field.rows[0], period=MAY, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceRecord.objects.create(unit=piece.unit, year=1, serial=1, kind="pdf", sha256=piece.sha256, at=now())


def test_entries_hold_the_digest_and_tell_the_row(field: Field, piece: EvidenceRecord) -> None:
    row = field.rows[0]
    attach_all(field.clerk, [piece], [row], MAY)
    detach(field.clerk, row, [piece], MAY, reason="贴错了")
    first, second = (json.loads(EntryRecord.objects.get(action=f"evidence.{what}").line) for what in ("attach", "detach"))
    assert [f"evidence:{piece.pk}.sha256", None, piece.sha256] in first["changes"]
    assert [f"evidence:{piece.pk}.sha256", piece.sha256, None] in second["changes"]
    entries, names = of_commitment(field.clerk, row)
    said = [(one.said, one.reason, [(change.field, change.old, change.new) for change in one.changes]) for one in told(field.clerk, entries.order_by("seq"), "zh", about=names)]
    assert said == [
        (f"附上佐证：东城区 {row.text}", "", [(f"{piece.number} 报告.pdf 用于报告期", "", MAY)]),
        (f"取下佐证：东城区 {row.text}", "贴错了", [(f"{piece.number} 报告.pdf 用于报告期", MAY, "")]),
    ]


def test_taken_off_it_stays_and_can_come_again(field: Field, piece: EvidenceRecord) -> None:
    row = field.rows[0]
    attach_all(field.clerk, [piece], [row], MAY)
    assert detach(field.clerk, row, [piece], MAY) == 1
    assert detach(field.clerk, row, [piece], MAY) == 0
    link = EvidenceLinkRecord.objects.get()
    assert link.withdrawn_at is not None
    assert link.withdrawn_by_id == field.clerk.person
    assert attach_all(field.clerk, [piece], [row], MAY) == 1
    assert EvidenceLinkRecord.objects.count() == 2


def test_the_last_period_is_used_again(field: Field, piece: EvidenceRecord) -> None:
    row = field.rows[0]
    for period in ("2026-02", "2026-Q1", "2025-12", "2026-07"):
        attach_all(field.clerk, [field.piece(made.pdf(1, period), f"{period}.pdf")], [row], period)
    assert linking.period_before(row, MAY) == "2026-Q1"
    assert linking.period_before(row, "2026-03") == "2026-02"
    assert linking.period_before(row, "2025-12") == ""
    assert attach_before(field.clerk, row, MAY) == 1
    assert [link.evidence.name for link in standing(row, MAY)] == ["2026-Q1.pdf"]
    with pytest.raises(Refused, match="nothing-before"):
        attach_before(field.clerk, field.rows[1], MAY)


def test_what_cannot_be_attached(field: Field, piece: EvidenceRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    row = field.rows[0]
    for pieces, rows in (([], [row]), ([piece], [])):
        with pytest.raises(Refused, match="nothing-chosen"):
            attach_all(field.clerk, pieces, rows, MAY)
    with pytest.raises(Refused, match="no-period"):
        attach_all(field.clerk, [piece], [row], "2026-13")
    monkeypatch.setattr(linking, "limits", lambda: limits()._replace(row=1, rows=2))
    with pytest.raises(Refused, match="too-many-rows"):
        attach_all(field.clerk, [piece], field.rows, MAY)
    attach_all(field.clerk, [piece], [row], MAY)
    other = field.piece(GOOD["照片.png"])
    with pytest.raises(Refused, match="row-full"):
        attach_all(field.clerk, [other], [field.rows[1], row], MAY)
    assert counts(field.rows, MAY) == {row.pk: 1}, "all or nothing"


def test_withdrawn_it_leaves_every_row_and_keeps_its_file(field: Field, piece: EvidenceRecord) -> None:
    from yibiao.hub.plans import storage  # noqa: PLC0415

    attach_all(field.clerk, [piece], field.rows, MAY)
    for reason, key in ((" ", "reason-needed"), ("长" * 501, "reason-too-long")):
        with pytest.raises(Refused, match=key):
            withdraw(field.clerk, piece, reason=reason)
    withdraw(field.clerk, piece, reason="数据有误")
    piece.refresh_from_db()
    assert (piece.withdrawn_reason, piece.withdrawn_by_id) == ("数据有误", field.clerk.person)
    assert counts(field.rows, MAY) == {}
    assert storage.place(piece.file).exists()
    for again in (lambda: withdraw(field.clerk, piece, reason="又"), lambda: attach_all(field.clerk, [piece], field.rows, MAY)):
        with pytest.raises(Refused, match="withdrawn-already"):
            again()
    assert not of_unit(field.clerk, field.units["east"]).exists()
    assert of_unit(field.clerk, field.units["east"], Wish(stands="withdrawn")).get() == piece


def test_what_serves_a_closed_row_is_not_withdrawn(field: Field, piece: EvidenceRecord) -> None:
    attach_all(field.clerk, [piece], field.rows, MAY)
    CommitmentRecord.objects.filter(pk=field.rows[2].pk).update(closed_at=now())
    with pytest.raises(Refused, match="serves-closed"):
        withdraw(field.clerk, piece, reason="数据有误")
    assert len(counts(field.rows, MAY)) == 3
    with pytest.raises(Denied):
        attach_all(field.clerk, [piece], field.rows, APRIL)


# --- who may


def test_attaching_is_for_who_fills_in_and_with_their_own_evidence(field: Field, piece: EvidenceRecord) -> None:
    row = field.rows[0]
    west = make_actor(field.units["west"])
    theirs = field.piece(GOOD["照片.png"], actor=west, unit="west")
    for actor, pieces in ((west, [piece]), (west, [theirs]), (field.clerk, [theirs]), (make_actor(field.units["east"], "head"), [piece])):
        with pytest.raises(Denied):
            attach_all(actor, pieces, [row], MAY)
    attach_all(field.clerk, [piece], [row], MAY)
    for actor in (west, make_actor(field.units["science"])):
        with pytest.raises(Denied):
            detach(actor, row, [piece], MAY)
        with pytest.raises(Denied):
            withdraw(actor, piece, reason="不是我的")
    assert counts([row], MAY) == {row.pk: 1}


def test_others_see_what_serves_a_row_that_they_read(field: Field, piece: EvidenceRecord) -> None:
    """The unit's own people and auditors see all; the lead and those above what is attached; others nothing."""
    own = [make_actor(field.units["east"], kind) for kind in ("head", "auditor")]
    readers = [make_actor(field.units["science"]), make_actor(field.units["city"], "head"), make_actor(field.units["office"])]
    strangers = [make_actor(field.units["west"]), make_actor(field.units["east-science"]), make_actor(field.units["city"], "system_admin")]

    def seeing() -> list[bool]:
        return [readable(actor).filter(pk=piece.pk).exists() for actor in (*own, *readers, *strangers)]

    assert seeing() == [True, True, False, False, False, False, False, False]
    attach_all(field.clerk, [piece], field.rows, MAY)
    assert seeing() == [True, True, True, True, True, False, False, False]
    assert readable(readers[0]).filter(pk=piece.pk).count() == 1, "rows stay single"
    for row in field.rows:
        detach(field.clerk, row, [piece], MAY)
    assert seeing() == [True, True, False, False, False, False, False, False]


def test_a_token_needs_its_scope(field: Field, piece: EvidenceRecord) -> None:
    for scopes, sees in (({"read"}, True), ({"values"}, False)):
        assert readable(field.clerk._replace(scopes=frozenset(scopes))).exists() is sees
    with pytest.raises(Denied):
        field.add(GOOD["照片.png"], actor=field.clerk._replace(scopes=frozenset({"read"})))


# --- lists


def test_a_unit_s_evidence_is_found(field: Field, piece: EvidenceRecord) -> None:
    photo, other = field.piece(GOOD["照片.png"], "开工现场.png"), field.piece(GOOD["名录.csv"], "名录.csv")
    attach_all(field.clerk, [photo], field.rows[:1], MAY)
    east = field.units["east"]

    def found(**wish: str) -> list[EvidenceRecord]:
        return list(of_unit(field.clerk, east, Wish(**wish)))

    assert found() == [other, photo, piece]
    assert found(q="现场") == found(q=photo.number) == found(q="2") == [photo]
    assert (found(group="sheets"), found(group="picture"), found(group="text")) == ([other], [photo], [piece])
    assert (found(stands="used"), found(stands="unused")) == ([photo], [other, piece])
    assert found(q="没有的") == []


def test_the_list_of_a_report(field: Field, piece: EvidenceRecord) -> None:
    photo = field.piece(GOOD["照片.png"], "开工现场.png")
    attach_all(field.clerk, [photo, piece], field.rows[:2], MAY)
    attach_all(field.clerk, [photo], field.rows[2:], APRIL)
    listed = evidence_list(field.units["east"], field.plan, MAY)
    assert [one.number for one in listed] == [piece.number, photo.number]
    assert listed[0]._replace(rows=()) == (piece.number, "东城区", "报告.pdf", "pdf", piece.size, piece.sha256[:12], ())
    assert listed[1].rows == (("（一）", "建设平台0", MAY), ("（一）", "建设平台1", MAY))
    with CaptureQueriesContext(connection) as asked:
        evidence_list(field.units["east"], field.plan, MAY)
    few = len(asked)
    for number in range(5):
        attach_all(field.clerk, [field.piece(made.pdf(1, str(number)), f"{number}.pdf")], field.rows, MAY)
    with CaptureQueriesContext(connection) as asked:
        assert len(evidence_list(field.units["east"], field.plan, MAY)) == 7
    assert len(asked) == few == 1


def test_numbers_of_another_unit_carry_its_name(field: Field, piece: EvidenceRecord) -> None:
    assert reading.printed_number(piece, field.units["east"].pk) == piece.number
    assert reading.printed_number(piece, field.units["west"].pk) == f"东城区{piece.number}"


def test_values_and_evidence_are_apart(field: Field, piece: EvidenceRecord) -> None:
    """Attaching changes no value: what somebody typed under 佐证编号 stays beside the numbers."""
    attach_all(field.clerk, [piece], field.rows, MAY)
    assert not ValueRecord.objects.exists()
