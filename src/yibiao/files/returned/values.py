"""The values of a collection: what was typed, file by file, and what is wrong with the files.

Shapes: `Collected` holds `FileResult`s, those hold `Returned` values. Nothing here knows a file format.
"""

from typing import Literal, NamedTuple

from yibiao.core.tables.values import FormId, Value
from yibiao.files.errors import reason
from yibiao.messages import say

# What became of a file. "repeated": its contents came in another file too; "ignored": not to be filled in.
State = Literal["taken", "refused", "repeated", "ignored"]

_LONGEST = 60


class Remark(NamedTuple):
    """One thing to say of a file: `code` keys `messages/collect`, or `messages/errors` behind ``errors.``.

    `cell` is the place as Excel names it (``F12``), "" where the whole file or sheet is meant.
    """

    code: str
    sheet: str = ""
    cell: str = ""
    args: tuple[tuple[str, str], ...] = ()

    def message(self, lang: str | None = None) -> str:
        """Return the sentence, on one line."""
        shortened = {name: _short(value) for name, value in self.args}
        if "." in self.code:
            return reason(self.code, shortened, lang)
        return say(f"collect.{self.code}", lang, **shortened)

    def line(self, file: str, lang: str | None = None) -> str:
        """Return ``武昌区.xlsx!F12: …``."""
        place = f"{file}!{self.cell}" if self.cell else file
        return say("collect.line", lang, place=place, said=self.message(lang))


class Returned(NamedTuple):
    """One value that was typed: `key` is the commitment's, `column` the form's column. Dates are ISO text."""

    unit: str
    form: FormId
    key: str
    column: str
    value: Value
    place: str


class Touched(NamedTuple):
    """One cell to fill that says something else than when its file was made: `value` None where it was emptied.

    `sheet` and `cell` are its place, `before` what it said then (shortened), `digest` tells that from any other text.
    """

    key: str
    column: str
    value: Value
    sheet: str
    cell: str
    before: str
    digest: str


class Filled(NamedTuple):
    """An entry of head or foot that was filled in: 填报人, 联系电话 …."""

    label: str
    text: str
    place: str


class FileResult(NamedTuple):
    """What one file gave; `returned`, `entries` and `touched` are empty unless it was taken."""

    name: str
    sha256: str
    state: State
    unit: str | None = None
    unit_name: str | None = None
    form: FormId | None = None
    returned: tuple[Returned, ...] = ()
    entries: tuple[Filled, ...] = ()
    faults: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()
    touched: tuple[Touched, ...] = ()


class Missing(NamedTuple):
    """A table that was expected and of which no file could be used."""

    unit: str
    unit_name: str
    form: FormId
    file_name: str


class Collected(NamedTuple):
    """Everything that came back; the same files give the same value, in whatever order they are handed over."""

    plan_version: str
    plan_digest: str
    files: tuple[FileResult, ...]
    missing: tuple[Missing, ...]

    @property
    def returned(self) -> tuple[Returned, ...]:
        """All values of all files that were taken, in the order of the tables."""
        return tuple(value for file in self.files for value in file.returned)

    @property
    def faulty(self) -> tuple[FileResult, ...]:
        """The files that were refused."""
        return tuple(file for file in self.files if file.state == "refused")


def remark(code: str, sheet: str = "", cell: str = "", /, **args: object) -> Remark:
    """Return a remark whose sentence has the slots `args`."""
    return Remark(code, sheet, cell, tuple((name, str(value)) for name, value in args.items()))


def _short(text: str) -> str:
    """Return a value as a sentence quotes it: on one line, not too long, nothing invisible."""
    line = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in " ".join(text.split())
    )
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
