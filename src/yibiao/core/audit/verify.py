"""The check of a log: entries, heads and personal data as somebody hands them over, line by line.

Nothing is trusted but the first public key, and what is wrong is a `Fault`, never an exception. Entries and heads
are read side by side and once, so that memory stays bounded however long the log is (32 bytes are kept for each
personal datum that entries speak of).
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from yibiao.core.audit.entries import NotCanonical, digests, is_bound, parse, parse_personal
from yibiao.core.audit.heads import Head, fingerprint, key_id, message
from yibiao.core.audit.heads import parse as parse_head
from yibiao.core.audit.merkle import Frontier, leaf_hash

# Tells whether a signature (64 bytes) under a public key (32 bytes) belongs to a message: key, message, signature.
CheckSignature = Callable[[bytes, bytes, bytes], bool]

NO_COLUMNS: Mapping[str, object] = MappingProxyType({})

# More than these are counted and not listed: one missing line may put thousands out of order.
MOST_FAULTS = 100


class Stored(NamedTuple):
    """The line of an entry, and what a database keeps beside it: its leaf hash, and fields for searching."""

    line: bytes
    leaf: bytes | str | None = None  # raw or in hex; an empty one differs
    columns: Mapping[str, object] = NO_COLUMNS  # by the names of `Entry`


class Fault(NamedTuple):
    """One thing that is wrong; `message` is the key of its sentence, `args` fills it."""

    code: str
    seq: int | None = None  # the entry
    number: int | None = None  # the head, by its place in the chain
    args: tuple[tuple[str, int | str], ...] = ()
    message: str = ""


class Verdict(NamedTuple):
    """What a check found."""

    faults: tuple[Fault, ...]
    more: int  # faults that are not listed
    entries: int
    uncovered: int  # entries behind the last head
    root: str  # of all entries
    heads: int
    last: str  # the fingerprint of the last head: worth keeping elsewhere
    last_at: str  # its moment
    keys: tuple[str, ...]  # ids of the keys, in the order in which they signed
    signatures: int  # checked and found good
    personal: int  # data that are there and bound to the log
    erased: int  # data that entries speak of and that are not there

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(
    entries: Iterable[bytes | Stored],
    heads: Iterable[bytes],
    first_key: bytes | None,
    check_signature: CheckSignature,
    personal: Iterable[bytes] = (),
    *,
    every: bool = True,
    kept: Iterable[str] = (),
    live: bool = False,
) -> Verdict:
    """Return what is wrong with a log; all lines come without their line break.

    `first_key` is the raw public key that signed the first head, from a place the log's keeper can't reach.
    Without `every`, only the last signature of each key is checked; the chain of heads proves the others.
    `kept` are fingerprints of heads that somebody kept. With `live`, entries behind the last head are no fault.
    """
    faults = _Faults()
    log, chain = _Log(entries, faults), _Chain(first_key, check_signature, every, faults)
    agreement, missing = _Agreement(log, faults), set(kept)
    for line in heads:
        head = chain.take(line)
        missing.discard(chain.prev)
        if head is not None:
            agreement.compare(head, chain.taken - 1)
    chain.close()
    uncovered = max(0, log.finish() - agreement.covered)
    _check_ends(chain, uncovered, live, sorted(missing), faults)
    bound = _check_personal(personal, log.digests, faults)
    return Verdict(
        faults=tuple(faults.listed),
        more=faults.count - len(faults.listed),
        entries=log.edge.size,
        uncovered=uncovered,
        root=log.edge.root().hex(),
        heads=chain.taken,
        last=chain.prev,
        last_at=chain.at,
        keys=tuple(chain.keys),
        signatures=chain.good,
        personal=bound,
        erased=len(log.digests) - bound,
    )


class _Faults:
    """What was found so far."""

    def __init__(self) -> None:
        self.listed: list[Fault] = []
        self.count = 0

    def add(
        self, code: str, seq: int | None = None, number: int | None = None, message: str = "", **args: int | str
    ) -> None:
        self.count += 1
        if len(self.listed) < MOST_FAULTS:
            slots = {"seq": seq, "number": number, **args}
            filled = tuple((name, value) for name, value in slots.items() if value is not None)
            self.listed.append(Fault(code, seq, number, filled, f"audit.{message or code}"))


class _Log:
    """The entries, taken one by one into the tree."""

    def __init__(self, lines: Iterable[bytes | Stored], faults: _Faults) -> None:
        self._lines = iter(lines)
        self._faults = faults
        self._expected = 0
        self.edge = Frontier()
        self.digests: set[bytes] = set()

    def grow(self, size: int) -> bool:
        """Take entries until there are `size`; tell whether there were that many."""
        while self.edge.size < size:
            stored = next(self._lines, None)
            if stored is None:
                return False
            self._take(stored)
        return True

    def finish(self) -> int:
        """Take all entries that are left; return how many there are in all."""
        for stored in self._lines:
            self._take(stored)
        return self.edge.size

    def _take(self, stored: bytes | Stored) -> None:
        line, beside, columns = stored if isinstance(stored, Stored) else (stored, None, NO_COLUMNS)
        found = leaf_hash(line)
        self.edge = self.edge.append(found)
        seq = self._read(line, columns)
        if beside is not None and beside not in (found, found.hex()):
            self._faults.add("leaf-differs", seq)

    def _read(self, line: bytes, columns: Mapping[str, object]) -> int:
        """Check the line, its number and what repeats it; return its number, or the one it should have."""
        expected = self._expected
        self._expected += 1
        try:
            entry = parse(line)
        except NotCanonical:
            self._faults.add("entry-not-canonical", expected)
            return expected
        except ValueError:
            self._faults.add("entry-unreadable", expected)
            return expected
        self.digests.update(map(bytes.fromhex, digests(entry)))
        if entry.seq != expected:
            self._place(entry.seq, expected)
        for name, value in columns.items():
            if getattr(entry, name) != value:
                self._faults.add("column-differs", entry.seq, column=name)
        return entry.seq

    def _place(self, seq: int, expected: int) -> None:
        self._expected = seq + 1
        if seq > expected:
            self._faults.add("entry-missing", expected, last=seq - 1)
        else:
            self._faults.add("entry-out-of-order", seq, expected=expected)


class _Chain:
    """The heads, taken one by one: each follows from the one before and is signed by the key of its time."""

    def __init__(
        self, key: bytes | None, check_signature: CheckSignature, every: bool, faults: _Faults
    ) -> None:
        self._key, self._check, self._every, self._faults = key, check_signature, every, faults
        self._expected = 0
        self._unchecked: tuple[Head, int] | None = None
        self.taken = self.good = 0
        self.prev = self.at = ""
        self.keys: list[str] = []
        if key is None:
            faults.add("no-key")

    def take(self, line: bytes) -> Head | None:
        """Check the line of a head against the one before; return the head if it can be read."""
        number, prev = self.taken, self.prev
        self.taken += 1
        self.prev = fingerprint(line)
        self._expected += 1
        try:
            head = parse_head(line)
        except ValueError:
            self._faults.add("head-unreadable", number=number)
            return None
        if head.number != self._expected - 1 or head.prev != prev:
            self._faults.add("head-chain", number=number)
        self._expected = head.number + 1
        self.at = head.at
        self._signer(head, number)
        return head

    def close(self) -> None:
        """Check the last signature, if it still has to be."""
        if self._unchecked is not None:
            self._is_signed(*self._unchecked)

    def _signer(self, head: Head, number: int) -> None:
        self._unchecked = None
        if self._key is None:
            return
        if head.key != key_id(self._key):
            self._faults.add("unknown-key", number=number)
            return
        if not self.keys or self.keys[-1] != head.key:
            self.keys.append(head.key)
        # A rotate is the last head under its key, so its signature is checked in any case.
        if not self._every and head.kind == "head":
            self._unchecked = (head, number)
        elif self._is_signed(head, number) and head.kind == "rotate":
            self._key = bytes.fromhex(head.next_key)

    def _is_signed(self, head: Head, number: int) -> bool:
        good = self._key is not None and self._check(self._key, message(head), bytes.fromhex(head.signature))
        if good:
            self.good += 1
        else:
            self._faults.add("head-signature", number=number)
        return good


class _Agreement:
    """Entries and heads beside each other: does every head speak of these entries?"""

    def __init__(self, log: _Log, faults: _Faults) -> None:
        self._log, self._faults = log, faults
        self._size = self._agreed = 0
        self._differs = self._short = False
        self.covered = 0  # entries that heads speak of

    def compare(self, head: Head, number: int) -> None:
        """Take the entries up to a head, the `number`th in the chain, and compare its root with theirs."""
        if head.size < self._size:
            self._faults.add("head-shrinks", number=number, size=head.size, before=self._size)
        self._size, self.covered = head.size, max(self.covered, head.size)
        if not self._log.grow(head.size):
            self._report_short(head.size, number)
        elif self._log.edge.size == head.size:  # a head that shrank can't be compared any more
            self._compare_roots(head, number)

    def _report_short(self, size: int, number: int) -> None:
        if not self._short:
            entries = self._log.edge.size
            self._faults.add("fewer-entries-than-head", number=number, size=size, entries=entries)
        self._short = True

    def _compare_roots(self, head: Head, number: int) -> None:
        """Report the first head that differs: later ones contain the same change."""
        if self._log.edge.root().hex() == head.root:
            self._agreed, self._differs = head.size, False
        elif not self._differs:
            self._differs = True
            variant = "" if self._agreed < head.size else "root-differs-alone"
            first, last = self._agreed, head.size - 1
            self._faults.add("root-differs", number=number, message=variant, first=first, last=last)


def _check_ends(chain: _Chain, uncovered: int, live: bool, missing: list[str], faults: _Faults) -> None:
    """Report what is missing at the end: heads, or entries that no head covers, or heads that somebody kept."""
    if chain.taken == 0:
        faults.add("no-heads")
    elif uncovered and not live:
        faults.add("entries-after-last-head", count=uncovered)
    for kept in missing:
        faults.add("kept-head-missing", kept=kept)


def _check_personal(lines: Iterable[bytes], spoken_of: set[bytes], faults: _Faults) -> int:
    """Check the personal data that are there; return how many of those that entries speak of are bound to them."""
    seen: set[bytes] = set()
    for line, data in enumerate(lines, 1):
        try:
            datum = parse_personal(data)
        except ValueError:
            faults.add("personal-unreadable", line=line)
            continue
        digest = bytes.fromhex(datum.digest)
        if not is_bound(datum):
            faults.add("personal-differs", line=line)
        elif digest not in spoken_of or digest in seen:
            faults.add("personal-stray", line=line)
        else:
            seen.add(digest)
    return len(seen)
