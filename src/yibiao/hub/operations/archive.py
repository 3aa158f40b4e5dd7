"""The file of a backup: a zip with one file of lines for each table, the heads, and what was uploaded.

``manifest.json`` is written last: what there is, how much, and the SHA-256 of each part. A file without it is
cut off; a part that differs from it was altered. Whoever could alter both still can't alter the log: its root
is compared with the signed heads.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from yibiao.files.errors import UnusableInput

FORMAT = "yibiao-backup/1"
MANIFEST = "manifest.json"
HEADS = "heads.jsonl"
_CHUNK = 2**20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError)
_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class ArchiveWriter:
    """Writes the parts one after the other; nothing is read back, nothing held in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        # The quickest level: a backup runs beside a server that people wait for.
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.digests: dict[str, str] = {}

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a part."""
        digest = hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as part:
            for chunk in chunks:
                digest.update(chunk)
                part.write(chunk)
        self.digests[name] = digest.hexdigest()

    def put_rows(self, name: str, rows: Iterable[tuple[Any, ...]]) -> int:
        """Write rows as lines; return how many."""
        counted = 0

        def chunks() -> Iterator[bytes]:
            nonlocal counted
            lines: list[str] = []
            for row in rows:
                lines.append(_line(row))
                if len(lines) == 1000:
                    counted += 1000
                    yield ("\n".join(lines) + "\n").encode()
                    lines = []
            counted += len(lines)
            if lines:
                yield ("\n".join(lines) + "\n").encode()

        self.put(name, chunks())
        return counted

    def close(self, manifest: dict[str, Any]) -> None:
        """Write what there is, and end the file."""
        told = {"format": FORMAT, **manifest, "parts": self.digests}
        self._zip.writestr(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))
        self._zip.close()

    def abandon(self) -> None:
        """Let go of a file that will not be whole."""
        with suppress(OSError, ValueError):
            self._zip.close()


class ArchiveReader:
    """Reads the parts of a backup; every fault is an `UnusableInput` of one line."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
            found = self.manifest["format"]
            self.parts: dict[str, str] = dict(self.manifest["parts"])
        except _BROKEN as error:
            raise UnusableInput("backup.unreadable", self.name) from error
        if found != FORMAT:
            raise UnusableInput("backup.other-format", self.name, found=found, expected=FORMAT)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def check(self) -> None:
        """Read every part once and compare it with the manifest; raise where one is missing, altered or added."""
        names = self._zip.namelist()
        if sorted(names) != sorted([*self.parts, MANIFEST]):
            strange = sorted(set(names) ^ {*self.parts, MANIFEST}) or [name for name in names if names.count(name) > 1]
            raise UnusableInput("backup.parts", self.name, found=", ".join(strange[:3]))
        for name, expected in self.parts.items():
            digest = hashlib.sha256()
            for chunk in self.chunks(name):
                digest.update(chunk)
            if digest.hexdigest() != expected:
                raise UnusableInput("backup.altered", self.name, part=name)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part."""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise UnusableInput("backup.altered", self.name, part=name) from error

    def rows(self, name: str, width: int) -> Iterator[list[Any]]:
        """Yield the rows of a part, each of `width` columns."""
        try:
            with self._zip.open(name) as part:
                for line in io.BufferedReader(cast(io.RawIOBase, part), _CHUNK):
                    row = json.loads(line)
                    if type(row) is not list or len(row) != width:
                        raise ValueError("not a row")
                    yield row
        except _BROKEN as error:
            raise UnusableInput("backup.altered", self.name, part=name) from error
