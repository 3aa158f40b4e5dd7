"""One consistent picture of everything, and back into either kind of database."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from made_values import Office, cells, make_city
from yibiao.files.errors import UnusableInput
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.audit import anchor
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.audit.personal import seal
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.saving import save_values, writer
from yibiao.hub.operations.backup import Made, backup, dump
from yibiao.hub.operations.restore import restore
from yibiao.hub.outbox.models import WebhookRecord
from yibiao.hub.plans.models import DocumentRecord

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ("sqlite", "postgresql")


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.HOME = tmp_path / "home"
    for name in ("files", "heads", "keys"):
        setattr(settings, name.upper(), settings.HOME / name)
        getattr(settings, name.upper()).mkdir(parents=True)
    yield settings.HOME
    writer.stop()


@pytest.fixture
def city(home: Path) -> list[Office]:
    """A city with values, a document with its file, a webhook, personal data, and whatever is awkward to carry."""
    city = make_city(offices=2, rows=3)
    for number, value in enumerate(["0", '“引号"\\反斜杠\t制表', "", "NULL", "\\N", "𠮷😀"]):
        asked = [
            {"commitment": pk, "field": "progress", "value": value, "edition": 0} for pk in city[0].commitments
        ]
        save_values(SYSTEM, city[0].unit, f"2026-{number + 1:02}", asked, f"key-0000000{number}")
    (home / "files" / "ab").mkdir()
    (home / "files" / "ab" / "abcd").write_bytes(b"\x00\xff document")
    DocumentRecord.objects.update(file="ab/abcd", reason={"key": "k", "slots": {"n": 1.5, "中": None}})
    WebhookRecord.objects.create(name="w", url="https://example.org", secret="hush", made_at=now().replace(microsecond=0))
    seal("王某", city[0].clerk.pk)
    return city


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return dict(json.loads(archive.read("manifest.json"))["parts"])


def made(tmp_path: Path, **options: Any) -> tuple[Path, Made]:
    path = tmp_path / "backup.zip"
    return path, backup(path, **options)


def altered(path: Path, change: Callable[[dict[str, bytes]], None], *, manifest_too: bool = False) -> Path:
    """Return a copy of a backup whose parts were changed, with a manifest that fits if `manifest_too`."""
    with zipfile.ZipFile(path) as archive:
        there = {name: archive.read(name) for name in archive.namelist()}
    change(there)
    if manifest_too:
        manifest = json.loads(there["manifest.json"])
        manifest["parts"] = {
            name: hashlib.sha256(data).hexdigest() for name, data in there.items() if name != "manifest.json"
        }
        there["manifest.json"] = json.dumps(manifest).encode()
    copy = path.with_name("altered.zip")
    with zipfile.ZipFile(copy, "w") as archive:
        for name, data in there.items():
            archive.writestr(name, data)
    return copy


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_restored_is_what_was_backed_up(
    kind: str, city: list[Office], tmp_path: Path, other_hub: Callable[[str], Any]
) -> None:
    path, told = made(tmp_path, with_keys=True)
    other = other_hub(kind)
    done = other.run("hub", "restore", str(path))
    assert done.returncode == 0, done.stderr
    assert told.root in done.stdout
    assert (other.home / "files" / "ab" / "abcd").read_bytes() == b"\x00\xff document"
    again = other.run("hub", "backup", str(tmp_path / "again.zip"), "--with-keys")
    assert again.returncode == 0, again.stderr
    before, after = parts(path), parts(tmp_path / "again.zip")
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} <= {"secret-key"}
    assert told.entries == EntryRecord.objects.count() == 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_restored_hub_goes_on(
    kind: str, city: list[Office], tmp_path: Path, other_hub: Callable[[str], Any]
) -> None:
    path, told = made(tmp_path, with_keys=True)
    other = other_hub(kind)
    assert other.run("hub", "restore", str(path)).returncode == 0
    pk = city[1].commitments[0]
    said = other.python(
        "from django.db import connection, DatabaseError\n"
        "from yibiao.hub.access.actors import SYSTEM\n"
        "from yibiao.hub.commitments.saving import save_values\n"
        "from yibiao.hub.audit.anchor import heads_file\n"
        "from yibiao.core.audit.heads import parse\n"
        f"cells = [{{'commitment': {pk}, 'field': 'total', 'value': '1', 'edition': 0}}]\n"
        f"print(save_values(SYSTEM, '{city[1].unit.code}', '2026-01', cells, 'key-99999999').editions)\n"
        "print(parse(heads_file().read_bytes().splitlines()[-1]).size)\n"
        "for change in ('UPDATE hub_entryrecord SET actor = 1', 'DELETE FROM hub_planversionrecord',"
        " 'DELETE FROM hub_entryrecord'):\n"
        "    try:\n"
        "        print(connection.cursor().execute(change) and change)\n"
        "    except DatabaseError as error:\n"
        "        print('written once' in str(error))\n"
    ).split("\n")
    assert said[:2] == ["(1,)", str(told.entries + 1)]
    assert said[2] == said[4] == "True"


def test_secrets_stay_unless_asked_for(city: list[Office], tmp_path: Path) -> None:
    path, told = made(tmp_path)
    assert not told.keys
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        webhooks = archive.read("tables/hub_webhookrecord.jsonl").decode()
    assert [name for name in names if name.startswith(("keys/", "secret"))] == ["keys/first.pub"]
    assert "hush" not in webhooks
    _, told = made(tmp_path, with_keys=True)
    assert told.keys
    with zipfile.ZipFile(path) as archive:
        assert "hush" in archive.read("tables/hub_webhookrecord.jsonl").decode()
        assert sum(name.endswith(".key") for name in archive.namelist()) == 1


def test_without_its_keys_the_operator_is_told(city: list[Office], tmp_path: Path, other_hub: Callable[[str], Any]) -> None:
    path, _ = made(tmp_path)
    done = other_hub("sqlite").run("hub", "restore", str(path))
    assert done.returncode == 0
    assert "nothing can be written" in done.stderr


def test_what_is_committed_meanwhile_is_not_in_it(city: list[Office], tmp_path: Path) -> None:
    """A save between two tables of the backup: the picture is of one moment, heads and files included."""
    seen = []

    def save_once(part: str, _done: int, _total: int) -> None:
        if not seen:
            seen.append(part)
            save_values(SYSTEM, city[1].unit, "2026-09", cells(city[1]), "key-meanwhile")

    before = (EntryRecord.objects.count(), ValueRecord.objects.count())
    path, told = made(tmp_path, progress=save_once)
    assert seen
    assert (EntryRecord.objects.count(), ValueRecord.objects.count()) == (before[0] + 1, before[1] + 3)
    assert told.entries == before[0]
    with zipfile.ZipFile(path) as archive:
        assert archive.read("tables/hub_valuerecord.jsonl").count(b"\n") == before[1]
        assert json.loads(archive.read("heads.jsonl").splitlines()[-1])["size"] == before[0]
        log = json.loads(archive.read("tables/hub_logrecord.jsonl"))
        assert before[0] in log


def test_a_missing_file_is_told(city: list[Office], home: Path, tmp_path: Path) -> None:
    (home / "files" / "ab" / "abcd").unlink()
    _, told = made(tmp_path)
    assert told.missing == ("ab/abcd",)


def test_a_backup_that_fails_leaves_nothing(city: list[Office], tmp_path: Path) -> None:
    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made(tmp_path, progress=fail)
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


# --- refused


_COUNT = """
from django.db import connection
from yibiao.hub.models import EntryRecord, UnitRecord
made = "hub_unitrecord" in connection.introspection.table_names()
print(UnitRecord.objects.count() + EntryRecord.objects.count() if made else 0)
"""


def refusal(other: Any, path: Path) -> str:
    done = other.run("hub", "restore", str(path))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    left = [path.name for path in other.home.rglob("*") if path.is_file() and "sqlite" not in path.name]
    assert set(left) <= {"secret-key"}
    assert other.python(_COUNT) == "0"
    return str(done.stderr)


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _flipped(data: bytes) -> bytes:
    middle = data.index(b"hub_valuerecord.jsonl") + 60
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize("damage", [_cut, _flipped, lambda _: b"", lambda _: b"PK nonsense"])
def test_damaged_files_are_refused(
    damage: Callable[[bytes], bytes], city: list[Office], tmp_path: Path, other_hub: Callable[[str], Any]
) -> None:
    path, _ = made(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    said = refusal(other_hub("sqlite"), path)
    assert "no whole backup" in said or "damaged" in said


def _value(there: dict[str, bytes]) -> None:
    there["tables/hub_valuerecord.jsonl"] = there["tables/hub_valuerecord.jsonl"].replace(b'"0"', b'"9"')


def _entry(there: dict[str, bytes]) -> None:
    there["tables/hub_entryrecord.jsonl"] = there["tables/hub_entryrecord.jsonl"].replace(b"value.save", b"value.sage")


def _entry_dropped(there: dict[str, bytes]) -> None:
    lines = there["tables/hub_entryrecord.jsonl"].splitlines(keepends=True)
    there["tables/hub_entryrecord.jsonl"] = b"".join(lines[:-1])
    manifest = json.loads(there["manifest.json"])
    manifest["tables"]["hub_entryrecord"]["rows"] -= 1
    there["manifest.json"] = json.dumps(manifest).encode()


def _head(there: dict[str, bytes]) -> None:
    there["heads.jsonl"] = there["heads.jsonl"].replace(b'"size":5', b'"size":4')


def _row_dropped(there: dict[str, bytes]) -> None:
    there["tables/hub_unitrecord.jsonl"] = there["tables/hub_unitrecord.jsonl"].split(b"\n", 1)[1]


def _no_unit(there: dict[str, bytes]) -> None:
    _row_dropped(there)
    manifest = json.loads(there["manifest.json"])
    manifest["tables"]["hub_unitrecord"]["rows"] -= 1
    there["manifest.json"] = json.dumps(manifest).encode()


def _traversal(there: dict[str, bytes]) -> None:
    there["files/../../outside"] = b"x"


def _column(there: dict[str, bytes]) -> None:
    manifest = json.loads(there["manifest.json"])
    manifest["tables"]["hub_unitrecord"]["columns"].append("strange")
    there["manifest.json"] = json.dumps(manifest).encode()


def _added(there: dict[str, bytes]) -> None:
    there["more.txt"] = b"x"


@pytest.mark.parametrize(
    ("kind", "change", "manifest_too", "said"),
    [
        ("sqlite", _value, False, "tables/hub_valuerecord.jsonl in the backup is damaged"),
        ("sqlite", _added, False, "more.txt"),
        ("sqlite", _entry, True, "does not agree with its signed heads"),
        ("postgresql", _entry, True, "does not agree with its signed heads"),
        ("sqlite", _entry_dropped, True, "does not agree with its signed heads"),
        ("sqlite", _head, True, "does not agree with its signed heads"),
        ("postgresql", _row_dropped, True, "tables/hub_unitrecord.jsonl in the backup is damaged"),
        ("sqlite", _no_unit, True, "do not fit"),
        ("postgresql", _no_unit, True, "do not fit"),
        ("sqlite", _traversal, True, "outside"),
        ("sqlite", _column, False, "other tables (hub_unitrecord)"),
    ],
)
def test_altered_backups_are_refused(
    kind: str,
    change: Callable[[dict[str, bytes]], None],
    manifest_too: bool,
    said: str,
    city: list[Office],
    tmp_path: Path,
    other_hub: Callable[[str], Any],
) -> None:
    path, _ = made(tmp_path)
    assert said in refusal(other_hub(kind), altered(path, change, manifest_too=manifest_too))


@pytest.mark.parametrize("kind", KINDS)
def test_a_used_database_is_left_alone(
    kind: str, city: list[Office], tmp_path: Path, other_hub: Callable[[str], Any]
) -> None:
    path, _ = made(tmp_path)
    other = other_hub(kind)
    assert other.run("hub", "restore", str(path)).returncode == 0
    done = other.run("hub", "restore", str(path))
    assert done.returncode == 2
    assert "not empty" in done.stderr


def test_a_used_data_folder_is_left_alone(city: list[Office], tmp_path: Path, other_hub: Callable[[str], Any]) -> None:
    path, _ = made(tmp_path)
    other = other_hub("sqlite")
    (other.home / "heads").mkdir(parents=True)
    (other.home / "heads" / "heads.jsonl").write_bytes(b"another log\n")
    done = other.run("hub", "restore", str(path))
    assert done.returncode == 2
    assert "already there" in done.stderr


def test_the_database_under_test_refuses_too(city: list[Office], tmp_path: Path) -> None:
    path, _ = made(tmp_path)
    with pytest.raises(UnusableInput, match="不是空的"):
        restore(path)


# --- rows alone


def test_a_dump_moves_the_rows_and_fits_the_heads_that_stay(
    city: list[Office], home: Path, tmp_path: Path, other_hub: Callable[[str], Any]
) -> None:
    told = dump(tmp_path / "rows.zip")
    other = other_hub("postgresql")
    for name in ("heads", "keys"):
        (other.home / name).mkdir(parents=True)
        for path in (home / name).iterdir():
            (other.home / name / path.name).write_bytes(path.read_bytes())
    code = (
        "from pathlib import Path; from yibiao.hub.operations.restore import load\n"
        f"print(load(Path({str(tmp_path / 'rows.zip')!r})))"
    )
    assert told.root in other.python(code)
    done = other_hub("sqlite").run("hub", "restore", str(tmp_path / "rows.zip"))
    assert done.returncode == 2
    assert "rows of the database alone" in done.stderr


def test_a_dump_older_than_the_heads_is_refused(
    city: list[Office], home: Path, tmp_path: Path, other_hub: Callable[[str], Any]
) -> None:
    dump(tmp_path / "rows.zip")
    save_values(SYSTEM, city[1].unit, "2026-09", cells(city[1]), "key-afterwards")
    other = other_hub("sqlite")
    for name in ("heads", "keys"):
        (other.home / name).mkdir(parents=True)
        for path in (home / name).iterdir():
            (other.home / name / path.name).write_bytes(path.read_bytes())
    code = (
        "from pathlib import Path; from yibiao.hub.operations.restore import load\n"
        "from yibiao.files.errors import UnusableInput\n"
        f"try:\n    load(Path({str(tmp_path / 'rows.zip')!r}))\nexcept UnusableInput as error:\n    print(error.line('en'))"
    )
    assert "does not agree" in other.python(code)


def test_the_log_itself_still_refuses_changes(city: list[Office]) -> None:
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM hub_entryrecord")
    assert anchor.anchor() is None
