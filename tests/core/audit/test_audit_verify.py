"""The check of a log: what is intact, what each kind of damage is called, and what can't be seen."""

import itertools
import tracemalloc

import pytest
from comparing import agreed, by_second, codes, last_kept, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

from made_logs import Log, check, entry, following, make_log, public, sign
from yibiao import packs
from yibiao.core.audit.entries import canonical
from yibiao.core.audit.heads import fingerprint, key_id, parse
from yibiao.core.audit.merkle import leaf_hash, root_of
from yibiao.core.audit.verify import MOST_FAULTS, Stored, verify
from yibiao.messages import say
from yibiao.packs.verifier.yibiao_verify import FAULTS

steady = settings(deadline=None, max_examples=60)

LOG = make_log((3, 7, 12, 20), rotate_at=(1,))  # heads: 3, 7, rotate at 7, 12, 20
E = LOG.entries
# A missing entry takes its personal data's home away; here only the missing entry is told.
BARE = LOG._replace(personal=())


def faults(log, **more):
    """Return the faults as (code, the rest), agreed by both implementations."""
    return [(fault.code, dict(fault.args)) for fault in agreed(log, **more).faults]


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=6).map(lambda steps: tuple(itertools.accumulate(steps))),
    st.sets(st.integers(0, 5)),
    st.booleans(),
    st.data(),
)
@steady
def test_any_log_that_nobody_touched_is_intact(sizes, rotate_at, every, data):
    log = make_log(sizes, rotate_at)
    left = tuple(line for line in log.personal if data.draw(st.booleans()))
    kept = tuple(fingerprint(line) for line in log.heads if data.draw(st.booleans()))
    found = agreed(log._replace(personal=left), every=every, kept=kept, stored=log.stored)
    assert found.intact
    assert (found.entries, found.heads) == (sizes[-1], len(log.heads))
    assert found.root == root_of(map(leaf_hash, log.entries)).hex()
    assert found.last == fingerprint(log.heads[-1])
    assert (found.personal, found.erased) == (len(left), len(log.personal) - len(left))
    turns = sum(place < len(sizes) for place in rotate_at)
    signers = turns + (turns == 0 or len(sizes) - 1 not in rotate_at)
    assert found.keys == tuple(key_id(public(number)) for number in range(signers))
    assert found.signatures == (len(log.heads) if every else signers)


def test_what_is_wrong_with_an_entry():
    edited = canonical(entry(4, reason="另一理由"))
    assert faults(LOG._replace(entries=(*E[:4], edited, *E[5:]))) == [
        ("root-differs", {"number": 1, "first": 3, "last": 6})
    ]
    broken = E[4][:-1]
    assert faults(LOG._replace(entries=(*E[:4], broken, *E[5:])))[0] == ("entry-unreadable", {"seq": 4})
    spaced = E[4].replace(b",", b", ", 1)
    assert faults(LOG._replace(entries=(*E[:4], spaced, *E[5:])))[0] == ("entry-not-canonical", {"seq": 4})


def test_what_is_wrong_with_the_order():
    assert faults(BARE._replace(entries=(*E[:4], *E[6:]))) == [
        ("entry-missing", {"seq": 4, "last": 5}),
        ("root-differs", {"number": 1, "first": 3, "last": 6}),
        ("fewer-entries-than-head", {"number": 4, "size": 20, "entries": 18}),
    ]
    assert faults(BARE._replace(entries=(*E[:5], *E[4:]))) == [
        ("entry-out-of-order", {"seq": 4, "expected": 5}),
        ("root-differs", {"number": 1, "first": 3, "last": 6}),
        ("entries-after-last-head", {"count": 1}),
    ]
    swapped = codes(agreed(LOG._replace(entries=(*E[:4], E[5], E[4], *E[6:]))))
    assert swapped == ["entry-missing", "entry-out-of-order", "entry-missing", "root-differs"]


def test_what_is_wrong_at_the_end():
    assert faults(BARE._replace(entries=E[:15])) == [
        ("fewer-entries-than-head", {"number": 4, "size": 20, "entries": 15})
    ]
    assert faults(LOG._replace(heads=LOG.heads[:-1])) == [("entries-after-last-head", {"count": 8})]
    assert faults(LOG._replace(heads=())) == [("no-heads", {})]
    assert faults(Log((), ())) == [("no-heads", {})]
    assert faults(LOG._replace(entries=()))[0] == ("fewer-entries-than-head", {"number": 0, "size": 3, "entries": 0})


