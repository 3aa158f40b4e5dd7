"""Webhooks and what is to be delivered to them: rows written with the change, sent afterwards."""

from django.db import models

from yibiao.hub.base import Editable
from yibiao.hub.orgs.models import PersonRecord


class WebhookRecord(Editable):
    """An address that is told of events. `secret` signs each delivery; `events` are names of actions or prefixes."""

    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=100)
    events = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()


class DeliveryRecord(models.Model):
    """One event for one webhook: tried until it is taken, with growing pauses, then given up."""

    WAITING, DELIVERED, GIVEN_UP = "waiting", "delivered", "given_up"

    webhook = models.ForeignKey(WebhookRecord, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(max_length=10, default=WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
