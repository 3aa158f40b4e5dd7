"""Evidence brought in: numbered, stored once, refused with nothing kept."""

import hashlib
import json
from typing import Any

import pytest

import made_evidence as made
from evidence_field import Field
from made_drafts import everything_stored, kept_files
from made_evidence import GOOD, HOSTILE
from made_hub import make_actor
from yibiao.core.evidence.limits import limits
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.evidence import adding, linking
from yibiao.hub.evidence.adding import Given, add_files, add_link, add_record
from yibiao.hub.evidence.models import STUB, EvidenceRecord
from yibiao.hub.plans import storage
from yibiao.hub.plans.models import DocumentRecord

PICTURE = GOOD["照片.png"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Any, settings: Any) -> None:
    settings.FILES = tmp_path


def test_a_file_gets_a_number_and_stays_as_it_came(field: Field) -> None:
    added = field.add(PICTURE, "../现场/开工照片.png")
    piece = added.row
    assert piece is not None
    assert (piece.unit, piece.serial, piece.name, piece.kind, piece.size) == (field.units["east"], 1, "开工照片.png", "png", len(PICTURE))
    assert piece.number == f"佐{piece.year}-0001"
    assert piece.sha256 == hashlib.sha256(PICTURE).hexdigest()
    assert storage.place(piece.file).read_bytes() == PICTURE
    assert field.piece(GOOD["报告.pdf"], "报告.pdf").serial == 2
    assert field.piece(GOOD["名录.csv"], "名录.csv", actor=make_actor(field.units["west"]), unit="west").serial == 1


def test_the_entry_holds_the_digest(field: Field) -> None:
    piece = field.piece(PICTURE)
    entry = json.loads(EntryRecord.objects.get(action="evidence.add").line)
    assert entry["object"] == f"evidence:{piece.pk}"
    assert ["sha256", None, piece.sha256] in entry["changes"]


def test_the_same_file_is_stored_once(field: Field) -> None:
    first = field.piece(PICTURE)
    again = field.add(PICTURE, "另一个名字.png")
    assert (again.row, again.known) == (first, True)
    west = field.add(PICTURE, "西.png", actor=make_actor(field.units["west"]), unit="west")
    assert west.row is not None
    assert (west.known, west.row.number, west.row.file) == (False, first.number, first.file)
    assert len(kept_files()) == 1
    assert EntryRecord.objects.filter(action="evidence.add").count() == 2


