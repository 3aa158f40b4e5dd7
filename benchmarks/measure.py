"""Measuring: a value and its reference in the same run, turn by turn, and the row both end in."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

Better = Literal["higher", "lower"]
Work = Callable[[], object]


class Row(NamedTuple):
    """One line of `build/bench.json`; `others` holds further tools measured in the same run."""

    name: str
    value: float
    unit: str
    better: Better = "higher"
    goal: float | None = None
    reference: str | None = None
    reference_value: float | None = None
    ratio_goal: float | None = None
    runs: int = 1
    others: tuple[tuple[str, float], ...] = ()

    @property
    def ratio(self) -> float | None:
        """The value against its reference, turned so that higher is better; None without a reference."""
        if not self.reference_value or not self.value:
            return None
        ratio = self.value / self.reference_value
        return ratio if self.better == "higher" else 1 / ratio

    @property
    def reached(self) -> bool | None:
        """Whether every goal of the row is met; None where it has none."""
        met = []
        if self.goal is not None:
            met.append(self.value >= self.goal if self.better == "higher" else self.value <= self.goal)
        if self.ratio_goal is not None and self.ratio is not None:
            met.append(self.ratio >= self.ratio_goal)
        return all(met) if met else None

    def as_json(self) -> dict[str, Any]:
        """Return the row as the plan format's "Benchmarks" names its fields."""
        row = {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "better": self.better,
            "goal": self.goal,
            "reference": self.reference,
            "reference_value": _rounded(self.reference_value),
            "ratio": _rounded(self.ratio),
            "ratio_goal": self.ratio_goal,
            "runs": self.runs,
        }
        others = {name: _rounded(value) for name, value in self.others}
        return row | ({"others": others} if others else {})


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def seconds(work: Work, times: int = 1) -> float:
    """Return the wall seconds that one of `times` calls of `work` takes, without garbage collection."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - start) / times
    finally:
        gc.enable()


def interleaved(works: list[Work], *, runs: int, budget: float = 0.2) -> list[float]:
    """Return the median seconds of each work, measured turn by turn so that a busy machine hits all alike.

    Each turn repeats a work for about `budget` seconds.
    """
    if budget:  # the first call loads packs and tables; it says nothing about the next
        for work in works:
            work()
    times = [max(1, int(budget / max(seconds(work), 1e-7))) for work in works]
    turns = [[seconds(work, count) for work, count in zip(works, times, strict=True)] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*turns, strict=True)]
