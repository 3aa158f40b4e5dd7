"""The index of the library is no part of a backup: it is made anew, by the command or by whoever ticks."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from library_documents import kept
from made_hub import make_city
from yibiao.core.search.query import read_query
from yibiao.hub.access.actors import SYSTEM, command
from yibiao.hub.jobs.ticking import tick
from yibiao.hub.library.indexing import forget
from yibiao.hub.library.searching import ranking
from yibiao.hub.operations.backup import backup
from yibiao.hub.orgs.units import edit_unit
from yibiao.hub.plans.models import DocumentRecord

pytestmark = pytest.mark.django_db(transaction=True)
RANK = "from yibiao.hub.library.searching import ranking\nfrom yibiao.hub.access.actors import SYSTEM\nprint(ranking(SYSTEM, ('成果',)))"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_library_is_indexed_anew(kind: str, tmp_path: Path, other_hub: Callable[[str], Any], settings: Any) -> None:
    settings.HOME = tmp_path / "home"
    for name in ("files", "heads", "keys"):
        setattr(settings, name.upper(), settings.HOME / name)
        getattr(settings, name.upper()).mkdir(parents=True)
    office = make_city()["office"]
    edit_unit(command("test"), office, name="市府办")  # the log has an entry, and so a signed head
    for text in ("成果一次", "成果成果成果", "没有"):
        kept(office, text)
    before = ranking(SYSTEM, ("成果",))
    assert len(before) == 2
    path = tmp_path / "backup.zip"
    backup(path, with_keys=True)
    with zipfile.ZipFile(path) as archive:
        tables = json.loads(archive.read("manifest.json"))["tables"]
    assert "hub_documentrecord" in tables
    assert not {"hub_indexedrecord", "hub_pairrecord"} & set(tables)
    other = other_hub(kind)
    done = other.run("hub", "restore", str(path))
    assert done.returncode == 0, done.stderr
    assert other.python(RANK) == "[]"
    assert other.run("hub", "index").stdout.strip() == "3 documents indexed"
    assert other.python(RANK) == str(before)
    assert other.run("hub", "index").stdout.strip() == "0 documents indexed"


def test_whoever_ticks_indexes_what_is_missing() -> None:
    office = make_city()["office"]
    documents = [kept(office, "成果一次"), kept(office, "成果成果成果")]
    for document in documents:
        forget(document)
    assert ranking(SYSTEM, read_query("成果").terms) == []
    tick()
    assert set(ranking(SYSTEM, read_query("成果").terms)) == {one.pk for one in DocumentRecord.objects.all()}
