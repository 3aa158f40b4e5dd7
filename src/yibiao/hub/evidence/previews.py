"""What is shown of evidence, made in a child process when it is first asked for and kept beside the files.

Previews are no data of their own: they are made anew from the files, and no backup holds them.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from yibiao.core.evidence.limits import excerpt, kinds
from yibiao.files.errors import UnusableInput
from yibiao.files.evidence.previews import Preview, preview_job
from yibiao.files.sandbox import run_limited
from yibiao.hub.evidence.models import EvidenceRecord
from yibiao.hub.plans import storage

_SECONDS = 20.0
_MEMORY = 2**30
# Previews made by an older version are left where they are.
_VERSION = 1
_TYPES = {"image/png": "png", "image/jpeg": "jpg"}
# What may be otherwise next time: a program that was installed meanwhile, a machine that is less busy.
_PASSING = ("errors.needs-libreoffice", "errors.crashed", "errors.time-limit", "errors.memory-limit")


class Shown(NamedTuple):
    """What is shown of a piece: pages `first` to `last` of `total` as pictures of those `sizes`, or text and tables; or the `fault`.

    `more` says that there is more in the file than is shown.
    """

    kind: str
    total: int = 0
    first: int = 1
    last: int = 0
    sizes: tuple[tuple[int, int], ...] = ()
    blocks: tuple[Any, ...] = ()
    sheets: tuple[Any, ...] = ()
    more: bool = False
    fault: UnusableInput | None = None


class Picture(NamedTuple):
    """A page as a picture: where it lies, and its media type."""

    path: Path
    media_type: str


def shown(piece: EvidenceRecord, page: int = 1) -> Shown:
    """Return what is shown of a file; of one with pages, the batch that holds `page` (from 1). `FileNotFoundError` where it is gone."""
    if not storage.place(piece.file).exists():
        raise FileNotFoundError(piece.file)
    how = kinds()[piece.kind].shown
    first = (max(page, 1) - 1) // excerpt().batch * excerpt().batch + 1
    try:
        told = _kept(piece, first)
    except UnusableInput as fault:
        return Shown(how, fault=fault)
    if told["total"] and first > told["total"]:
        return shown(piece, told["total"])
    last = min(told["total"], first + excerpt().batch - 1)
    sizes = tuple((width, height) for _, width, height in told["pictures"])
    return Shown(how, told["total"], first, last, sizes, tuple(told["blocks"]), tuple(told["sheets"]), told["more"])


def picture(piece: EvidenceRecord, page: int) -> Picture:
    """Return a page of a file as a picture; `FileNotFoundError` where there is none, `UnusableInput` where none can be made."""
    if piece.kind not in kinds() or kinds()[piece.kind].shown not in ("picture", "pages") or page < 1:
        raise FileNotFoundError(page)
    first = (page - 1) // excerpt().batch * excerpt().batch + 1
    made = _kept(piece, first)["pictures"]
    if page - first >= len(made):
        raise FileNotFoundError(page)
    media = made[page - first][0]
    return Picture(_folder(piece) / f"{page}.{_TYPES[media]}", media)


def _folder(piece: EvidenceRecord) -> Path:
    return Path(settings.HOME) / "previews" / piece.sha256[:2] / f"{piece.sha256}-{_VERSION}"


def _kept(piece: EvidenceRecord, first: int) -> dict[str, Any]:
    """Return what was noted of a batch when it was made; make it where it wasn't."""
    note = _folder(piece) / f"from-{first}.json"
    try:
        told: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        told = _make(piece, first, note)
    if "fault" in told:
        raise UnusableInput(told["fault"], piece.name, **told["slots"])
    return told


def _make(piece: EvidenceRecord, first: int, note: Path) -> dict[str, Any]:
    data = storage.place(piece.file).read_bytes()
    try:
        made: Preview = run_limited(
            preview_job, data, piece.kind, piece.name, first, name=piece.name, seconds=_SECONDS, memory=_MEMORY
        )
    except UnusableInput as fault:
        told: dict[str, Any] = {"fault": fault.key, "slots": fault.args_}
        if fault.key not in _PASSING:
            _write(note, json.dumps(told, ensure_ascii=False).encode())
        return told
    for at, drawn in enumerate(made.pictures, start=first):
        _write(note.parent / f"{at}.{_TYPES[drawn.media_type]}", drawn.data)
    told = {
        "total": made.total,
        "pictures": [drawn[1:] for drawn in made.pictures],
        "blocks": made.blocks,
        "sheets": made.sheets,
        "more": made.more,
    }
    _write(note, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))  # last: what it names is there
    return told


def _write(path: Path, data: bytes) -> None:
    """Put a file into its place whole: two who look at the same piece at once do no harm to each other."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)
    os.replace(made, path)
