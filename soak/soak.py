"""`make soak`: long fuzz, crash, load and hub runs, and tests at full size (docs/soak.md). Exit 1 when anything went wrong."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "wuhan-2021-26.txt"
RUNS = ("fuzz", "crash", "load", "queries", "rights", "pages", "hub")


# Tests that `make test` runs smaller: what they are told, and where they are.
AT_FULL_SIZE = {
    "queries": ({"YIBIAO_TEST_TASKS": "1000"}, "tests/web/api/test_query_counts.py"),
    "pages": ({"YIBIAO_TEST_EXAMPLES": "20"}, "tests/web/pages", "tests/web/api/test_schemathesis.py"),
    "rights": ({"YIBIAO_MATRIX": "full"}, "tests/web/rights", "tests/web/login", "tests/web/hostile", "tests/web/pages/test_hostile_texts.py"),
}


def at_full_size(name: str) -> int:
    """Run tests at full size on both databases; return how many runs failed."""
    told, *places = AT_FULL_SIZE[name]
    command = [sys.executable, "-m", "pytest", "-q", "--database"]
    env = {**os.environ, **told}
    return sum(
        subprocess.run([*command, database, *places], cwd=ROOT, env=env, check=False).returncode != 0
        for database in ("sqlite", "postgresql")
    )


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for, the seconds divided between fuzz and crash; load and hub take what they take."""
    options = _options(arguments)
    wanted = [name for name in RUNS if options.only in {"", name}]
    timed = max(1, len([name for name in wanted if name in {"fuzz", "crash"}]))
    start = time.monotonic()
    wrong = sum(_run(name, options.seconds / timed, options) for name in wanted)
    print(f"soak: seed {options.seed}, {time.monotonic() - start:.0f} s, {wrong} went wrong")
    return 1 if wrong else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="long fuzz, crash and load runs")
    parser.add_argument("--seconds", type=float, default=60, help="for fuzz and crash together")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same inputs")
    parser.add_argument("--only", choices=("", *RUNS), default="")
    parser.add_argument("--files", type=int, default=1000, help="files of the load run")
    parser.add_argument("--kills", type=int, default=1000, help="kills of the hub run, on each database")
    parser.add_argument("--work", type=Path, default=Path("build/soak"), help="where the runs write")
    return parser.parse_args(arguments)


def _run(name: str, seconds: float, options: argparse.Namespace) -> int:
    # Imported here: the readers must not be loaded before the path below is set.
    import batches  # noqa: PLC0415
    import fuzz  # noqa: PLC0415

    if name in AT_FULL_SIZE:
        return at_full_size(name)
    if name == "hub":
        import hub_kills  # noqa: PLC0415

        return hub_kills.run(options.kills, options.seed)
    work = options.work / name
    shutil.rmtree(work, ignore_errors=True)
    if name == "fuzz":
        return fuzz.run(seconds, options.seed, EXAMPLE, work)
    if name == "crash":
        return batches.crash(seconds, options.seed, EXAMPLE, work)
    return batches.load(EXAMPLE, work, options.files)


if __name__ == "__main__":
    # `made_files` writes documents for the tests too; the hub is killed as `make bench` does it, only more often.
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]
    sys.exit(main())
