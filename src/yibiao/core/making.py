"""A document in the making: what the passes of the compiler read and write."""

from yibiao.core.annexes import Announced
from yibiao.core.cadence import CadenceDraft
from yibiao.core.definitions import DefinitionDraft
from yibiao.core.drafts import TaskDraft
from yibiao.core.head import Head
from yibiao.core.measures import MeasureDraft
from yibiao.core.outline import Outline
from yibiao.core.page import Page
from yibiao.core.reading import TargetDraft
from yibiao.core.repair import Damage
from yibiao.core.scope import ScopeRules
from yibiao.core.sentences import Sentences
from yibiao.core.site import Years
from yibiao.core.source import SourceText
from yibiao.core.tasktables import TaskTable

Range = tuple[int, int]
Scoped = tuple[str | None, TargetDraft]


class Draft:
    """A document in the making; every pass reads some of these fields and writes one or two.

    All offsets are those of the clean text. A target stands with the id of its task or section.
    """

    __slots__ = (
        "announced", "cadence", "damages", "definitions", "head", "measures", "outline", "page", "rules",
        "sentences", "source", "tables", "targets", "tasks", "years",
    )  # fmt: skip

    page: Page
    damages: tuple[Damage, ...]
    sentences: Sentences
    head: Head
    announced: Announced
    tables: list[TaskTable]
    outline: Outline
    rules: ScopeRules
    tasks: list[TaskDraft]
    years: Years
    targets: list[Scoped]
    measures: dict[str, list[MeasureDraft]]
    cadence: list[CadenceDraft]
    definitions: list[DefinitionDraft]

    def __init__(self, source: SourceText) -> None:
        self.source = source
