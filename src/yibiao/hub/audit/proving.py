"""What proves one entry: its hash in the tree, the signed head over it, and that the log has only grown since."""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from yibiao.core.audit.heads import Head, key_id, message, parse
from yibiao.core.audit.merkle import consistency_proof, inclusion_proof, is_consistent, is_included, leaf_hash
from yibiao.files.auditlog.signatures import signature_check
from yibiao.hub.audit.checking import heads
from yibiao.hub.audit.keys import first_public
from yibiao.hub.audit.models import EntryRecord


class Proof(NamedTuple):
    """The proof of an entry; hashes in hex. `first` is the earliest signed head over it, `last` the newest one.

    `path` leads from the entry to the root of `last` (RFC 6962), `grown` from the root of `first` to it.
    """

    leaf: str
    first: Head
    last: Head
    path: tuple[str, ...]
    grown: tuple[str, ...]
    as_hashed: bool
    included: bool
    consistent: bool
    signed: bool

    @property
    def holds(self) -> bool:
        """Whether every part of it holds."""
        return self.as_hashed and self.included and self.consistent and self.signed


def proof_of(row: EntryRecord) -> Proof | None:
    """Return the proof of an entry; None while no head covers it. Reads every leaf hash, a second for a million."""
    lines = heads()
    place = bisect_right(lines, row.seq, key=_size)
    if place >= len(lines):
        return None
    first, last = parse(lines[place]), parse(lines[-1])
    known = EntryRecord.objects.filter(seq__lt=last.size).order_by("seq").values_list("leaf", flat=True)
    leaves = [bytes.fromhex(leaf) for leaf in known]
    return _proof(row, (first, last), leaves, lines)


def _proof(row: EntryRecord, ends: tuple[Head, Head], leaves: Sequence[bytes], lines: Sequence[bytes]) -> Proof:
    first, last = ends
    leaf, root = leaf_hash(row.line.encode()), bytes.fromhex(last.root)
    whole = len(leaves) == last.size
    path = inclusion_proof(leaves, row.seq) if whole else ()
    grown = consistency_proof(leaves, first.size) if whole else ()
    return Proof(
        leaf=leaf.hex(),
        first=first,
        last=last,
        path=tuple(part.hex() for part in path),
        grown=tuple(part.hex() for part in grown),
        as_hashed=leaf.hex() == row.leaf,
        included=whole and is_included(leaf, row.seq, last.size, path, root),
        consistent=whole and is_consistent(first.size, bytes.fromhex(first.root), last.size, root, grown),
        signed=all(_is_signed(head, lines) for head in ends),
    )


def _size(line: bytes) -> int:
    return parse(line).size


def public_keys(lines: Sequence[bytes]) -> dict[str, bytes]:
    """Return the public keys that sign the heads, by id: the first one, then those handed over to."""
    first = first_public(Path(settings.KEYS))
    rotated = [parse(line).next_key for line in lines if b'"kind":"rotate"' in line]
    keys = [*([first] if first else []), *map(bytes.fromhex, rotated)]
    return {key_id(key): key for key in keys}


def _is_signed(head: Head, lines: Sequence[bytes]) -> bool:
    key = public_keys(lines).get(head.key)
    return key is not None and signature_check()(key, message(head), bytes.fromhex(head.signature))
