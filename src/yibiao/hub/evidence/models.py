"""Evidence that units brought, and the rows it serves."""

from typing import ClassVar

from django.db import models

from yibiao.core.evidence.naming import number_of
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord

# Kinds that are no file: an https address, and something that is held here.
LINK, RECORD = "link", "record"
# What stands in the place of a classified file: that it exists, and is shown on paper 线下办理.
STUB = "stub"


class EvidenceRecord(models.Model):
    """A piece of evidence of a unit: a file (`sha256`, `file`), an https address, a record of the hub (`target`).

    Its number is unique within unit and year (佐2026-0012). The same bytes are one file on the disk, whichever units
    brought them. Withdrawn, it stays with `withdrawn_at`; its file stays too. A classified file leaves a stub: no
    name, no digest, no byte of it, but the `reason`.
    """

    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="evidence")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    file = models.CharField(max_length=80, blank=True)
    target = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict)
    reason = models.JSONField(default=dict)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year", "serial"], name="evidence_number_once"),
            models.UniqueConstraint(
                fields=["unit", "sha256"], name="evidence_once", condition=~models.Q(sha256="") & models.Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.called}".strip()

    @property
    def number(self) -> str:
        """The number as forms show it."""
        return number_of(self.year, self.serial)

    @property
    def called(self) -> str:
        """The title, else the name of the file or the address."""
        return self.title or self.name or (self.target if self.kind == LINK else "")


class EvidenceLinkRecord(models.Model):
    """That a piece of evidence serves a row in a period. Taken off, it stays with `withdrawn_at`."""

    evidence = models.ForeignKey(EvidenceRecord, models.PROTECT, related_name="links")
    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, related_name="evidence", db_index=False)
    period = models.CharField(max_length=8)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=["commitment", "period"], name="evidence_row")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evidence", "commitment", "period"], name="evidence_link_once", condition=models.Q(withdrawn_at=None)
            )
        ]