def test_two_who_bring_the_same_at_once_keep_one_file(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    first = field.piece(PICTURE)
    own = adding._own
    asked: list[Any] = []

    def blind_at_first(*args: Any, **fields: Any) -> Any:
        asked.append(fields)
        return None if len(asked) == 1 else own(*args, **fields)

    monkeypatch.setattr(adding, "_own", blind_at_first)
    assert field.add(PICTURE) == adding.Added("照片.png", first, known=True)
    assert len(kept_files()) == 1
    assert EntryRecord.objects.filter(action="evidence.add").count() == 1


def test_a_withdrawn_file_may_come_again(field: Field) -> None:
    first = field.piece(PICTURE)
    linking.withdraw(field.clerk, first, reason="传错了")
    again = field.add(PICTURE)
    assert again.row is not None
    assert (again.known, again.row.serial, again.row.file) == (False, 2, first.file)
    assert len(kept_files()) == 1


def test_a_name_that_lies_is_corrected_and_said(field: Field) -> None:
    added = field.add(GOOD["照片.jpeg"], "照片.png")
    assert added.row is not None
    assert (added.renamed, added.row.name) == ("照片.png", "照片.jpg")
    assert field.add(GOOD["照片.gif"], "动图.gif").renamed == ""


def test_one_that_is_refused_costs_the_others_nothing(field: Field) -> None:
    names = ["报告.pdf", "断.pdf", "压缩.zip", "名录.xlsx"]
    given = [Given(name, GOOD.get(name) or HOSTILE[name][0]) for name in names]
    found = add_files(field.clerk, field.units["east"], given)
    assert [one.fault.key if one.fault else "" for one in found] == ["", "errors.truncated", "evidence.not-taken-archive", ""]
    assert EvidenceRecord.objects.count() == len(kept_files()) == 2


def test_nothing_too_much_or_too_large(field: Field) -> None:
    for count, key in ((0, "evidence.nothing-given"), (limits().files + 1, "evidence.too-many-files")):
        with pytest.raises(Refused, match=key):
            add_files(field.clerk, field.units["east"], [Given("a.png", PICTURE)] * count)
    large = field.add(b"\x89PNG\r\n\x1a\n" + bytes(limits().file))
    assert large.fault is not None
    assert large.fault.key == "evidence.too-large"
    assert kept_files() == []


@pytest.mark.parametrize(("name", "data"), [("青铜峡谷（机密）.png", PICTURE), ("青铜峡谷.docx", made.word("机密★一年", "青铜峡谷工程"))])
def test_a_mark_of_secrecy_leaves_a_stub_and_nothing_else(field: Field, name: str, data: bytes) -> None:
    piece = field.piece(data, name)
    assert (piece.kind, piece.name, piece.sha256, piece.file, piece.size, piece.serial) == (STUB, "", "", "", 0, 1)
    assert piece.reason["slots"] == {"level": "机密"}
    assert kept_files() == []
    stored = everything_stored()
    assert "青铜" not in stored
    assert hashlib.sha256(data).hexdigest() not in stored


def test_a_failed_write_leaves_no_file(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(adding, "_made", broken)
    with pytest.raises(RuntimeError):
        field.add(PICTURE)
    assert kept_files() == []


def test_the_sweep_leaves_evidence_alone(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    piece = field.piece(PICTURE)
    lost = storage.keep(b"left by an upload that was cut off")
    monkeypatch.setattr(storage, "_ORPHANED", -10.0)
    assert storage.sweep() == 1
    assert storage.place(piece.file).exists()
    assert not storage.place(lost).exists()


@pytest.mark.parametrize("kind", ["head", "deputy", "auditor", "leader", "system_admin"])
def test_only_who_fills_in_brings_evidence(field: Field, kind: str) -> None:
    actor = make_actor(field.units["east"], kind)
    with pytest.raises(Denied):
        field.add(PICTURE, actor=actor)
    with pytest.raises(Denied):
        add_link(actor, field.units["east"], "https://example.org", "公告")
    with pytest.raises(Denied):
        field.add(PICTURE, unit="west")
    assert kept_files() == []


def test_an_address_is_one_piece_with_a_title(field: Field) -> None:
    east = field.units["east"]
    first = add_link(field.clerk, east, " https://example.org/公告 ", "  验收  公告 ")
    assert first.row is not None
    assert (first.row.title, first.row.target, first.row.kind) == ("验收 公告", "https://example.org/公告", "link")
    assert add_link(field.clerk, east, "https://example.org/公告", "又一次").known
    for address, title, key in (
        ("http://example.org", "公告", "no-address"),
        ("javascript:alert(1)", "公告", "no-address"),
        ("https://example.org", " ", "title-needed"),
        ("https://example.org", "长" * 201, "title-too-long"),
    ):
        with pytest.raises(Refused, match=f"evidence.{key}"):
            add_link(field.clerk, east, address, title)


def test_a_record_must_be_seen_by_who_names_it(field: Field) -> None:
    east = field.units["east"]
    row = field.rows[0]
    assert add_record(field.clerk, east, f"commitment:{row.pk}.2026-03").row is not None
    assert add_record(field.clerk, east, f"commitment:{row.pk}.2026-03").known
    hidden = DocumentRecord.objects.create(name="b.txt", unit=field.units["office"], at=row.plan.at)
    for mark in (f"commitment:{row.pk}", f"commitment:{row.pk}.x", f"document:{hidden.pk}", "entry:0", "person:1", "", "document:" + "9" * 15):
        with pytest.raises(Refused, match=r"evidence\.no-record"):
            add_record(field.clerk, east, mark)
    auditor = make_actor(field.units["east"], "auditor")
    with pytest.raises(Denied):
        add_record(auditor, east, "entry:0")
