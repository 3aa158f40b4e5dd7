#!/usr/bin/env python3
"""离线核对一表审计日志的导出，只需 Python 3.8 以上。Checks the export of a Yibiao audit log, offline.

    python3 verify.py [FOLDER|ZIP] [--key HEX] [--head FILE] [--every]

退出码 exit codes: 0 完好 intact, 1 已被改动 tampered, 2 无法核对 unusable.
Written a second time from the description of the format (docs/audit.md): a mistake in one of the two shows.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

LOG = "yibiao-audit/1"
ENTRY = "seq at actor acting_for unit action object plan changes reason request".split()
HEAD = "log number size root at key prev kind next_key signature".split()
FILES = ("entries.jsonl", "heads.jsonl", "personal.jsonl", "keys.json")
LARGEST, MOST_BYTES, DEEPEST, MOST_FAULTS = 2**63 - 1, 4 * 2**20, 16, 100

FAULTS = {
    "no-key": ("没有可用于核对的公钥", "there is no public key to check with"),
    "no-heads": ("没有树头，无法证明任何条目", "there is no head, so nothing is proven"),
    "entry-unreadable": ("条目无法读取", "the entry can't be read"),
    "entry-not-canonical": ("条目的写法不规范", "the entry is not in canonical form"),
    "entry-missing": ("缺少条目", "entries are missing"),
    "entry-out-of-order": ("条目重复或次序不对", "the entry stands twice or out of order"),
    "root-differs": ("条目与树头不符，改动在此范围内", "entries and head differ; the change lies in this range"),
    "fewer-entries-than-head": ("条目少于树头所证明的数目", "there are fewer entries than the head proves"),
    "entries-after-last-head": ("末尾的条目没有树头证明", "no head covers the entries at the end"),
    "head-unreadable": ("树头无法读取", "the head can't be read"),
    "head-chain": ("树头与前一个不衔接", "the head does not follow the one before"),
    "head-shrinks": ("树头的条目数比前一个少", "the head covers fewer entries than the one before"),
    "unknown-key": ("树头所用公钥未经交接", "the head names a key that was never handed over to"),
    "head-signature": ("树头的签名不对", "the signature of the head is wrong"),
    "kept-head-missing": ("另外保存的树头不在其中，日志被回退或重写", "a kept head is not there: rolled back or rewritten"),
    "personal-unreadable": ("个人信息无法读取", "the personal datum can't be read"),
    "personal-differs": ("个人信息与摘要不符", "the personal datum differs from its digest"),
    "personal-stray": ("个人信息不属于任何条目，或有重复", "the personal datum belongs to no entry or stands twice"),
}

# --- Ed25519 (RFC 8032, section 5.1). A point is (X, Y, Z, T) with x = X/Z, y = Y/Z and xy = T/Z.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _add(one: Any, two: Any) -> Any:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _point(data: bytes) -> Any:
    """Return the point that 32 bytes stand for, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point(int.to_bytes(4 * pow(5, P - 2, P) % P, 32, "little"))


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature (64 bytes) is that of a message under a public key (32 bytes)."""
    public, s = _point(key), int.from_bytes(signature[32:], "little")
    if public is None or len(key) != 32 or len(signature) != 64 or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    minus = (P - public[0], public[1], 1, P - public[3])
    # s times the base minus h times the key in one go: one doubling and at most one addition for each bit.
    choices, total = (None, BASE, minus, _add(BASE, minus)), (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        total = _add(total, total)
        chosen = choices[(s >> bit & 1) + 2 * (h >> bit & 1)]
        total = _add(total, chosen) if chosen else total
    inverse = pow(total[2], P - 2, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return int.to_bytes(y | (x & 1) << 255, 32, "little") == signature[:32]


# --- Lines. What is not as it should be is a ValueError.


def _need(condition: object) -> None:
    if condition is not True:  # the text of a float never is
        raise ValueError


def _load(line: bytes, names: Iterable[str]) -> dict[str, Any]:
    _need(len(line) <= MOST_BYTES)
    whole: Any = lambda digits: int(digits[:21])  # noqa: E731  longer ones are too large in any case
    value = json.loads(line.decode("utf-8"), parse_int=whole, parse_float=_need, parse_constant=_need)
    _need(type(value) is dict and set(value) == set(names))
    return dict(value)


def _written(value: dict[str, Any], names: Iterable[str]) -> bytes:
    chosen = {name: value[name] for name in names}
    return json.dumps(chosen, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _is_hex(text: Any, digits: int) -> bool:
    return type(text) is str and len(text) == digits and not text.strip("0123456789abcdef")


def _need_common(at: Any, *numbers: Any) -> None:
    _need(all(type(number) is int and 0 <= number <= LARGEST for number in numbers))
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
    _need(type(at) is str and re.fullmatch(pattern, at) is not None)
    datetime.fromisoformat(at[:-1])


def _ordered(value: Any, sealed: set[str], depth: int = 1) -> Any:
    """Return a value with the members of its objects by name; note the digests of sealed values in it."""
    _need(type(value) not in (list, dict) or depth <= DEEPEST)
    _need(type(value) is not int or abs(value) <= LARGEST)
    if isinstance(value, list):
        return [_ordered(item, sealed, depth + 1) for item in value]
    if isinstance(value, dict):
        if "sealed" in value:
            _need(len(value) == 1 and _is_hex(value["sealed"], 64))
            sealed.add(value["sealed"])
        return {name: _ordered(value[name], sealed, depth + 1) for name in sorted(value)}
    return value


def read_entry(line: bytes, sealed: set[str]) -> int:
    """Return the number of an entry, or -1 if the same entry should be written in other bytes."""
    entry, found = _load(line, ENTRY), set()  # type: tuple[dict[str, Any], set[str]]
    _need_common(entry["at"], entry["seq"])
    _need(all(type(entry[name]) is (list if name == "changes" else str) for name in ENTRY[1:]))
    _need(entry["actor"] != "" and entry["action"] != "")
    for change in entry["changes"]:
        _need(type(change) is list and len(change) == 3 and type(change[0]) is str)
        change[1:] = [_ordered(value, found) for value in change[1:]]
    if _written(entry, ENTRY) != line:
        return -1
    sealed |= found
    return int(entry["seq"])


def read_head(line: bytes) -> dict[str, Any]:
    """Return a head."""
    head = _load(line, HEAD)
    _need_common(head["at"], head["number"], head["size"])
    _need(_is_hex(head["root"], 64) and _is_hex(head["key"], 16) and _is_hex(head["signature"], 128))
    _need(_is_hex(head["prev"], 64 if head["prev"] else 0) and head["kind"] in ("head", "rotate"))
    _need(_is_hex(head["next_key"], 64 if head["kind"] == "rotate" else 0))
    _need(head["log"] == LOG and _written(head, HEAD) == line)
    return head


# --- The check


class Check:
    """One check of one log; `faults` are (code, details), counted in full and listed up to a hundred."""

    def __init__(self, key: bytes | None, every: bool, kept: Iterable[str] = ()) -> None:
        self.key, self.every, self.missing = key, every, set(kept)
        self.faults: list[tuple[str, dict[str, Any]]] = []
        self.count = self.size = self.expected = self.heads = self.good = self.personal = self.erased = 0
        self.tree: list[tuple[int, bytes]] = []  # its perfect subtrees (RFC 6962, section 2.1): height, hash
        self.sealed, self.keys, self.unchecked = set(), [], []  # type: set[str], list[str], list[Any]
        self.last = self.last_at = ""

    def run(self, entries: Iterable[bytes], heads: Iterable[bytes], personal: Iterable[bytes]) -> None:
        """Read all lines once: entries and heads side by side, then the personal data."""
        if self.key is None:
            self._fault("no-key")
        left = iter(entries)
        covered = self._all_heads(heads, left)
        self._take(left, LARGEST)
        if not self.heads:
            self._fault("no-heads")
        elif self.size > covered:
            self._fault("entries-after-last-head", count=self.size - covered)
        for fingerprint in sorted(self.missing):
            self._fault("kept-head-missing", kept=fingerprint)
        self._all_personal(personal)

    def root(self) -> str:
        """Return the root of the tree over the entries so far."""
        node = self.tree[-1][1] if self.tree else hashlib.sha256(b"").digest()
        for _, left in reversed(self.tree[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node.hex()

    def _fault(self, code: str, **details: Any) -> None:
        self.count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((code, details))

    def _take(self, entries: Iterator[bytes], size: int) -> None:
        for line in itertools.islice(entries, max(0, min(size - self.size, sys.maxsize))):
            height, node = 0, hashlib.sha256(b"\0" + line).digest()
            while self.tree and self.tree[-1][0] == height:
                height, node = height + 1, hashlib.sha256(b"\1" + self.tree.pop()[1] + node).digest()
            self.tree.append((height, node))
            self.size += 1
            self._entry(line)

    def _entry(self, line: bytes) -> None:
        expected, self.expected = self.expected, self.expected + 1
        try:
            seq = read_entry(line, self.sealed)
        except (ValueError, RecursionError):
            self._fault("entry-unreadable", seq=expected)
            return
        if seq < 0:
            self._fault("entry-not-canonical", seq=expected)
        elif seq > expected:
            self._fault("entry-missing", seq=expected, last=seq - 1)
        elif seq < expected:
            self._fault("entry-out-of-order", seq=seq, expected=expected)
        self.expected = seq + 1 if seq >= 0 else self.expected

    def _all_heads(self, heads: Iterable[bytes], entries: Iterator[bytes]) -> int:
        """Check every head against the one before and the entries; return how many entries are covered."""
        following = before = agreed = covered = differs = short = 0
        for number, line in enumerate(heads):
            prev, self.last = self.last, hashlib.sha256(line).hexdigest()
            self.missing.discard(self.last)
            self.heads, expected, following = number + 1, following, following + 1
            try:
                head = read_head(line)
            except (ValueError, RecursionError):
                self._fault("head-unreadable", number=number)
                continue
            if head["number"] != expected or head["prev"] != prev:
                self._fault("head-chain", number=number)
            following, size, self.last_at = head["number"] + 1, head["size"], head["at"]
            self._signer(head, number)
            if size < before:
                self._fault("head-shrinks", number=number, size=size, before=before)
            before, covered = size, max(covered, size)
            self._take(entries, size)
            if self.size < size and not short:
                self._fault("fewer-entries-than-head", number=number, size=size, entries=self.size)
            short = short or self.size < size
            if self.size == size:
                alike = self.root() == head["root"]
                if not alike and not differs:
                    self._fault("root-differs", number=number, first=agreed, last=size - 1)
                differs, agreed = not alike, size if alike else agreed
        for head, number in self.unchecked:
            self._signature(head, number)
        return covered

    def _signer(self, head: dict[str, Any], number: int) -> None:
        """Check who signed a head; the signature can wait if only that of the last head matters."""
        self.unchecked = []
        if self.key is None:
            return
        if head["key"] != hashlib.sha256(self.key).hexdigest()[:16]:
            self._fault("unknown-key", number=number)
            return
        if self.keys[-1:] != [head["key"]]:
            self.keys.append(head["key"])
        if head["kind"] == "head" and not self.every:
            self.unchecked = [(head, number)]
        elif self._signature(head, number) and head["kind"] == "rotate":
            self.key = bytes.fromhex(head["next_key"])

    def _signature(self, head: dict[str, Any], number: int) -> bool:
        good = is_signed(self.key or b"", _written(head, HEAD[:-1]), bytes.fromhex(head["signature"]))
        self.good += good
        if not good:
            self._fault("head-signature", number=number)
        return good

    def _all_personal(self, lines: Iterable[bytes]) -> None:
        left = set(self.sealed)
        for line, data in enumerate(lines, 1):
            try:
                datum = _load(data, ("digest", "salt", "value"))
                digest, salt, value = datum["digest"], datum["salt"], datum["value"]
                _need(_is_hex(digest, 64) and _is_hex(salt, 32) and type(value) is str)
                own = hashlib.sha256(bytes.fromhex(salt) + value.encode("utf-8")).hexdigest()
            except (ValueError, RecursionError):
                self._fault("personal-unreadable", line=line)
                continue
            if digest != own or digest not in left:
                self._fault("personal-differs" if digest != own else "personal-stray", line=line)
            else:
                left.remove(digest)
        self.erased, self.personal = len(left), len(self.sealed) - len(left)


# --- The command


class Export:
    """The files of an export: a folder, or a zip with them in one place."""

    def __init__(self, path: str) -> None:
        self.zip, self.names = None, {}  # type: Any, dict[str, Any]
        if os.path.isdir(path):
            self.names = {at.name: at.path for at in os.scandir(path) if at.name in FILES and at.is_file()}
        else:
            self.zip = zipfile.ZipFile(path)
            members = [info for info in self.zip.infolist() if info.filename.split("/")[-1] in FILES]
            self.names = {info.filename.split("/")[-1]: info for info in members}
            places = {os.path.dirname(info.filename) for info in members}
            if len(self.names) < len(members) or len(places) > 1:
                raise OSError("一个文件里有多份日志 several logs in one file")
        if not {"entries.jsonl", "heads.jsonl"} & set(self.names):
            raise OSError("不是审计日志的导出 not the export of an audit log")

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file; of a file that is not there none, of endless lines the beginning."""
        if name not in self.names:
            return
        with self.zip.open(self.names[name]) if self.zip else open(self.names[name], "rb") as file:
            while line := file.readline(MOST_BYTES + 2):
                rest = line
                while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
                    rest = file.readline(MOST_BYTES + 2)
                yield line[:-1] if line.endswith(b"\n") else line

    def key(self) -> bytes | None:
        """Return the public key that the export names itself."""
        try:
            key = json.loads(next(self.lines("keys.json"), b"").decode("utf-8"))["first_key"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return None
        return bytes.fromhex(key) if _is_hex(key, 64) else None


def kept_heads(path: str) -> list[str]:
    """Return the fingerprints of the heads in a file: each line is a head or a fingerprint."""
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        lines = [line.strip() for line in file if line.strip()]
    if not lines:
        raise OSError(f"{path}: 其中没有树头 no head in it")
    return [line if _is_hex(line, 64) else hashlib.sha256(line.encode("utf-8")).hexdigest() for line in lines]


def report(check: Check, options: argparse.Namespace) -> None:
    """Print what was found."""
    print("结论 verdict:", f"已被改动 TAMPERED ({check.count})" if check.count else "完好 INTACT")
    for code, details in check.faults:
        where = " ".join(f"{name}={value}" for name, value in details.items())
        print(f"  {code} {where}: {' / '.join(FAULTS[code])}")
    print(f"条目 entries: {check.size}  树头 heads: {check.heads}  已核签名 signatures checked: {check.good}")
    print(f"个人信息 personal data: {check.personal}  已抹除或未导出 erased or left out: {check.erased}")
    print("公钥 keys:", *check.keys, " 最后的树头 last head:", check.last_at, check.last)
    if not (options.key and options.head):
        print("注意：没有 --key，整份伪造的日志无法识别；没有 --head，整体回退无法发现。")
        print("Note: without --key a log forged as a whole passes; without --head a roll-back can't be seen.")


def main() -> int:
    """Check what the command line names; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("path", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--key", help="公钥（64 位十六进制） the public key, 64 hex digits")
    parser.add_argument("--head", help="另外保存的树头或指纹（文件） a file of heads kept elsewhere")
    parser.add_argument("--every", action="store_true", help="核对每一个签名 check every signature")
    options = parser.parse_args()
    if options.key and not _is_hex(options.key, 64):
        parser.error("--key: 64 位小写十六进制 64 lower-case hex digits")
    try:
        export = Export(options.path)
        kept = kept_heads(options.head) if options.head else []
        check = Check(bytes.fromhex(options.key) if options.key else export.key(), options.every, kept)
        check.run(*map(export.lines, FILES[:3]))
    except Exception as error:  # whatever it is, nothing was proven
        print(f"无法核对 unusable: {error}", file=sys.stderr)
        return 2
    report(check, options)
    return 1 if check.count else 0


if __name__ == "__main__":
    sys.exit(main())
