"""The index of the library: how often every pair of characters stands in a document.

A query finds the same documents, in the same order, on every database, because the database only looks up
numbers and compares folded texts; scores are computed by the program (`core/search`). All of it can be made anew
from the documents: backups leave it out.
"""

from typing import ClassVar

from django.db import models

from yibiao.core.search.folding import Folded
from yibiao.hub.plans.models import DocumentRecord


class IndexedRecord(models.Model):
    """A document that has been indexed: its text as received, and folded as it is searched, with the way back.

    `length` is the number of characters that count for scores, `year` the year of its number, else of its date.
    """

    document = models.OneToOneField(DocumentRecord, models.CASCADE, primary_key=True, related_name="indexed")
    text = models.TextField()
    folded = models.TextField()
    runs = models.JSONField(default=list)
    length = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    def as_folded(self) -> Folded:
        """Return the folded text with the way back to the text as received."""
        return Folded(self.folded, tuple((first, source) for first, source in self.runs))


class PairRecord(models.Model):
    """How often a pair of characters, as a number (`core/search/pairs`), stands in a document.

    There are some two thousand for a document of a few pages: the key is the pair and the document, and there is
    no other index.
    """

    pk = models.CompositePrimaryKey("pair", "document_id")
    pair = models.BigIntegerField()
    document = models.ForeignKey(DocumentRecord, models.CASCADE, related_name="pairs", db_index=False)
    count = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["pair", "document_id"]
