"""What is missed and what is found wrongly, fact by fact: ``python benchmarks/misses.py [class or path …]``.

For tuning. Documents kept aside are shown only when their class (`held`) is named.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from corpus_files import Labelled, corpus, documents
from labels import accepted, debatable, role_score
from support import figure, role_rows, target_score
from yibiao.core.compiler import compile_source
from yibiao.core.serialise import to_dict
from yibiao.core.source import SourceText


def report(labelled: Labelled) -> Iterator[str]:
    """Yield the scores of a document and a line per fact that is missing (-) or too much (+)."""
    answer = labelled.answer
    found = to_dict(compile_source(SourceText(labelled.text, name=labelled.path.name)))
    roles = role_score(answer, found["tasks"])
    targets = target_score(answer["targets"], found["targets"])
    yield f"{labelled.path.name}: roles {roles.f1:.3f}, targets {targets.f1:.3f}"
    open_rows = debatable(answer)
    want = role_rows(answer["tasks"]) - open_rows
    got = accepted(answer.get("accept") or {}, want, role_rows(found["tasks"])) - open_rows
    yield from (f"  - {' '.join(row)}" for row in sorted(want - got))
    yield from (f"  + {' '.join(row)}" for row in sorted(got - want))
    yield from _targets(answer["targets"], found["targets"])


def _targets(want: list[dict[str, object]], found: list[dict[str, object]]) -> Iterator[str]:
    left = [(target["task"], *figure(target), target["subject"]) for target in found]
    for target in want:
        key = (target["task"], *figure(target))
        hit = next((row for row in left if row[:5] == key), None)
        if hit is not None:
            left.remove(hit)
        elif not target.get("debatable"):
            yield f"  - {key} {target['subject']} | {target.get('text', '')}"
    yield from (f"  + {row[:5]} {row[5]}" for row in left)


def main(names: list[str]) -> None:
    """Print the report of every document asked for; without arguments, of those for tuning."""
    for name in names or ["tune"]:
        labelled = [one for one in corpus() if str(one.path).endswith(name) or one.path.stem == name]
        for one in labelled or documents(name):
            print("\n".join(report(one)))


if __name__ == "__main__":
    main(sys.argv[1:])
