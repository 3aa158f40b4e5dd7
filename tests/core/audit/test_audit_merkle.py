"""The tree against the published vectors of RFC 6962 and against its definition written out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao.core.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

steady = settings(deadline=None)

# The inputs and roots that certificate transparency publishes as test data of RFC 6962.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
A, B, C, D, E, F, G = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
)


def naive(leaves):
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return node_hash(naive(leaves[:cut]), naive(leaves[cut:]))


def numbered(count):
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def test_published_roots():
    assert [root_of(LEAVES[:size]).hex() for size in range(9)] == ROOTS


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (0, 8, [A, B, C]),
        (5, 8, [D, E, ROOTS[4]]),
        (2, 3, [ROOTS[2]]),
        (1, 5, [ROOTS[1], B, D]),
    ],
)
def test_published_inclusion_proofs(index, size, proof):
    made = inclusion_proof(LEAVES[:size], index)
    assert [node.hex() for node in made] == proof
    assert is_included(LEAVES[index], index, size, made, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(
    ("old", "size", "proof"),
    [
        (1, 1, []),
        (1, 8, [A, B, C]),
        (6, 8, [F, E, ROOTS[4]]),
        (2, 5, [B, D]),
        (6, 7, [F, G, ROOTS[4]]),
    ],
)
def test_published_consistency_proofs(old, size, proof):
    made = consistency_proof(LEAVES[:size], old)
    assert [node.hex() for node in made] == proof
    assert is_consistent(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), made)


@given(st.lists(st.integers(0, 40), max_size=6))
@steady
def test_growing_in_any_steps_gives_the_defined_root(steps):
    leaves, edge = numbered(sum(steps)), Frontier()
    for step in steps:
        edge = edge.extend(leaves[edge.size : edge.size + step])
        assert edge.root() == naive(leaves[: edge.size])
        assert Frontier.from_text(edge.to_text()) == edge
    one_by_one = Frontier()
    for leaf in leaves:
        one_by_one = one_by_one.append(leaf)
    assert one_by_one == edge


@pytest.mark.parametrize("size", range(18))
def test_every_proof_of_every_small_tree(size):
    leaves = numbered(size)
    root = naive(leaves)
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert is_included(leaves[index], index, size, proof, root)
        # The proof holds for this leaf at this place alone.
        assert not any(is_included(leaves[other], index, size, proof, root) for other in range(size) if other != index)
        assert not any(is_included(leaves[index], other, size, proof, root) for other in range(size + 1) if other != index)
    for old in range(size + 1):
        proof = consistency_proof(leaves, old)
        assert is_consistent(old, naive(leaves[:old]), size, root, proof)
        # Nor does it hold for a tree of another height.
        assert not old or not is_consistent(old, naive(leaves[:old]), 2 * size + 1, root, proof)


@given(st.integers(1, 70), st.data())
@steady
def test_a_changed_proof_shows_nothing(size, data):
    leaves = numbered(size)
    root = root_of(leaves)
    old = data.draw(st.integers(1, size))
    old_root = root_of(leaves[:old])
    proofs = [inclusion_proof(leaves, old - 1), consistency_proof(leaves, old)]
    included, consistent = (changed(proof, data) for proof in proofs)
    assert not is_included(leaves[old - 1], old - 1, size, included, root)
    assert not is_consistent(old, old_root, size, root, consistent)
    # Nor does the true one show another tree.
    assert not is_included(leaves[old - 1], old - 1, size, proofs[0], node_hash(root, root))
    assert not is_consistent(old, node_hash(root, root), size, root, proofs[1])
    assert not is_consistent(old, old_root, size, node_hash(root, root), proofs[1])


@pytest.mark.parametrize("size", range(1, 12))
def test_a_proof_does_not_go_on_beyond_the_root(size):
    leaves, more = numbered(size), leaf_hash(b"more")
    above = node_hash(more, naive(leaves))
    for index in range(size):
        proof = (*inclusion_proof(leaves, index), more)
        assert not is_included(leaves[index], index, size, proof, above)
        longer, old_above = (*consistency_proof(leaves, index), more), node_hash(more, naive(leaves[:index]))
        assert not is_consistent(index, old_above, size, above, longer)


def changed(proof, data):
    """Return the proof with a hash changed, dropped or added."""
    nodes = list(proof)
    at = data.draw(st.integers(0, len(nodes)))
    if at == len(nodes):
        return [*nodes, leaf_hash(b"another")]
    if data.draw(st.booleans()):
        return nodes[:at] + nodes[at + 1 :]
    return [*nodes[:at], node_hash(nodes[at], nodes[at]), *nodes[at + 1 :]]


@given(st.integers(0, 40), st.integers(0, 40), st.data())
@steady
def test_another_beginning_is_not_consistent(old, more, data):
    leaves = numbered(old + more)
    other = [leaf_hash(b"x" + leaf) for leaf in leaves[:old]]
    if old:
        assert not is_consistent(
            old, naive(other), old + more, naive(leaves), consistency_proof(leaves, old)
        )
    assert not is_consistent(old + more + 1, naive(leaves), old + more, naive(leaves), ())


@pytest.mark.parametrize(
    "text", ["", ":", "1:", "-1:" + "00" * 32, "0:00", "3:" + "00" * 32, "1:" + "0g" * 32, "01:" + "00" * 32,
             "1:" + "AB" * 32, "1:" + "00" * 31, " 1:" + "00" * 32, "1:" + "00" * 32 + "\n"]
)
def test_a_text_that_is_no_edge(text):
    with pytest.raises(ValueError):  # noqa: PT011  which one is no matter
        Frontier.from_text(text)


def test_proofs_of_what_is_not_there():
    with pytest.raises(ValueError, match="leaf"):
        inclusion_proof(LEAVES, 8)
    with pytest.raises(ValueError, match="tree"):
        consistency_proof(LEAVES, 9)
    assert not is_included(LEAVES[0], 0, 0, (), EMPTY_ROOT)
    assert is_consistent(0, EMPTY_ROOT, 8, bytes.fromhex(ROOTS[8]), ())
    assert not is_consistent(0, LEAVES[0], 8, bytes.fromhex(ROOTS[8]), ())
    assert not is_consistent(3, LEAVES[0], 8, LEAVES[0], ())
