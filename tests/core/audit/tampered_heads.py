"""Ways to tamper with the heads of a log, with its files and with personal data."""

import random

from comparing import last_kept
from tampering import MALLORY, Tampered, drop, edit, edited, flipped, insert, put, spot, swap

from made_logs import Log, entry, following, make_log, moment, public, sign
from yibiao.core.audit.entries import canonical
from yibiao.core.audit.heads import Head, fingerprint, key_id
from yibiao.core.audit.heads import parse as parse_head
from yibiao.core.audit.merkle import leaf_hash, root_of

# --- heads


FIELDS = {
    "number": lambda rng, head: head.number + rng.choice([1, 2, 2**40]),
    "size": lambda rng, head: rng.choice([0, 1, head.size + 1, head.size + 5, 2**62]),
    "root": lambda rng, head: rng.randbytes(32).hex(),
    "at": lambda rng, head: moment(rng.randrange(99)),
    "key": lambda rng, head: rng.choice([key_id(public(MALLORY)), rng.randbytes(8).hex()]),
    "prev": lambda rng, head: rng.choice([rng.randbytes(32).hex(), ""]),
    "signature": lambda rng, head: rng.choice(
        [rng.randbytes(64).hex(), "00" * 64, swapped_halves(head.signature)]
    ),
}


def swapped_halves(signature):
    return signature[64:] + signature[:64]


def head_line(head):
    """Return the line of a head whatever its signature is worth."""
    kept = head.signature
    return sign(head, MALLORY).replace(sign_of(head).encode(), kept.encode())


def sign_of(head):
    return parse_head(sign(head, MALLORY)).signature


def changed_head(rng, head):
    name = rng.choice(list(FIELDS))
    return head._replace(**{name: FIELDS[name](rng, head)})


def edit_a_head(log, rng):
    at = spot(rng, log.heads)
    return log._replace(heads=put(log.heads, at, head_line(changed_head(rng, parse_head(log.heads[at])))))


def edit_a_head_and_sign(log, rng):
    at = spot(rng, log.heads)
    head = changed_head(rng, parse_head(log.heads[at]))
    return log._replace(heads=put(log.heads, at, sign(head, MALLORY)))


def make_a_head_a_rotate(log, rng):
    at = rng.choice([at for at, line in enumerate(log.heads) if parse_head(line).kind == "head"])
    head = parse_head(log.heads[at])._replace(kind="rotate", next_key=public(MALLORY).hex())
    return log._replace(
        heads=put(log.heads, at, rng.choice([head_line, lambda one: sign(one, MALLORY)])(head))
    )


def flip_a_head(log, rng):
    at = spot(rng, log.heads)
    return log._replace(heads=put(log.heads, at, flipped(rng, log.heads[at])))


def delete_a_head(log, rng):
    return log._replace(heads=drop(log.heads, spot(rng, log.heads)))


def swap_heads(log, rng):
    return log._replace(heads=swap(log.heads, rng))


def duplicate_a_head(log, rng):
    return log._replace(heads=insert(log.heads, rng.randrange(len(log.heads) + 1), rng.choice(log.heads)))


def cut_heads(log, rng):
    return log._replace(heads=log.heads[: rng.randrange(len(log.heads))])


def take_a_signature_from_another(log, rng):
    one, two = rng.sample(range(len(log.heads)), 2)
    head = parse_head(log.heads[one])._replace(signature=parse_head(log.heads[two]).signature)
    return log._replace(heads=put(log.heads, one, head_line(head)))


def relinked(heads, rng, signer):
    """Return the lines of heads with their `prev` made right, each with its old signature or signed by `signer`."""
    lines = []
    for number, head in enumerate(heads):
        linked = head._replace(number=number, prev=fingerprint(lines[-1]) if lines else "")
        lines.append(sign(linked, signer) if rng.random() < 0.7 else head_line(linked))
    return tuple(lines)


def edit_and_recompute_everything(log, rng):
    """An entry edited, all roots recomputed, all heads linked anew: only the signatures are missing."""
    changed = edit(log, rng)
    leaves = [leaf_hash(line) for line in changed.entries]
    heads = [parse_head(line) for line in log.heads]
    heads = [head._replace(root=root_of(leaves[: head.size]).hex()) for head in heads]
    return changed._replace(heads=relinked(heads, rng, MALLORY))


