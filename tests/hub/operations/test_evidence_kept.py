"""Evidence is in a backup, each file once, and opens again in the hub it is restored to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evidence_field import make_field
from made_evidence import GOOD
from made_hub import make_actor
from yibiao.hub.evidence.linking import attach_all
from yibiao.hub.operations.backup import backup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path / "home"
    for name in ("files", "heads", "keys"):
        setattr(settings, name.upper(), settings.HOME / name)
        getattr(settings, name.upper()).mkdir(parents=True)
    return Path(settings.HOME)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_evidence_comes_back_with_its_files(kind: str, home: Path, tmp_path: Path, other_hub: Callable[[str], Any]) -> None:
    field = make_field()
    piece = field.piece(GOOD["报告.pdf"], "报告.pdf")
    field.piece(GOOD["报告.pdf"], "西.pdf", actor=make_actor(field.units["west"]), unit="west")
    stub = field.piece(GOOD["照片.png"], "机密.png")
    attach_all(field.clerk, [piece, stub], field.rows, "2026-05")
    path = tmp_path / "backup.zip"
    made = backup(path, with_keys=True)
    assert (made.files, made.missing) == (1, ())
    other = other_hub(kind)
    done = other.run("hub", "restore", str(path))
    assert done.returncode == 0, done.stderr
    assert (other.home / "files" / piece.file).read_bytes() == GOOD["报告.pdf"]
    said = other.python(
        "from yibiao.hub.evidence.models import EvidenceRecord, EvidenceLinkRecord\n"
        "from yibiao.hub.evidence.previews import shown\n"
        "rows = EvidenceRecord.objects.order_by('pk')\n"
        "print([(row.number, row.kind, row.sha256) for row in rows], EvidenceLinkRecord.objects.count())\n"
        "made = shown(rows[0])\n"
        "print(made.total, made.fault)\n"
    )
    digest = piece.sha256
    year = piece.year
    assert said.splitlines() == [
        f"{[(f'佐{year}-0001', 'pdf', digest), (f'佐{year}-0001', 'pdf', digest), (f'佐{year}-0002', 'stub', '')]} 6",
        "2 None",
    ]
