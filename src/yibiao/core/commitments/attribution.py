"""Totals shared by a zone and the districts it lies in: which of the two counts a thing must be said.

A zone overlaps districts (东湖高新 with 洪山, 江夏), and a firm registered in the district may be managed by the
zone. Each such target needs an attribution rule (注册地, 托管地), else the same thing is counted twice.
"""

from collections.abc import Iterable

from yibiao.core.commitments.values import Commitment
from yibiao.core.findings import finding
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.plan import Finding, Target


def attribution_findings(rows: Iterable[Commitment], pack: UnitPack) -> list[Finding]:
    """Return a finding for each split total that overlapping units share without an attribution rule."""
    sharers: dict[str, list[str]] = {}
    targets: dict[str, Target] = {}
    for row in rows:
        if row.target and row.holding == "share" and not (row.details and row.details.attribution):
            sharers.setdefault(row.target.key, []).append(row.unit)
            targets[row.target.key] = row.target
    return [
        _finding(targets[key], pairs) for key, units in sharers.items() if (pairs := _overlapping(units, pack))
    ]


def _overlapping(units: list[str], pack: UnitPack) -> list[str]:
    """Return the zones among `units` with those of their districts that share too: ``光谷 / 洪山区、江夏区``."""
    names = {unit.id: unit.name for unit in pack.units}
    found = []
    for unit in pack.units:
        beside = [names[other] for other in unit.overlaps if other in units]
        if unit.id in units and beside:
            found.append(f"{unit.name} / {'、'.join(beside)}")
    return found


def _finding(target: Target, pairs: list[str]) -> Finding:
    return finding(
        "attribution-needed",
        target.span,
        task=target.task,
        about=target.id,
        subject=target.subject,
        target=target.id,
        units="；".join(pairs),
    )
