"""The log of entries and its state; personal data stand outside it."""

from django.db import models

from yibiao.hub.base import WrittenOnce
from yibiao.hub.orgs.models import PersonRecord


class EntryRecord(WrittenOnce):
    """One entry of the log: `seq` its place from 0, `line` its canonical bytes as text, `leaf` the hash of them.

    The other columns repeat parts of the line for searching; the line alone is what is proven.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=60, db_index=True)
    unit = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    object = models.CharField(max_length=80, db_index=True)
    plan = models.CharField(max_length=20, blank=True, db_index=True)
    line = models.TextField()
    leaf = models.CharField(max_length=64)

    class Meta:
        ordering = ("seq",)


class LogRecord(models.Model):
    """The state of the log, one row: how many entries, and the compact range they hash to (`Frontier`).

    Whoever appends locks this row first, so that entries have one order on every database.
    """

    size = models.BigIntegerField(default=0)
    frontier = models.TextField(blank=True)


class PersonalDatumRecord(models.Model):
    """A personal datum named in the log by its salted digest; erased, the digest stays and the value is gone."""

    digest = models.CharField(max_length=64, primary_key=True)
    salt = models.CharField(max_length=64, blank=True)
    value = models.TextField(blank=True)
    person = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)
