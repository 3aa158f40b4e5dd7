"""How much hands have to type in a year: the example plan lived by units with habits, from a seed (docs/burden.md)."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import Row

ROOT = Path(__file__).resolve().parents[1]
SEED = 11
GOAL = 1.2
_CODE = """
import json, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "yibiao.hub.settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pathlib import Path
from yibiao.hub import demo
kept, begun = [], time.monotonic()
inner = demo.play
demo.play = lambda *given: kept.append(inner(*given))
demo.fill(Path(sys.argv[1]), lambda key: None, int(sys.argv[2]))
one = kept[0]
print(json.dumps({"typed": one.typed, "changed": one.changed, "carried": one.carried, "clicks": one.clicks,
    "reports": len(one.year.reports), "units": len(one.year.habits), "seconds": time.monotonic() - begun}))
"""


def burden(_runs: int) -> Iterator[Row]:
    """Live a year of the example once (the same seed gives the same year) and count what was typed, beside typing every cell."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", _CODE, str(ROOT / "examples"), str(SEED)],
            env={**os.environ, "YIBIAO_HOME": home}, capture_output=True, text=True, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout.strip().splitlines()[-1])
    every = (told["changed"] + told["carried"]) / told["changed"]
    counted = tuple((name, float(told[name])) for name in ("typed", "changed", "carried", "clicks", "reports", "units", "seconds"))
    yield Row(
        "burden-typed", told["typed"] / told["changed"], "fields typed/value", better="lower", goal=GOAL,
        reference="every cell typed every month", reference_value=every, others=counted,
    )  # fmt: skip
