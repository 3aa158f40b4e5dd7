"""How fast: a page to a plan, growth on hostile input, the start of the command, and the readers."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import opencc

from corpus_files import WUHAN, speed_document
from made_files import as_docx, as_html, as_pdf
from measure import Row, Work, interleaved
from references import docx_text, html_text, pdf_text
from yibiao import compiled
from yibiao.core.compiler import compile_source
from yibiao.core.source import SourceText

CONVERTER = opencc.OpenCC("t2s")


def compile_speed(runs: int) -> Iterator[Row]:
    """Text to complete plan, on one core, beside merely reading and converting the same bytes."""
    path = speed_document()
    if path != WUHAN:
        print("compile-speed: the crawled page in ../shared is not here; measured on the example")
    print(f"compile-speed: {'compiled modules' if compiled.is_running() else 'the source, interpreted'}")
    data = path.read_bytes()

    def plan() -> object:
        return compile_source(SourceText(data.decode("utf-8-sig"), name=path.name))

    def convert() -> object:
        return CONVERTER.convert(path.read_bytes().decode("utf-8-sig"))

    ours, theirs = interleaved([plan, convert], runs=runs)
    yield Row(
        "compile-speed",
        1 / ours,
        "docs/s",
        goal=300,
        reference="read + OpenCC t2s",
        reference_value=1 / theirs,
        ratio_goal=0.07,
        runs=runs,
    )


def _hostile(size: int) -> dict[str, str]:
    """Return inputs that make careless patterns quadratic; `size` 10 gives the lengths of the promise."""
    clause = "到2025年,各区新增高新技术企业2000家(牵头单位:市科技局;责任单位:市财政局、各区)、"
    return {
        "digits": "1" * (100_000 * size),
        "brackets": "(" * (10_000 * size),
        "line": clause * (1_000_000 * size // len(clause.encode())),
    }


def compile_linear(runs: int) -> Iterator[Row]:
    """The worst factor by which time grows when a hostile input is ten times as long: 10 is linear."""
    small, large = _hostile(1), _hostile(10)
    rounds = min(runs, 3)
    factors, references = [], []
    for kind in small:
        works = [
            _compiling(small[kind]),
            _compiling(large[kind]),
            _converting(small[kind]),
            _converting(large[kind]),
        ]
        short, long, short_reference, long_reference = interleaved(works, runs=rounds, budget=0.1)
        factors.append((kind, long / short))
        references.append(long_reference / short_reference)
    yield Row(
        "compile-linear",
        max(factor for _, factor in factors),
        "x per tenfold length",
        better="lower",
        goal=12,
        reference="OpenCC t2s",
        reference_value=max(references),
        runs=rounds,
        others=tuple(factors),
    )


def _compiling(text: str) -> Work:
    return lambda: compile_source(SourceText(text))


def _converting(text: str) -> Work:
    return lambda: CONVERTER.convert(text)


def help_start(runs: int) -> Iterator[Row]:
    """`yibiao --help`, from the shell's view, beside an interpreter that does nothing."""
    command = Path(sys.executable).with_name("yibiao")
    works = [_running([str(command), "--help"]), _running([sys.executable, "-c", "pass"])]
    ours, theirs = interleaved(works, runs=max(runs, 5), budget=0)
    yield Row(
        "help-start",
        ours,
        "s",
        better="lower",
        goal=0.3,
        reference="python -c pass",
        reference_value=theirs,
        runs=max(runs, 5),
    )


def _running(command: list[str]) -> Work:
    return lambda: subprocess.run(command, check=True, capture_output=True)


def read_html(runs: int) -> Iterator[Row]:
    """A saved page to text with spans, beside taking its raw text with selectolax."""
    from yibiao.files.html import read_html as ours  # noqa: PLC0415

    data = as_html(speed_document())
    works = (lambda: ours(data, "page.html"), lambda: html_text(data))
    yield _reading("read-html", works, "selectolax text", runs)


def read_docx(runs: int) -> Iterator[Row]:
    """A Word file to text with spans, beside joining its paragraphs with python-docx."""
    from yibiao.files.docx import read_docx as ours  # noqa: PLC0415

    data = as_docx(speed_document())
    works = (lambda: ours(data, "page.docx"), lambda: docx_text(data))
    yield _reading("read-docx", works, "python-docx text", runs)


def read_pdf(runs: int) -> Iterator[Row]:
    """A PDF to re-joined paragraphs, beside the raw text of its pages with pypdfium2."""
    from yibiao.files.pdf import read_pdf as ours  # noqa: PLC0415

    data = as_pdf(speed_document())
    works = (lambda: ours(data, "page.pdf"), lambda: pdf_text(data))
    yield _reading("read-pdf", works, "pypdfium2 text", runs)


def _reading(name: str, works: tuple[Work, Work], label: str, runs: int) -> Row:
    mine, other = interleaved(list(works), runs=runs)
    return Row(name, 1 / mine, "docs/s", reference=label, reference_value=1 / other, runs=runs)
