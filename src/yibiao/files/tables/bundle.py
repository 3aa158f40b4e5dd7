"""Every file of a plan's tables: a folder per form, a file per unit and format, and the city's overview."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from yibiao.core.commitments.values import Commitments
from yibiao.core.splits.apply import is_rate
from yibiao.core.tables.filenames import safe_names
from yibiao.core.tables.making import tables
from yibiao.core.tables.overview import overview
from yibiao.core.tables.values import Form, UnitTable
from yibiao.files.tables.docx import document
from yibiao.files.tables.overview import overview_workbook
from yibiao.files.tables.pdf import pdfs
from yibiao.files.tables.xlsx import workbook
from yibiao.messages import say

_Writer = Callable[[Iterable[UnitTable]], Iterable[bytes]]
_WRITERS: dict[str, _Writer] = {
    "xlsx": lambda tables: map(workbook, tables),
    "docx": lambda tables: map(document, tables),
    "pdf": pdfs,
}
FORMATS = tuple(_WRITERS)


class Printed(NamedTuple):
    """One file: its path below the folder, with ``/``, and its content."""

    path: str
    data: bytes


class Bundle:
    """The files of a plan's tables. Iterating makes them one by one, so that progress can be shown.

    They are papers of an office and speak Chinese, whatever the language of the program's own messages. Without
    `empty`, units that owe nothing have none. `last` is done to every table before it is written.
    """

    def __init__(
        self,
        commitments: Commitments,
        forms: Sequence[Form],
        formats: Sequence[str],
        *,
        period: str | None = None,
        cut_off: str | None = None,
        watermark: str = "",
        empty: bool = True,
        last: Callable[[UnitTable], UnitTable] = lambda table: table,
    ) -> None:
        self._commitments = commitments
        self._formats = formats
        self._watermark = watermark
        self._tables = [
            (form, _marked((last(table) for table in made if table.rows or empty), watermark))
            for form in forms
            for made in [tables(commitments, form, period=period, cut_off=cut_off)]
        ]

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self.names)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The paths of the files below the folder, with ``/``, in the order in which they are made."""
        first = (self.overview_name,) if "xlsx" in self._formats else ()
        folders = safe_names(form.name for form, _ in self._tables)
        below = (
            f"{folder}/{table.file_name}.{suffix}"
            for folder, (form, found) in zip(folders, self._tables, strict=True)
            for suffix in self._of(form)
            for table in found
        )
        return (*first, *below)

    def __iter__(self) -> Iterator[Printed]:
        """Yield the files, form by form; the overview first."""
        return map(Printed, self.names, self._contents())

    def _contents(self) -> Iterator[bytes]:
        if "xlsx" in self._formats:
            yield overview_workbook(overview(self._commitments)._replace(watermark=self._watermark))
        for form, found in self._tables:
            for suffix in self._of(form):
                yield from _WRITERS[suffix](found)

    def _of(self, form: Form) -> list[str]:
        return [suffix for suffix in form.formats if suffix in self._formats]

    @property
    def overview_name(self) -> str:
        """The name of the overview workbook."""
        return say("tables.overview-file", "zh")

    @property
    def units(self) -> int:
        """How many units have a table."""
        return max((len(found) for _, found in self._tables), default=0)

    @property
    def unset(self) -> int:
        """How many totals wait to be split; rates do not."""
        waiting = (row.target for row in self._commitments.rows if row.target and row.holding == "unset")
        return len({target.key for target in waiting if not is_rate(target)})

    @property
    def drafts(self) -> int:
        """How many tables carry 征求意见稿, because a split in them is not approved."""
        return max((sum(table.draft for table in found) for _, found in self._tables), default=0)


def _marked(made: Iterable[UnitTable], watermark: str) -> list[UnitTable]:
    return [table._replace(watermark=watermark) for table in made]


def written(table: UnitTable, suffix: str) -> bytes:
    """Return one table in one of `FORMATS`."""
    return next(iter(_WRITERS[suffix]([table])))
