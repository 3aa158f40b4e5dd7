"""Tokens of programs, idempotency keys, and links that open once."""

from typing import ClassVar

from django.db import models

from yibiao.hub.orgs.models import PersonRecord


class TokenRecord(models.Model):
    """A program's token: it acts as `person` with the rights of `scopes` at most. Only its SHA-256 is kept."""

    person = models.ForeignKey(PersonRecord, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)


class IdempotencyRecord(models.Model):
    """The answer to a write, kept with the key its sender gave: the same request again gets the same answer."""

    person = models.ForeignKey(PersonRecord, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="idempotency_once")]


class InvitationRecord(models.Model):
    """A link that opens once: the first administrator's, or a new person's, to set a password. Only its digest is kept."""

    person = models.ForeignKey(PersonRecord, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
