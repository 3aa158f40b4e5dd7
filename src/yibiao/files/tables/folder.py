"""The folder that tables are written to: all files or none, and nothing that somebody has filled in is lost.

A hidden list keeps the digests of every file as it was written. A file that differs from them was changed by
somebody, most likely filled in, and is not overwritten unasked. The list is written before the files move, with
their old digests beside the new: a run that is killed on the way leaves files it will know again.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

LIST = ".yibiao-tables.json"
_FORMAT = "yibiao-tables/1"


class TableFolder:
    """A folder being written: files are put aside first, and `keep` moves them to their places."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = _read_list(folder / LIST)
        self._digests: dict[str, str] = {}
        self._aside: Path | None = None

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._aside = Path(tempfile.mkdtemp(prefix=".yibiao-", dir=self._folder))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._aside is not None:
            shutil.rmtree(self._aside, ignore_errors=True)

    def changed(self, names: Iterable[str]) -> list[str]:
        """Return those of the files `names` that are there and are not as this program wrote them."""
        found = []
        for name in names:
            path = self._folder / name
            if path.is_file() and _digest(path.read_bytes()) not in self._known.get(name, ()):
                found.append(name)
        return found

    def put(self, name: str, data: bytes) -> None:
        """Put one file aside; `name` is its path below the folder, with ``/``."""
        path = self._staged(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._digests[name] = _digest(data)

    def keep(self) -> None:
        """Move every file to its place."""
        made = {name: [digest] for name, digest in self._digests.items()}
        either = {name: [*self._known.get(name, ()), *digests] for name, digests in made.items()}
        self._write_list({**self._known, **either})
        for name in made:
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._staged(name), path)
        self._write_list({**self._known, **made})

    def _staged(self, name: str) -> Path:
        if self._aside is None:
            raise ValueError("the folder is not being written")
        return self._aside / name

    def _write_list(self, files: dict[str, list[str]]) -> None:
        listed = {"format": _FORMAT, "files": files}
        staged = self._staged(LIST)
        staged.write_text(json.dumps(listed, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        os.replace(staged, self._folder / LIST)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_list(path: Path) -> dict[str, list[str]]:
    """Return the digests of an earlier run; a list that can't be read knows nothing, so nothing is overwritten."""
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {str(name): list(map(str, digests)) for name, digests in files.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
