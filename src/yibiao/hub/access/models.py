"""Tokens of programs, idempotency keys, links that open once, and what signing in needs to remember."""

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


class PasswordRecord(models.Model):
    """The hash of a password that a person has had, so that it isn't taken again; `at` tells its age."""

    person = models.ForeignKey(PersonRecord, models.CASCADE, related_name="passwords")
    hash = models.CharField(max_length=255)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")


class SecondFactorRecord(models.Model):
    """A person's one-time codes (TOTP, RFC 6238). The secret is encrypted; of recovery codes only digests are kept.

    `step` is the last 30-second step whose code was taken: no code counts twice. `failures` counts wrong codes
    since the last right one.
    """

    person = models.OneToOneField(PersonRecord, models.CASCADE, related_name="second_factor")
    secret = models.TextField()
    recovery = models.JSONField(default=list)
    step = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()


class KeptFormRecord(models.Model):
    """A form that arrived after its sender's session had run out: `body` is encrypted, offered to that person alone."""

    person = models.ForeignKey(PersonRecord, models.CASCADE, related_name="kept_forms")
    path = models.CharField(max_length=500)
    back = models.CharField(max_length=500, blank=True)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
