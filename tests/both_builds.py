"""Run by `test_compiled.py`, once interpreted and once compiled: prints what becomes of every input, as JSON lines."""

import json
import sys
import traceback
from collections.abc import Callable, Iterator

from made_files import as_docx, as_html
from samples import EXAMPLE, everything, text_of
from yibiao import compiled
from yibiao.core.compiler import compile_source
from yibiao.core.emit import dumps_json
from yibiao.core.serialise import to_dict
from yibiao.core.source import SourceText
from yibiao.files.documents import compile_document

sys.path.insert(0, str(EXAMPLE.parents[1] / "tests" / "core"))
from test_hostile_text import SHAPES

# Characters that are no text, no text at all, bytes of no kind of file, and files that break off.
STRANGE = {
    "nothing": "",
    "a blank": " ",
    "a lone surrogate": "一、建设\ud80020个平台（市科技局牵头）",
    "beyond the plane": "一、建设𠮷20个平台（市科技局牵头）😀",
    "zeros": "\0" * 50,
    "odd line ends": "一、建设\r20个\x85平台\u2028（市科技局牵头）\v",
}
BYTES = {
    "nothing": b"",
    "blanks": b" \n\t",
    "no kind of file": bytes(range(256)) * 4,
    "a broken zip": b"PK\x03\x04" + b"\xff" * 90,
    "a broken PDF": b"%PDF-1.7\n" + b"\x00" * 90,
}


def main() -> None:
    """Print which build runs, then a line per input."""
    print(json.dumps({"compiled": compiled.is_running()}))
    for name, work in works():
        print(json.dumps([name, outcome(work)]))


def works() -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the name of each input and what compiles it."""
    for path in everything():
        yield path.name, lambda path=path: compile_source(SourceText(text_of(path), name=path.name))
    for path in everything()[:3]:
        yield f"{path.name} as HTML", lambda path=path: compile_document(as_html(path), name="a.html")
        yield f"{path.name} as DOCX", lambda path=path: compile_document(as_docx(path), name="a.docx")
    for name, (shape, size) in SHAPES.items():
        yield name, lambda shape=shape, size=size: compile_source(SourceText(shape(min(size, 1500))))
    for name, text in STRANGE.items():
        yield name, lambda text=text: compile_source(SourceText(text))
    for name, data in BYTES.items():
        yield name, lambda data=data, name=name: compile_document(data, name=name)


def outcome(work: Callable[[], object]) -> str:
    """Return the plan as its file holds it, or the error with its text and how deep in it came about."""
    try:
        return dumps_json(to_dict(work()))
    except Exception as error:
        return f"{type(error).__name__}: {error} ({traceback.extract_tb(error.__traceback__)[-1].name})"


if __name__ == "__main__":
    main()
