"""Ways to tamper with the entries of a log: each returns a changed log, as somebody with the database could leave it."""

import re

from made_logs import entry, make_log, moment
from yibiao.core.audit.entries import canonical, parse
from yibiao.core.audit.merkle import leaf_hash
from yibiao.core.audit.verify import Stored

TIMES = 340  # for each kind
MALLORY = 77  # the number of a key that is none of the log's

# Small, with entries behind each other's heads, a head for a single entry, rotations early and in a row. The last
# head covers more than the one before, or else cutting it off would be a roll-back to a whole log.
LOGS = [
    make_log((3, 6, 9)),
    make_log((1, 2, 5, 8), rotate_at=(1,)),
    make_log((4, 4, 7), rotate_at=(0, 1)),
    make_log((2, 6, 7, 10), rotate_at=(0, 2)),
]


class Tampered(tuple):
    """A log after a tamper: the log, what stands beside its entries, the heads that somebody kept."""

    __slots__ = ()

    def __new__(cls, log, stored=None, kept=()):
        return super().__new__(cls, (log, stored, kept))


def spot(rng, items):
    return rng.randrange(len(items))


def put(items, at, *new):
    return (*items[:at], *new, *items[at + 1 :])


def drop(items, at):
    return put(items, at)


def insert(items, at, new):
    return (*items[:at], new, *items[at:])


def swap(items, rng):
    one, two = sorted(rng.sample(range(len(items)), 2))
    return (*items[:one], items[two], *items[one + 1 : two], items[one], *items[two + 1 :])


def flipped(rng, line):
    """Return the line with one byte changed, put in or taken out."""
    at = spot(rng, line)
    byte = bytes([rng.randrange(256)])
    return rng.choice(
        [line[:at] + byte + line[at + 1 :], line[:at] + byte + line[at:], line[:at] + line[at + 1 :]]
    )


def edited(rng, line):
    """Return the line of the entry with one of its fields changed."""
    was = parse(line)
    return canonical(
        was._replace(
            **rng.choice(
                [
                    {"at": moment(rng.randrange(9000))},
                    {"actor": f"person:{rng.randrange(99)}"},
                    {"acting_for": "person:1"},
                    {"unit": rng.choice(["武昌区", "", "汉阳区 "])},
                    {"action": "report.delete"},
                    {"object": f"report:{rng.randrange(99)}"},
                    {"plan": "6"},
                    {"changes": was.changes[1:]},
                    {"changes": (*was.changes, ("value", 1, 2))},
                    {
                        "changes": (
                            *was.changes[:-1],
                            ("done", False, ["甲", {"b": 1, "a": rng.randrange(3, 99)}]),
                        )
                    },
                    {"reason": "无"},
                    {"request": f"r{rng.randrange(100, 999)}"},
                ]
            )
        )
    )


# --- entries


def edit(log, rng):
    at = spot(rng, log.entries)
    return log._replace(entries=put(log.entries, at, edited(rng, log.entries[at])))


def edit_under_the_old_hash(log, rng):
    at = spot(rng, log.entries)
    line = edited(rng, log.entries[at])
    changed = log._replace(entries=put(log.entries, at, line))
    return Tampered(changed, put(log.stored, at, Stored(line, leaf_hash(log.entries[at]).hex())))


def flip(log, rng):
    at = spot(rng, log.entries)
    return log._replace(entries=put(log.entries, at, flipped(rng, log.entries[at])))


def write_otherwise(log, rng):
    """The same entry in other bytes, its hash recomputed."""
    at = spot(rng, log.entries)
    line = log.entries[at]
    places = [found.end() for found in re.finditer(b'[,:](?=")', line)]
    cut = rng.choice(places)
    return log._replace(
        entries=put(log.entries, at, line[:cut] + rng.choice([b" ", b"\t", b"\r"]) + line[cut:])
    )


def swap_entries(log, rng):
    return log._replace(entries=swap(log.entries, rng))


def swap_contents(log, rng):
    """Two entries change places and numbers, so that the numbers are in order."""
    lines = swap(log.entries, rng)
    return log._replace(
        entries=tuple(canonical(parse(line)._replace(seq=at)) for at, line in enumerate(lines))
    )


def delete(log, rng):
    return log._replace(entries=drop(log.entries, spot(rng, log.entries)))


def delete_and_renumber(log, rng):
    lines = drop(log.entries, spot(rng, log.entries))
    return log._replace(
        entries=tuple(canonical(parse(line)._replace(seq=at)) for at, line in enumerate(lines))
    )


def duplicate(log, rng):
    line = rng.choice(log.entries)
    return log._replace(entries=insert(log.entries, rng.randrange(len(log.entries) + 1), line))


def insert_forged(log, rng):
    at = rng.randrange(len(log.entries) + 1)
    return log._replace(entries=insert(log.entries, at, canonical(entry(at, reason="伪造"))))


def insert_and_renumber(log, rng):
    at = rng.randrange(len(log.entries) + 1)
    lines = insert(log.entries, at, canonical(entry(at, reason="伪造")))
    return log._replace(
        entries=tuple(canonical(parse(line)._replace(seq=seq)) for seq, line in enumerate(lines))
    )


def cut_the_tail(log, rng):
    return log._replace(entries=log.entries[: rng.randrange(len(log.entries))])


def cut_the_beginning(log, rng):
    return log._replace(entries=log.entries[rng.randrange(1, len(log.entries)) :])


def lengthen(log, rng):
    start = len(log.entries)
    more = tuple(canonical(entry(seq)) for seq in range(start, start + rng.randrange(1, 4)))
    return log._replace(entries=log.entries + more)


def renumber(log, rng):
    at = spot(rng, log.entries)
    seq = rng.choice([at + 1, at + 1000, abs(at - 1), 2**63 - 1])
    return log._replace(entries=put(log.entries, at, canonical(parse(log.entries[at])._replace(seq=seq))))


def change_a_stored_hash(log, rng):
    at = spot(rng, log.stored)
    leaf = rng.choice(
        ["", "00" * 32, leaf_hash(rng.randbytes(4)).hex(), rng.choice(drop(log.stored, at)).leaf, None]
    )
    return Tampered(log, put(log.stored, at, log.stored[at]._replace(leaf=leaf or "")))
