"""The log of a real database: checked, exported, and every direct change of it found."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from made_hub import make_actor, make_city, make_person
from yibiao.core.audit.merkle import leaf_hash
from yibiao.core.audit.verify import Verdict, verify
from yibiao.files.auditlog.signatures import signature_check
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.access.rights import Denied
from yibiao.hub.audit import anchor, checking, log
from yibiao.hub.audit.exporting import export
from yibiao.hub.audit.keys import first_public
from yibiao.hub.audit.models import EntryRecord, PersonalDatumRecord
from yibiao.hub.audit.personal import erase, seal
from yibiao.hub.clock import now
from yibiao.hub.orgs.people import add_person

pytestmark = pytest.mark.django_db

TAMPERS = 1500


@pytest.fixture(autouse=True)
def own_heads(tmp_path: Path, settings: Any) -> None:
    """Give each test heads and keys of its own."""
    settings.HEADS, settings.KEYS = tmp_path / "heads", tmp_path / "keys"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PATIENCE", 0.0)


def add(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            changes = [("name", None, seal(f"张{number}", None)), ("figure", str(number), str(number + 1))]
            log.append(log.lock(), [log.Draft(now(), "person:1", "value.save", f"plan:{number}", changes)])
        anchor.anchor()


def verdict() -> Verdict:
    with checking.database_log() as source:
        return verify(source.entries, source.heads, source.first_key, signature_check(), source.personal)


def test_an_honest_log_is_intact_through_rotations_and_erasures() -> None:
    add(3)
    anchor.rotate()
    add(2)
    person = make_person(make_city()["east"])
    PersonalDatumRecord.objects.update(person=person)
    assert erase(person) == 5
    found = verdict()
    assert found.intact, found.faults
    assert (found.entries, found.heads, len(found.keys), found.erased) == (5, 6, 2, 5)


def test_an_action_leaves_an_entry_without_the_name_in_it(django_capture_on_commit_callbacks: Any) -> None:
    make_city()
    with django_capture_on_commit_callbacks(execute=True):
        add_person(SYSTEM, "wang.min", "王敏", phone="13900000000")
    line = EntryRecord.objects.get(action="person.create").line
    assert "王敏" not in line
    assert "13900000000" not in line
    found = verdict()
    assert found.intact, found.faults
    assert found.personal == 3


@pytest.mark.django_db(transaction=True)
def test_an_export_is_checked_by_its_own_verifier(tmp_path: Path) -> None:
    make_city()
    add(4)
    export(SYSTEM, tmp_path / "log")
    export(SYSTEM, tmp_path / "log2.zip", personal=True)
    for name, where in (("log", ()), ("log2.zip", (tmp_path / "log2.zip",))):
        command = [sys.executable, "-I", tmp_path / "log" / "verify.py", *where]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (name, done.stdout, done.stderr)


def test_only_those_who_look_after_the_log_export_it(tmp_path: Path) -> None:
    city = make_city()
    add(1)
    with pytest.raises(Denied):
        export(make_actor(city["city"], "system_admin"), tmp_path / "log")
    export(make_actor(city["city"], "audit_admin"), tmp_path / "log")


class Tamper:
    """Direct changes of the tables and of the file of heads, by somebody who may do anything but sign."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.size = EntryRecord.objects.count()

    def run(self, statement: str, *args: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, args)

    def seq(self) -> int:
        return self.chance.randrange(self.size)

    def edit_line(self) -> None:
        self.run("UPDATE hub_entryrecord SET line = REPLACE(line, 'value.save', 'value.keep') WHERE seq = %s", self.seq())

    def edit_line_and_leaf(self) -> None:
        seq = self.seq()
        row = EntryRecord.objects.get(seq=seq)
        line = row.line.replace("person:1", "person:2", 1)
        leaf = leaf_hash(line.encode()).hex()
        self.run("UPDATE hub_entryrecord SET line = %s, leaf = %s, actor = 'person:2' WHERE seq = %s", line, leaf, seq)

    def edit_column(self) -> None:
        column = self.chance.choice(["actor", "unit", "action", "object", "plan"])
        self.run(f"UPDATE hub_entryrecord SET {column} = 'other' WHERE seq = %s", self.seq())

    def edit_moment(self) -> None:
        self.run("UPDATE hub_entryrecord SET at = %s WHERE seq = %s", "2001-02-03 04:05:06+00:00", self.seq())

    def edit_leaf(self) -> None:
        self.run("UPDATE hub_entryrecord SET leaf = %s WHERE seq = %s", "0" * 64, self.seq())

    def delete(self) -> None:
        self.run("DELETE FROM hub_entryrecord WHERE seq = %s", self.seq())

    def delete_and_close_the_gap(self) -> None:
        seq = self.chance.randrange(self.size - 1)
        self.run("DELETE FROM hub_entryrecord WHERE seq = %s", seq)
        for later in range(seq + 1, self.size):
            self.run("UPDATE hub_entryrecord SET seq = %s WHERE seq = %s", later - 1, later)

    def swap(self) -> None:
        one, two = self.chance.sample(range(self.size), 2)
        for old, new in ((one, -1), (two, one), (-1, two)):
            self.run("UPDATE hub_entryrecord SET seq = %s WHERE seq = %s", new, old)

    def cut_tail(self) -> None:
        self.run("DELETE FROM hub_entryrecord WHERE seq >= %s", self.chance.randrange(self.size))

    def cut_tail_and_state(self) -> None:
        size = self.chance.randrange(self.size)
        self.run("DELETE FROM hub_entryrecord WHERE seq >= %s", size)
        self.run("UPDATE hub_logrecord SET size = %s", size)

    def add_behind(self) -> None:
        self.run(
            "INSERT INTO hub_entryrecord (seq, at, actor, unit, action, object, plan, line, leaf)"
            " SELECT %s, at, actor, unit, action, object, plan, line, leaf FROM hub_entryrecord WHERE seq = %s",
            self.size,
            self.seq(),
        )

    def edit_personal(self) -> None:
        digest = self.chance.choice(list(PersonalDatumRecord.objects.values_list("digest", flat=True)))
        self.run("UPDATE hub_personaldatumrecord SET value = '李四' WHERE digest = %s", digest)

    def heads(self) -> list[bytes]:
        return anchor.heads_file().read_bytes().splitlines()

    def write(self, lines: list[bytes]) -> None:
        anchor.heads_file().write_bytes(b"".join(line + b"\n" for line in lines))

    def cut_heads(self) -> None:
        self.write(self.heads()[: self.chance.randrange(self.size)])

    def drop_head(self) -> None:
        lines = self.heads()
        del lines[self.chance.randrange(len(lines) - 1)]
        self.write(lines)

    def swap_heads(self) -> None:
        lines = self.heads()
        one, two = self.chance.sample(range(len(lines)), 2)
        lines[one], lines[two] = lines[two], lines[one]
        self.write(lines)

    def edit_head(self) -> None:
        lines = self.heads()
        at = self.chance.randrange(len(lines))
        place = self.chance.randrange(len(lines[at]))
        flipped = lines[at][place] ^ (1 << self.chance.randrange(7))
        lines[at] = lines[at][:place] + bytes([flipped]) + lines[at][place + 1 :]
        self.write(lines)


KINDS = [name for name in vars(Tamper) if not name.startswith("_") and name not in {"run", "seq", "heads", "write"}]


@pytest.fixture
def unguarded() -> None:
    """Take the triggers away, as somebody with the database's own password can."""
    with connection.cursor() as cursor:
        for event in ("update", "delete"):
            on = " ON hub_entryrecord" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER hub_entryrecord_{event}{on}")


@pytest.mark.usefixtures("unguarded")
def test_every_direct_change_is_found() -> None:
    add(8)
    assert verdict().intact
    chance, kept = random.Random(11), anchor.heads_file().read_bytes()
    missed = []
    for number in range(TAMPERS):
        kind = KINDS[number % len(KINDS)]
        with transaction.atomic():
            getattr(Tamper(chance), kind)()
            if verdict().intact:
                missed.append(kind)
            transaction.set_rollback(True)
        anchor.heads_file().write_bytes(kept)
    assert missed == []
    assert verdict().intact


def test_the_first_key_is_known_to_an_outsider() -> None:
    add(1)
    public = first_public(Path(settings.KEYS))
    assert public is not None
    assert len(public) == 32