def delete_a_head_and_relink(log, rng):
    heads = [parse_head(line) for line in delete_a_head(log, rng).heads]
    return log._replace(heads=relinked(heads, rng, MALLORY))


def continued(log, entries, start, key):
    """Return the first `start` heads with others behind them, made and signed by a key that took over."""
    heads = log.heads[:start]
    last = parse_head(heads[-1]) if heads else None
    size = last.size if last else 0
    if last is not None and last.kind == "head":
        rotate = Head(
            len(heads),
            size,
            last.root,
            moment(5),
            last.key,
            fingerprint(heads[-1]),
            "rotate",
            public(key).hex(),
        )
        heads = (*heads, sign(rotate, key))
    while size < len(entries):
        size = min(len(entries), size + 3)
        root = root_of(map(leaf_hash, entries[:size])).hex()
        prev = fingerprint(heads[-1]) if heads else ""
        heads = (*heads, sign(Head(len(heads), size, root, moment(6), key_id(public(key)), prev), key))
    return log._replace(entries=tuple(entries), heads=heads)


def hand_over_to_mallory(log, rng):
    """The log goes on as it was, edited behind some head, under a key that its own key never named."""
    start = rng.randrange(1, len(log.heads))
    size = parse_head(log.heads[start - 1]).size
    if size == len(log.entries):
        return continued(log, (*log.entries, canonical(entry(size))), start, MALLORY)
    at = rng.randrange(size, len(log.entries))
    entries = put(log.entries, at, edited(rng, log.entries[at]))
    return continued(log, entries, start, MALLORY)


def forge_everything(log, rng):
    """A whole log of its own, flawless under another key."""
    sizes = sorted(rng.sample(range(1, 12), rng.randrange(1, 5)))
    forged = make_log(sizes, rotate_at=(0,) if rng.random() < 0.4 else (), first=MALLORY)
    return Log(forged.entries, forged.heads, forged.personal, log.first)


def forge_under_the_name_of_the_key(log, rng):
    """The same, and its heads say that the log's own key signed them."""
    forged = make_log((rng.randrange(1, 5), rng.randrange(5, 9)), first=MALLORY)
    heads = [parse_head(line)._replace(key=key_id(log.key)) for line in forged.heads]
    return Log(forged.entries, relinked(heads, random.Random(0), MALLORY), forged.personal, log.first)


def roll_back(log, rng):
    """Entries and heads cut off together; somebody kept the last head."""
    heads = log.heads[: rng.randrange(1, len(log.heads))]
    size = parse_head(heads[-1]).size
    return Tampered(
        Log(log.entries[:size], heads, log.personal[: (size + 4) // 5], log.first), kept=last_kept(log)
    )


def roll_back_and_go_on(log, rng):
    """Rolled back and continued with the log's own keys, by an insider; somebody kept the last head."""
    back = roll_back(log, rng)[0]
    entries = (*back.entries, *(canonical(entry(seq, reason="改写")) for seq in range(len(back.entries), 12)))
    owner = next(number for number in range(9) if parse_head(back.heads[-1]).key == key_id(public(number)))
    key = owner + (parse_head(back.heads[-1]).kind == "rotate")
    heads = (*back.heads, sign(following(back.heads, entries, len(entries), key), key))
    return Tampered(Log(entries, heads, (), log.first), kept=last_kept(log))


def empty(log, rng):
    return rng.choice([log._replace(heads=()), log._replace(entries=()), Log((), (), (), log.first)])


# --- the files as bytes, and personal data


def change_a_file(log, rng):
    """Bytes overwritten, put in or taken out anywhere in a file, line breaks too."""
    name = rng.choice(["entries", "heads"])
    data = b"\n".join(getattr(log, name))
    at, length = spot(rng, data), rng.choice([0, 1, 1, 2, 40])
    new = data[:at] + rng.randbytes(rng.choice([0, 1, 1, 3])) + data[at + length :]
    return log._replace(**{name: tuple(new.split(b"\n"))})


def change_personal_data(log, rng):
    at = spot(rng, log.personal)
    line = log.personal[at]
    name = rng.choice([b'"salt":"', b'"value":"', b'"digest":"'])
    start = line.index(name) + len(name)
    digit = rng.choice([byte for byte in b"0123456789" if byte != line[start]])
    changed = line[:start] + bytes([digit]) + line[start + 1 :]
    return log._replace(personal=rng.choice([put(log.personal, at, changed), insert(log.personal, at, line)]))
