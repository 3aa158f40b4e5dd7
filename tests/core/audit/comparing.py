"""The same log before both implementations: the verdict of core, which the verifier's has to equal."""

from made_logs import Log, check
from yibiao.core.audit.heads import fingerprint
from yibiao.core.audit.verify import MOST_FAULTS, Verdict, verify
from yibiao.packs.verifier import yibiao_verify as second

# What only a database keeps beside the lines.
BESIDE = ("leaf-differs", "column-differs")


def verdict(log: Log, key=None, *, stored=None, every=True, kept=(), **more) -> Verdict:
    """Return the verdict of core."""
    entries = log.entries if stored is None else stored
    return verify(entries, log.heads, key or log.key, check, log.personal, every=every, kept=kept, **more)


def agreed(log: Log, key=None, *, stored=None, every=True, kept=(), monkeypatch=None) -> Verdict:
    """Return the verdict of core after comparing that of the verifier, fault by fault and count by count."""
    found = verdict(log, key, stored=stored, every=every, kept=kept)
    other = by_second(log, key or log.key, every=every, kept=kept)
    told = [(fault.code, dict(fault.args)) for fault in found.faults if fault.code not in BESIDE]
    assert other.faults == told
    assert len(found.faults) < MOST_FAULTS
    counts = (found.entries, found.root, found.heads, found.last, found.last_at, list(found.keys), found.signatures)
    assert counts == (other.size, other.root(), other.heads, other.last, other.last_at, other.keys, other.good)
    assert (found.personal, found.erased) == (other.personal, other.erased)
    return found


def by_second(log: Log, key, *, every=True, kept=()) -> second.Check:
    """Return the check of the verifier; its own slow check of signatures is tested elsewhere."""
    found = second.Check(key, every, kept)
    slow, second.is_signed = second.is_signed, check
    try:
        found.run(log.entries, log.heads, log.personal)
    finally:
        second.is_signed = slow
    return found


def codes(found: Verdict) -> list[str]:
    return [fault.code for fault in found.faults]


def last_kept(log: Log) -> tuple[str, ...]:
    """Return the fingerprint of the last head, as somebody keeps it elsewhere."""
    return (fingerprint(log.heads[-1]),)
