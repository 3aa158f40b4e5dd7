"""Many files: order, one bad among good ones, workers ended, names of the results."""

import multiprocessing
import os
import time

import pytest

from yibiao.files.batch import documents_below, output_names, run_batch
from yibiao.files.errors import UnusableInput


def slow_first(number):
    time.sleep(0.2 if number == 0 else 0)
    return number * number


def picky(number):
    if number % 3 == 1:
        raise UnusableInput("errors.empty", f"file-{number}")
    if number == 5:
        os._exit(3)
    return number


def run(function, count, jobs):
    arguments = [(number,) for number in range(count)]
    return list(run_batch(function, arguments, [f"file-{number}" for number in range(count)], jobs=jobs))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_asked(jobs):
    outcomes = run(slow_first, 30, jobs)
    assert [outcome.place for outcome in outcomes] == list(range(30))
    assert [outcome.result for outcome in outcomes] == [number * number for number in range(30)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_fails_is_reported_and_the_rest_goes_on(jobs):
    outcomes = run(picky, 8, jobs)
    assert [outcome.result for outcome in outcomes] == [0, None, 2, 3, None, None, 6, None]
    keys = [outcome.error.key for outcome in outcomes if outcome.error]
    assert keys == ["errors.empty", "errors.empty", "errors.crashed", "errors.empty"]
    assert outcomes[5].error.name == "file-5"


def test_nothing_to_do():
    assert run(picky, 0, 4) == []


def test_workers_end_with_the_batch():
    before = set(multiprocessing.active_children())
    outcomes = run_batch(slow_first, [(number,) for number in range(20)], ["x"] * 20, jobs=2)
    next(outcomes)
    assert set(multiprocessing.active_children()) - before
    outcomes.close()
    assert set(multiprocessing.active_children()) == before


def test_progress_counts_what_is_done():
    seen = []
    list(run_batch(slow_first, [(number,) for number in range(6)], ["x"] * 6, jobs=2, progress=seen.append))
    assert seen == sorted(seen)
    assert seen[-1] == 6


def test_documents_of_a_folder(tmp_path):
    for name in (
        "b.txt",
        "a.DOCX",
        "c.json",
        ".hidden.txt",
        "~$a.docx",
        "sub/d.html",
        ".git/e.txt",
        "f.xlsx",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    found = [os.path.relpath(path, tmp_path) for path in documents_below(tmp_path)]
    assert found == ["a.DOCX", "b.txt", os.path.join("sub", "d.html")]


def test_results_of_like_names_stay_apart():
    paths = ["x/方案.docx", "y/方案.txt", "方案-2.txt", "z/方案.pdf", "-", "A.txt", "a.html"]
    assert output_names(paths, ".json") == [
        "方案.json",
        "方案-3.json",
        "方案-2.json",
        "方案-4.json",
        "stdin.json",
        "A.json",
        "a-2.json",
    ]
    assert len(set(output_names(["a.txt"] * 50, ".json"))) == 50
