"""Valid files broken as transfer, editing and malice break them; the seed decides everything."""

import io
import random
import zipfile
from collections.abc import Callable

from made_files import rezipped

MOST_BYTES = 2_000_000


def mutated(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Return `data` after one to four mutations; a zip is half of the time broken inside its parts."""
    if data[:2] == b"PK" and rng.random() < 0.5:
        return _inside_zip(rng, data, others)
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(_MUTATIONS)(rng, data, others)
    return data[:MOST_BYTES]


def _flip(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 16)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    start, end = _range(rng, data)
    return data[:start] if rng.random() < 0.5 else data[:start] + data[end:]


def _double(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    start, end = _range(rng, data)
    times = rng.choice((2, 3, 50))
    return data[:start] + data[start:end][: MOST_BYTES // times] * times + data[end:]


def _splice(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    other = rng.choice(others)
    start, end = _range(rng, other)
    at = rng.randint(0, len(data))
    return data[:at] + other[start:end] + data[at:]


def _tokens(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(_TOKENS) * rng.choice((1, 3, 1000)) + data[at:]


def _inside_zip(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Return the zip with one part mutated or dropped, and sound checksums."""
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    broken = rng.choice([name for name in names if name.endswith(("document.xml", ".rels"))] or names)

    def change(name: str, part: bytes) -> bytes | None:
        if name != broken:
            return part
        return rng.choice(_MUTATIONS)(rng, part, others) if rng.random() < 0.9 else None

    return rezipped(data, change)


def _range(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.choice((1, 4, 64, 1024, 65536)))


_MUTATIONS: list[Callable[[random.Random, bytes, list[bytes]], bytes]] = [
    _flip,
    _cut,
    _double,
    _splice,
    _tokens,
]
_TOKENS = [
    *(
        word.encode()
        for word in ("（牵头单位：", "一、", "1.", "（一）", "分别", "以上", "２０００家", "区(qū)", "〔〔")
    ),
    *(b"<table><tr><td>", b"<div>", b"</p>", b"&#x10FFFF;", b"&#0;", b"<!--", b"]]>", b"<![CDATA[", b"<w:p>"),
    *(
        b"<w:tbl><w:tr><w:tc>",
        b"obj",
        b"endobj",
        b"stream\n",
        b"/Kids [1 0 R]",
        b"xref",
        b"\x00",
        b"\xff\xfe",
    ),
    *(b"9" * 40, b"(" * 40, b"\xa1\xa1", b"\r", b"\xe2\x80\x8b"),
]
