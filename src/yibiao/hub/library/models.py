"""The index of the library: how often every pair of characters stands in a document.

A query finds the same documents, in the same order, on every database, because the database only looks up
pairs by equality; scores are computed by the program.
"""

from typing import ClassVar

from django.db import models

from yibiao.hub.plans.models import DocumentRecord


class IndexedRecord(models.Model):
    """A document that has been indexed: the number of pairs in it, for scores."""

    document = models.OneToOneField(DocumentRecord, models.CASCADE, primary_key=True, related_name="indexed")
    text = models.TextField()
    length = models.PositiveIntegerField()
    at = models.DateTimeField()


class PairRecord(models.Model):
    """How often a pair of characters (lower case, half width) stands in a document."""

    document = models.ForeignKey(DocumentRecord, models.CASCADE, related_name="pairs")
    pair = models.CharField(max_length=8)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["pair", "document"], name="pair_once")]
