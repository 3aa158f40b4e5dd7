"""Reading the log: heads as they stand in their file, and proofs."""

from itertools import islice
from typing import Any

from yibiao.core.audit.heads import parse
from yibiao.core.audit.merkle import inclusion_proof, root_of
from yibiao.hub.audit.anchor import heads_file
from yibiao.hub.audit.models import EntryRecord


def heads_after(number: int, limit: int) -> list[tuple[int, str]]:
    """Return the numbers and lines of up to `limit` heads above `number`, in order."""
    path = heads_file()
    if not path.exists():
        return []
    with path.open("rb") as file:
        lines = islice(file, number + 1, number + 1 + limit)
        return [(parse(line.rstrip(b"\n")).number, line.decode("ascii").rstrip("\n")) for line in lines if line.endswith(b"\n")]


def inclusion(seq: int) -> dict[str, Any]:
    """Return size, root and proof (hex) that the entry at `seq` is in the log as it stands.

    Reads every leaf hash: a second for a million entries, which an auditor's single question may take.
    """
    leaves = [bytes.fromhex(leaf) for leaf in EntryRecord.objects.order_by("seq").values_list("leaf", flat=True)]
    proof = [part.hex() for part in inclusion_proof(leaves, seq)]
    return {"size": len(leaves), "root": root_of(leaves).hex(), "proof": proof}
