"""After the kills: compare what was acknowledged with rows and log; prints what is wrong as a JSON list."""

import json
import os
import sys
from collections import Counter
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub_settings")

import django


def main(acknowledged: Path, period: str) -> None:
    """Check rows against acknowledgements, the log against both, and the heads against the log."""
    django.setup()
    from yibiao.hub.operations.proof import proof_here, verdict_on  # noqa: PLC0415

    keys = acknowledged.read_text(encoding="ascii").split()
    wrong = [*_log(keys), *_rows(keys, period)]
    verdict = verdict_on(proof_here(), live=False)
    wrong += [f"log: {fault.code} {fault.seq} {fault.number}" for fault in verdict.faults]
    json.dump(wrong, sys.stdout)


def _log(keys: list[str]) -> list[str]:
    """Each acknowledged save has one entry, whole, and there is none besides."""
    from yibiao.hub.models import EntryRecord  # noqa: PLC0415

    entries = [json.loads(line) for line in EntryRecord.objects.order_by("seq").values_list("line", flat=True)]
    found = Counter(entry["request"] for entry in entries)
    wrong = [f"lost: {key}" for key in keys if not found[key]]
    wrong += [f"twice: {key} ({count})" for key, count in found.items() if count > 1]
    wrong += [f"acknowledged twice: {key}" for key, count in Counter(keys).items() if count > 1]
    wrong += [f"never acknowledged: {key}" for key in found if key not in set(keys)]
    size = max(len(entry["changes"]) for entry in entries)
    for entry in entries:
        news = {new for _, _, new in entry["changes"]}
        if len(entry["changes"]) != size or len(news) != 1:
            wrong.append(f"half an entry: {entry['request']}")
    return wrong


def _rows(keys: list[str], period: str) -> list[str]:
    """The cells of a unit are those of its last acknowledged save, all of them."""
    from yibiao.hub.models import ValueRecord  # noqa: PLC0415

    last: dict[str, int] = {}
    for key in keys:
        unit, _, edition = key.rpartition("-")
        last[unit] = max(last.get(unit, -1), int(edition))
    rows = ValueRecord.objects.filter(period=period).values_list("commitment__unit__code", "value", "edition")
    states: dict[str, Counter[tuple[str, int]]] = {}
    for unit, value, edition in rows:
        states.setdefault(unit, Counter())[value, edition] += 1
    wrong = []
    for unit, edition in last.items():
        expected = {(str(edition), edition + 1)}
        if set(states.get(unit, ())) != expected:
            wrong.append(f"rows of {unit}: expected {expected}, found {dict(states.get(unit, {}))}")
    return wrong


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
