"""The folder that tables are written to: all files or none, and nothing that somebody has filled in is lost.

A hidden list keeps the digest of every file as it was written. A file that differs from it was changed by
somebody, most likely filled in, and is not overwritten unasked.
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
            if path.is_file() and _digest(path.read_bytes()) != self._known.get(name):
                found.append(name)
        return found

    def put(self, name: str, data: bytes) -> None:
        """Put one file aside; `name` is its path below the folder, with ``/``."""
        if self._aside is None:
            raise ValueError("the folder is not being written")
        path = self._aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._digests[name] = _digest(data)

    def keep(self) -> None:
        """Move every file to its place, the list last."""
        if self._aside is None:
            raise ValueError("the folder is not being written")
        for name in self._digests:
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._aside / name, path)
        listed = {"format": _FORMAT, "files": {**self._known, **self._digests}}
        text = json.dumps(listed, ensure_ascii=False, indent=1, sort_keys=True)
        self.put(LIST, text.encode())
        os.replace(self._aside / LIST, self._folder / LIST)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_list(path: Path) -> dict[str, str]:
    """Return the digests of an earlier run; a list that can't be read knows nothing, so that nothing is overwritten."""
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    return {str(name): str(digest) for name, digest in files.items()} if isinstance(files, dict) else {}