def test_more_is_written_while_a_database_is_checked():
    found = verdict(LOG._replace(heads=LOG.heads[:-1]), live=True)
    assert found.intact
    assert found.uncovered == 8
    assert codes(verdict(LOG._replace(heads=()), live=True)) == ["no-heads"]


def test_what_is_wrong_with_a_head():
    h = LOG.heads
    other_root = parse(h[3])._replace(root="00" * 32)
    told = faults(LOG._replace(heads=(*h[:3], sign(other_root, 1), h[4])))
    assert told == [("root-differs", {"number": 3, "first": 7, "last": 11}), ("head-chain", {"number": 4})]
    assert faults(LOG._replace(heads=(*h[:3], h[4]))) == [("head-chain", {"number": 3})]
    assert faults(LOG._replace(heads=h[1:]))[0] == ("head-chain", {"number": 0})
    assert faults(LOG._replace(heads=(h[0], b"{}", *h[2:])))[:2] == [
        ("head-unreadable", {"number": 1}),
        ("head-chain", {"number": 2}),
    ]
    shrunk = following(h, E, 20, 1)._replace(size=12, root=parse(h[3]).root)
    told = faults(LOG._replace(heads=(*h, sign(shrunk, 1))))
    assert told == [("head-shrinks", {"number": 5, "size": 12, "before": 20})]


def test_a_root_changed_without_entries_between():
    again = following(LOG.heads, E, 20, 1)._replace(root="00" * 32)
    found = agreed(LOG._replace(heads=(*LOG.heads, sign(again, 1))))
    assert [fault.message for fault in found.faults] == ["audit.root-differs-alone"]


def test_two_heads_that_differ_for_themselves():
    """Where a later head agrees, the one before was forged, and the next change is told anew."""
    heads = list(LOG.heads[:1])
    for size, root in ((7, "00" * 32), (12, None), (20, "11" * 32)):
        head = following(heads, E, size, 0)
        heads.append(sign(head._replace(root=root or head.root), 0))
    assert faults(LOG._replace(heads=tuple(heads))) == [
        ("root-differs", {"number": 1, "first": 3, "last": 6}),
        ("root-differs", {"number": 3, "first": 12, "last": 19}),
    ]


def test_who_signed():
    h = LOG.heads
    by_another = sign(parse(h[4]), 7)
    assert faults(LOG._replace(heads=(*h[:4], by_another))) == [("head-signature", {"number": 4})]
    assert faults(LOG._replace(heads=(*h[:4], by_another)), every=False) == [("head-signature", {"number": 4})]
    named = sign(parse(h[4])._replace(key=key_id(public(7))), 7)
    assert faults(LOG._replace(heads=(*h[:4], named))) == [("unknown-key", {"number": 4})]
    assert faults(LOG, key=public(7)) == [("unknown-key", {"number": number}) for number in range(5)]
    by_old = sign(parse(h[3])._replace(key=key_id(public(0))), 0)
    assert faults(LOG._replace(heads=(*h[:3], by_old, h[4]))) == [
        ("unknown-key", {"number": 3}),
        ("head-chain", {"number": 4}),
    ]


@pytest.mark.parametrize("every", [True, False])
def test_nobody_else_can_hand_over(every):
    """A rotate that the key of its time has not signed hands nothing over."""
    kept = LOG.heads[:1]
    rotate = following(kept, E, 3, 0, 5)  # names key 5 as the next
    heads = (*kept, sign(rotate, 5))
    heads = (*heads, sign(following(heads, E, 20, 5), 5))
    assert faults(LOG._replace(heads=heads), every=every) == [
        ("head-signature", {"number": 1}),
        ("unknown-key", {"number": 2}),
    ]


def test_a_signature_in_the_middle_is_bound_by_the_chain():
    h = LOG.heads
    forged = sign(parse(h[0]), 7)
    assert faults(LOG._replace(heads=(forged, *h[1:])), every=True) == [
        ("head-signature", {"number": 0}),
        ("head-chain", {"number": 1}),
    ]
    assert faults(LOG._replace(heads=(forged, *h[1:])), every=False) == [("head-chain", {"number": 1})]


def test_without_a_key_nothing_is_proven():
    found = verify(LOG.entries, LOG.heads, None, check, LOG.personal)
    assert codes(found) == ["no-key"]
    assert found.signatures == 0
    assert [code for code, _ in by_second(LOG, None).faults] == ["no-key"]


