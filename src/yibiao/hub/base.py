"""What the hub's rows have in common: an edition that tells two editors apart, and rows that never change."""

from typing import Any, Self

from django.db import models


class Editable(models.Model):
    """A row that people edit: `edition` grows by one with each change, so that the second of two editors is told."""

    edition = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class WrittenOnceError(TypeError):
    """A programmer's mistake: a row that is written once was to be changed."""


class WrittenOnce(models.Model):
    """A row that is written once; the database refuses changes too (triggers in the migrations)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Insert the row; a second save is a programmer's mistake."""
        if not self._state.adding:
            raise WrittenOnceError(type(self).__name__)
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        """Refuse."""
        raise WrittenOnceError(type(self).__name__)


class Dated(models.Model):
    """A row that holds from a day to a day, both inclusive; an open end is empty."""

    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class DatedQuerySet(models.QuerySet[Any]):
    """Rows of `Dated`."""

    def on(self, day: Any) -> Self:
        """Keep the rows that hold on `day`."""
        begun = models.Q(since=None) | models.Q(since__lte=day)
        return self.filter(begun, models.Q(until=None) | models.Q(until__gte=day))
