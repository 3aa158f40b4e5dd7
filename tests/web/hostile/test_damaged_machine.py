"""A machine whose files are damaged, whose disk is full, whose database is away: nothing is half done, and it is said."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.test import Client

from made_site import OPERATOR, make_site
from yibiao.hub.audit import anchor
from yibiao.hub.audit.keys import _loaded
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.orgs.people import edit_person
from yibiao.hub.plans import storage
from yibiao.hub.plans.queries import PlanRecord

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heads(tmp_path: Path, settings: Any) -> Path:
    settings.HEADS, settings.KEYS = tmp_path / "heads", tmp_path / "keys"
    return anchor.heads_file()


@pytest.fixture
def person(heads: Path) -> PersonRecord:
    made = PersonRecord.objects.create_person("somebody", "某人")
    edit_person(OPERATOR, made, name="张三")
    assert heads.read_text().count("\n") == 1
    return made


def damage_by_garbage(heads: Path) -> None:
    heads.write_bytes(heads.read_bytes() + b"garbage\n")


def damage_by_a_folder(heads: Path) -> None:
    heads.unlink()
    heads.mkdir()


def damage_by_other_json(heads: Path) -> None:
    heads.write_bytes(heads.read_bytes() + b'{"a":1}\n')


def damage_by_a_lost_key(heads: Path) -> None:
    for key in (heads.parents[1] / "keys").glob("*.key"):
        key.unlink()
    _loaded.cache_clear()


@pytest.mark.parametrize("damage", [damage_by_garbage, damage_by_a_folder, damage_by_other_json, damage_by_a_lost_key])
def test_where_no_head_can_be_written_nothing_changes(person: PersonRecord, heads: Path, damage: Any) -> None:
    assert Client().get("/readyz").status_code == 200
    damage(heads)
    entries = EntryRecord.objects.count()
    with pytest.raises(Exception):  # noqa: B017, PT011  whatever is wrong with the file
        edit_person(OPERATOR, person, name="李四")
    assert PersonRecord.objects.get(pk=person.pk).name == "张三"
    assert EntryRecord.objects.count() == entries
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no heads"})


def test_half_a_line_that_a_crash_left_is_no_damage(person: PersonRecord, heads: Path) -> None:
    heads.write_bytes(heads.read_bytes() + b'{"log":"yibiao')
    edit_person(OPERATOR, person, name="李四")
    assert [json.loads(line)["number"] for line in heads.read_text().splitlines()] == [0, 1]


def test_a_full_disk_keeps_no_half_of_a_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:
    settings.FILES = tmp_path / "files"

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.keep(b"x" * 1000)
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
@pytest.mark.parametrize("address", ["/plans/", "/api/v1/plans"])
def test_a_database_that_is_away_is_worth_asking_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception, address: str
) -> None:
    client = make_site(10).client("diaodu", raise_request_exception=False)

    def away(*_args: Any, **_more: Any) -> Any:
        raise error

    monkeypatch.setattr(PlanRecord.objects, "get_queryset", away)
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert str(error) not in answer.content.decode()
    assert settings.DEBUG is False


def test_an_error_of_the_program_shows_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    client = make_site(10).client("diaodu", raise_request_exception=False)

    def broken(*_args: Any, **_more: Any) -> Any:
        raise RuntimeError("a secret of " + settings.SECRET_KEY)

    monkeypatch.setattr(PlanRecord.objects, "get_queryset", broken)
    for address in ("/plans/", "/api/v1/plans"):
        answer = client.get(address)
        text = answer.content.decode()
        assert answer.status_code == 500
        assert not any(word in text for word in ("Traceback", "RuntimeError", settings.SECRET_KEY, ".py", "SELECT"))