def test_a_roll_back_needs_a_kept_head():
    """Entries and heads cut off together leave a log that is intact: only what was kept elsewhere tells."""
    back = Log(E[:12], LOG.heads[:4], LOG.personal[:3])
    assert agreed(back).intact
    kept = last_kept(LOG)
    assert faults(back, kept=kept) == [("kept-head-missing", {"kept": kept[0]})]
    assert agreed(LOG, kept=last_kept(back)).intact
    turned = make_log((3, 7), rotate_at=(1,))  # the last head covers nothing new
    assert agreed(turned._replace(heads=turned.heads[:-1])).intact
    assert codes(agreed(turned._replace(heads=turned.heads[:-1]), kept=last_kept(turned))) == ["kept-head-missing"]


def test_another_history_needs_a_kept_head_or_the_key():
    other = make_log((3, 7, 12, 20), first=0, lines=tuple(canonical(entry(seq, reason="改写")) for seq in range(20)))
    assert agreed(other).intact  # by whoever holds the key
    assert codes(agreed(other, kept=last_kept(LOG))) == ["kept-head-missing"]
    forged = make_log((3, 7, 12, 20), first=9)
    assert set(codes(agreed(forged, key=LOG.key))) == {"unknown-key"}


def test_hashes_and_columns_beside_the_lines():
    found = agreed(LOG, stored=LOG.stored)
    assert found.intact
    raw = [Stored(line, leaf_hash(line), {"seq": at, "actor": f"person:{at % 7}"}) for at, line in enumerate(E)]
    assert agreed(LOG, stored=raw).intact
    for leaf in ("", b"", leaf_hash(b"").hex(), leaf_hash(b""), leaf_hash(E[4]).hex().upper()):
        changed = [*raw[:4], raw[4]._replace(leaf=leaf), *raw[5:]]
        assert [(fault.code, fault.seq) for fault in agreed(LOG, stored=changed).faults] == [("leaf-differs", 4)]
    changed = [*raw[:4], raw[4]._replace(columns={"seq": 4, "actor": "person:99"}), *raw[5:]]
    [fault] = agreed(LOG, stored=changed).faults
    assert (fault.code, dict(fault.args)) == ("column-differs", {"seq": 4, "column": "actor"})


def test_personal_data():
    p = LOG.personal
    assert len(p) == 4
    assert agreed(LOG._replace(personal=())).erased == 4
    changed = p[1].replace(b"1380000", b"1390000")
    assert faults(LOG._replace(personal=(p[0], changed))) == [("personal-differs", {"line": 2})]
    assert faults(LOG._replace(personal=(p[0], p[0]))) == [("personal-stray", {"line": 2})]
    stranger = make_log((30,)).personal[5]
    assert faults(LOG._replace(personal=(stranger,))) == [("personal-stray", {"line": 1})]
    assert faults(LOG._replace(personal=(b"{", *p))) == [("personal-unreadable", {"line": 1})]
    assert agreed(LOG._replace(personal=p[::-1])).intact


def test_faults_without_end_are_counted():
    log = BARE._replace(entries=(b"",) * 1000)
    found = verdict(log)
    assert len(found.faults) == MOST_FAULTS
    assert found.more == 1000 + 2 - MOST_FAULTS  # the root of the first head, and the entries behind the last
    assert by_second(log, log.key).count == 1002


def test_a_number_out_of_all_proportion_puts_nothing_else_out_of_order():
    far = canonical(entry(4)._replace(seq=2**62))
    told = [code for code, _ in faults(BARE._replace(entries=(*E[:4], far, *E[5:])))]
    assert told == ["entry-missing", "entry-out-of-order", "root-differs"]


def test_a_head_over_more_entries_than_there_can_be():
    h = LOG.heads
    far = sign(parse(h[1])._replace(size=2**63 - 1), 0)
    told = [code for code, _ in faults(LOG._replace(heads=(h[0], far, *h[2:])))]
    assert told == ["fewer-entries-than-head", "head-chain", "head-shrinks"]


def test_memory_does_not_grow_with_the_log():
    heads = (sign(following((), [], 0, 0), 0),)
    size = 5000
    lines = (canonical(entry(seq, changes=())) for seq in range(size))
    tracemalloc.start()
    found = verify(lines, heads, public(0), check, live=True)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.intact, found.uncovered) == (True, size)
    # Of each entry not even its hash is kept (the interpreter itself keeps some hundred kilobytes of tuples).
    assert taken < size * 100


def test_every_fault_has_its_sentence():
    book = packs.load("messages/audit")
    changed = Log((*E[:4], *E[5:]), (LOG.heads[0], *LOG.heads[2:]), (b"",))
    found = verdict(changed, kept=("00" * 32,))
    for fault in found.faults:
        for lang in ("zh", "en"):
            assert "{" not in say(fault.message, lang, **dict(fault.args))
    assert set(FAULTS) <= set(book)
