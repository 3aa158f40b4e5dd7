"""Many objects changed at once, as a file or a pack asks: one transaction, an entry of the log for each object."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from yibiao.hub.access.actors import Actor
from yibiao.hub.actions import Act, kind_of, plain
from yibiao.hub.audit import anchor, log, personal
from yibiao.hub.audit.models import PersonalDatumRecord

BATCH = 500  # rows in one statement


class Several:
    """The changes under way; `act` begins the entry of one object."""

    def __init__(self, actor: Actor, reason: str = "", request: str = "") -> None:
        self.actor, self.reason, self.request = actor, reason, request
        self.personal: list[PersonalDatumRecord] = []
        self._acts: list[Act] = []

    def act(self, name: str, row: models.Model | None = None) -> Act:
        """Return an act called `name` about `row`; without changes it leaves no entry."""
        made = _OneOf(self, name)
        made.about(row)
        self._acts.append(made)
        return made

    @property
    def drafts(self) -> list[log.Draft]:
        """The entries, in order."""
        return [act.draft() for act in self._acts if act.changes]


class _OneOf(Act):
    """One of several acts: personal data are kept together in the end."""

    def __init__(self, several: Several, name: str) -> None:
        super().__init__(several.actor, name, reason=several.reason, request=several.request)
        self._several = several

    def _told(self, row: models.Model, field: str, value: Any) -> Any:
        if field not in personal.FIELDS.get(kind_of(row), ()):
            return plain(value)
        mark, kept = personal.sealing(value, row.pk)
        if kept is not None:
            self._several.personal.append(kept)
        return mark


@contextmanager
def several(actor: Actor, reason: str = "", request: str = "") -> Iterator[Several]:
    """Change several objects in one transaction behind the log's lock; checking rights is the caller's part."""
    with transaction.atomic():
        edge = log.lock()
        made = Several(actor, reason, request)
        yield made
        drafts = made.drafts
        if drafts:
            PersonalDatumRecord.objects.bulk_create(made.personal, batch_size=BATCH)
            log.append(edge, drafts)
            transaction.on_commit(anchor.anchor)
