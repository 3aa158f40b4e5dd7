"""Named actions: the only way people change anything.

An action checks the right, locks, changes rows, and leaves an entry with old and new values, all in one
transaction; a signed tree head follows its commit. Arithmetic belongs to `core`, not here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import models, transaction

from yibiao.core.audit.merkle import Frontier
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check
from yibiao.hub.access.subjects import Subject
from yibiao.hub.audit import anchor, log, personal
from yibiao.hub.base import Editable
from yibiao.hub.clock import now

P = ParamSpec("P")
T = TypeVar("T")


class Stale(Exception):
    """Somebody else has changed the object meanwhile: `row` is how it stands now. Nothing was written."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(name_of(row))
        self.row = row


class Refused(Exception):
    """The action cannot be done as asked: `key` and `slots` are a sentence of the message books."""

    def __init__(self, key: str, **slots: Any) -> None:
        super().__init__(key)
        self.key, self.slots = key, slots


def kind_of(row: models.Model) -> str:
    """Return the kind of a row in the log and in rights: ``PlanRecord`` → ``plan``."""
    return str(type(row).__name__).removesuffix("Record").lower()


def name_of(row: models.Model | None) -> str:
    """Return the name of a row in the log: ``plan:5``; the system as a whole is ``system``."""
    return f"{kind_of(row)}:{row.pk}" if row is not None else "system"


class Act:
    """One action under way: who, when, why, and what has been changed so far."""

    def __init__(self, actor: Actor, name: str, *, reason: str = "", request: str = "") -> None:
        self.actor, self.name = actor, name
        self.reason, self.request = reason, request
        self.at = now()
        self.object = "system"
        self.unit = actor.units[0] if actor.units else ""
        self.plan = ""
        self.changes: list[log.Change] = []

    def about(self, row: models.Model | None) -> None:
        """Name the object of the action; the plan it belongs to is noted too."""
        self.object = name_of(row)
        plan = row.pk if row is not None and kind_of(row) == "plan" else getattr(row, "plan_id", None)
        self.plan = f"plan:{plan}" if plan else ""

    def note(self, field: str, old: Any, new: Any) -> None:
        """Note one change; both values must be JSON."""
        self.changes.append((field, old, new))

    def set(self, row: models.Model, **fields: Any) -> bool:
        """Set fields of a row, note what changed, save it; return whether anything did."""
        changed = [field for field, value in fields.items() if getattr(row, field) != value]
        for field in changed:
            old, new = getattr(row, field), fields[field]
            self.note(self._label(row, field), self._told(row, field, old), self._told(row, field, new))
            setattr(row, field, new)
        if changed:
            save_next_edition(row, *changed)
        return bool(changed)

    def made(self, row: models.Model, *fields: str) -> None:
        """Note a new row and the fields that matter."""
        for field in fields:
            self.note(self._label(row, field), None, self._told(row, field, getattr(row, field)))

    def _label(self, row: models.Model, field: str) -> str:
        return field if name_of(row) == self.object else f"{name_of(row)}.{field}"

    def _told(self, row: models.Model, field: str, value: Any) -> Any:
        if field in personal.FIELDS.get(kind_of(row), ()):
            return personal.seal(value, row.pk)
        return plain(value)

    def draft(self) -> log.Draft:
        """Return the entry of this action."""
        return log.Draft(
            at=self.at,
            actor=self.actor.name,
            action=self.name,
            object=self.object,
            changes=self.changes,
            acting_for=self.actor.acting_for,
            unit=self.unit,
            plan=self.plan,
            reason=self.reason,
            request=self.request,
        )


def plain(value: Any) -> Any:
    """Return a value as the log writes it: rows by name, dates as text, numbers that aren't whole as text."""
    if value is None or isinstance(value, str | bool | int | list | dict):
        return value
    if isinstance(value, models.Model):
        return name_of(value)
    return str(value)


def save_next_edition(row: models.Model, *fields: str) -> None:
    """Save some fields of a row; an editable row gets its next edition."""
    if isinstance(row, Editable):
        row.edition += 1
        fields = (*fields, "edition")
    row.save(update_fields=fields)


def fresh(row: models.Model, expected: int | None) -> None:
    """Read a row anew, and raise `Stale` where its edition isn't the one the editor saw (None: not asked)."""
    row.refresh_from_db()
    if expected is not None and isinstance(row, Editable) and row.edition != expected:
        raise Stale(row)


def record(edge: Frontier, drafts: list[log.Draft]) -> Frontier:
    """Append entries behind `edge`, queue what webhooks are told of them, and have a head signed after the commit."""
    from yibiao.hub.outbox.hooks import queue  # noqa: PLC0415  webhooks are changed by actions themselves

    grown = log.append(edge, drafts)
    queue(drafts, edge.size)
    transaction.on_commit(anchor.anchor)
    return grown


def action(
    name: str, right: str | None = None, *, about: Callable[[Any], models.Model | Subject | None] | None = None
) -> Callable[[Callable[Concatenate[Act, P], T]], Callable[..., T]]:
    """Make a function an action called `name` that needs `right` (default: the same name) on its first argument.

    The wrapped function is called with an `Actor` in place of the `Act`, and takes besides its own arguments
    ``reason``, ``request`` and ``edition`` (what the editor saw). `about` gives what the right is asked about
    where it isn't the first argument itself. Raises `Denied`, `Stale`, `Refused`.
    """

    def wrap(work: Callable[Concatenate[Act, P], T]) -> Callable[..., T]:
        @wraps(work)
        def run(actor: Actor, *args: Any, reason: str = "", request: str = "", edition: int | None = None, **more: Any) -> Any:
            act = Act(actor, name, reason=reason, request=request)
            with transaction.atomic():
                edge = log.lock()
                row = args[0] if args and isinstance(args[0], models.Model) else None
                if row is not None:
                    fresh(row, edition)
                    act.about(row)
                check(actor, right or name, about(args[0] if args else None) if about else row)
                result = work(act, *args, **more)
                record(edge, [act.draft()])
            return result

        run.action = name  # type: ignore[attr-defined]
        return run

    return wrap
