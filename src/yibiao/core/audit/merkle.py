"""The Merkle tree of RFC 6962: hashes, its right edge as a value that grows, proofs and their check.

A hash is 32 bytes of SHA-256. A leaf is hashed with 0x00 before it, a node with 0x01, so that neither passes for
the other. Proofs follow RFC 6962 section 2.1, their check RFC 9162 sections 2.1.3.2 and 2.1.4.2.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf that holds `data`."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two hashes."""
    return sha256(b"\x01" + left + right).digest()


class Frontier(NamedTuple):
    """The right edge of a tree of `size` leaves: the hash of each of its perfect subtrees, the largest first.

    It is all that appending needs: `nodes` holds one hash for every 1 in the binary digits of `size`.
    """

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """Return the edge after one more leaf, given its hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """Return the edge after more leaves, given their hashes in order."""
        size, nodes = self.size, list(self.nodes)
        for leaf in leaves:
            rest, node = size, leaf
            while rest & 1:
                node = node_hash(nodes.pop(), node)
                rest >>= 1
            nodes.append(node)
            size += 1
        return Frontier(size, tuple(nodes))

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self.nodes:
            return EMPTY_ROOT
        root = self.nodes[-1]
        for node in self.nodes[-2::-1]:
            root = node_hash(node, root)
        return root

    def to_text(self) -> str:
        """Return the edge as ASCII text for one column: the size, a colon, the hashes in hex."""
        return f"{self.size}:{b''.join(self.nodes).hex()}"

    @classmethod
    def from_text(cls, text: str) -> "Frontier":
        """Return the edge that `to_text` wrote; raise `ValueError` for any other text."""
        digits, _, joined = text.partition(":")
        hashes = bytes.fromhex(joined)
        nodes = tuple(hashes[at : at + BYTES] for at in range(0, len(hashes), BYTES))
        made = cls(int(digits), nodes)
        whole = made.size >= 0 and len(hashes) == BYTES * made.size.bit_count()
        if not whole or made.to_text() != text:
            raise ValueError("not the edge of a tree")
        return made


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root of the tree over these leaf hashes."""
    return Frontier().extend(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the hashes that lead from the leaf at `index` to the root, the lowest first."""
    if not 0 <= index < len(leaves):
        raise ValueError("no such leaf")
    proof: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            proof.append(root_of(leaves[middle:end]))
            end = middle
        else:
            proof.append(root_of(leaves[start:middle]))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """Return the hashes that show the tree over the first `old_size` leaves to be the beginning of this one."""
    if not 0 <= old_size <= len(leaves):
        raise ValueError("no such tree")
    if old_size in (0, len(leaves)):
        return ()  # the empty tree begins every tree, and a tree begins itself
    proof: list[bytes] = []
    start, end, whole = 0, len(leaves), True
    while old_size != end:
        middle = start + _left_size(end - start)
        if old_size <= middle:
            proof.append(root_of(leaves[middle:end]))
            end = middle
        else:
            proof.append(root_of(leaves[start:middle]))
            start, whole = middle, False
    if not whole:  # the old root itself is known to who checks
        proof.append(root_of(leaves[start:end]))
    return tuple(reversed(proof))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `proof` shows the leaf hash at `index` to be in the tree of `size` leaves with this root."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(other, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, other)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows the tree with the old root to be the beginning of the one with `root`."""
    if not 0 <= old_size <= size:
        return False
    if old_size == 0:
        return old_root == EMPTY_ROOT and not proof
    if old_size == size:
        return old_root == root and not proof
    known = (old_root, *proof) if old_size.bit_count() == 1 else tuple(proof)
    return _grows(old_size, old_root, size, root, known)


def _grows(old_size: int, old_root: bytes, size: int, root: bytes, known: Sequence[bytes]) -> bool:
    """Build both roots from the same hashes; `known` begins with the largest subtree on the old edge."""
    if not known:
        return False
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old, new = known[0], known[0]
    for other in known[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, other)
        at, last = at >> 1, last >> 1
    return last == 0 and old == old_root and new == root


def _left_size(size: int) -> int:
    """Return the largest power of two below `size` (RFC 6962, section 2.1: where a tree is cut in two)."""
    return int(1 << (size - 1).bit_length() - 1)
