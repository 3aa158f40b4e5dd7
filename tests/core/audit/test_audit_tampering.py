"""Every way of tampering with a log is found by both verifiers."""

import random

import pytest
from comparing import agreed, last_kept
from tampered_heads import (
    change_a_file,
    change_personal_data,
    cut_heads,
    delete_a_head,
    delete_a_head_and_relink,
    duplicate_a_head,
    edit_a_head,
    edit_a_head_and_sign,
    edit_and_recompute_everything,
    empty,
    flip_a_head,
    forge_everything,
    forge_under_the_name_of_the_key,
    hand_over_to_mallory,
    make_a_head_a_rotate,
    roll_back,
    roll_back_and_go_on,
    swap_heads,
    take_a_signature_from_another,
)
from tampering import (
    LOGS,
    TIMES,
    Tampered,
    change_a_stored_hash,
    cut_the_beginning,
    cut_the_tail,
    delete,
    delete_and_renumber,
    duplicate,
    edit,
    edit_under_the_old_hash,
    flip,
    insert_and_renumber,
    insert_forged,
    lengthen,
    renumber,
    swap_contents,
    swap_entries,
    write_otherwise,
)

KINDS = [
    edit,
    edit_under_the_old_hash,
    flip,
    write_otherwise,
    swap_entries,
    swap_contents,
    delete,
    delete_and_renumber,
    duplicate,
    insert_forged,
    insert_and_renumber,
    cut_the_tail,
    cut_the_beginning,
    lengthen,
    renumber,
    change_a_stored_hash,
    edit_a_head,
    edit_a_head_and_sign,
    make_a_head_a_rotate,
    flip_a_head,
    delete_a_head,
    swap_heads,
    duplicate_a_head,
    cut_heads,
    take_a_signature_from_another,
    edit_and_recompute_everything,
    delete_a_head_and_relink,
    hand_over_to_mallory,
    forge_everything,
    forge_under_the_name_of_the_key,
    roll_back,
    roll_back_and_go_on,
    empty,
    change_a_file,
    change_personal_data,
]


def test_there_are_enough_of_them():
    assert len(KINDS) * TIMES > 10_000


@pytest.mark.parametrize("log", LOGS, ids=range(len(LOGS)))
@pytest.mark.parametrize("every", [True, False])
def test_before_anybody_tampers_the_logs_are_intact(log, every):
    assert agreed(log, stored=log.stored, every=every, kept=last_kept(log)).intact


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_tamper_is_found(kind):
    done = seed = 0
    while done < TIMES:
        rng = random.Random(f"{kind.__name__} {seed}")
        seed += 1
        log = rng.choice(LOGS)
        made = kind(log, rng)
        changed, stored, kept = made if isinstance(made, Tampered) else (made, None, ())
        if changed == log and stored is None:
            continue  # a byte replaced by itself
        found = agreed(changed, log.key, stored=stored or changed.stored, every=rng.random() < 0.5, kept=kept)
        assert not found.intact, (kind.__name__, seed - 1)
        done += 1
    assert seed < 2 * TIMES  # hardly any was none
