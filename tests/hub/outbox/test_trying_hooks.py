"""A webhook that is tried is told so, whatever events it wants."""

import json

import pytest

from made_hub import make_actor, make_city
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.outbox.hooks import test_webhook as try_webhook
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord


@pytest.fixture
def city(db: None) -> dict[str, UnitRecord]:
    return make_city()


@pytest.fixture
def keeper(city: dict[str, UnitRecord]) -> Actor:
    return make_actor(city["city"], "system_admin")


def hook(**fields: object) -> WebhookRecord:
    given = {"name": "平台", "url": "https://93.184.216.34/x", "secret": "s", "events": ["plan.publish"], "made_at": now()}
    return WebhookRecord.objects.create(**{**given, **fields})


@pytest.mark.parametrize("events", [["plan.publish"], ["*"], ["webhook.*"]])
def test_one_message_goes_out(keeper: Actor, events: list[str]) -> None:
    made = hook(events=events)
    try_webhook(keeper, made)
    sent = DeliveryRecord.objects.get(webhook=made)
    assert (sent.event, sent.state) == ("webhook.test", DeliveryRecord.WAITING)
    assert json.loads(sent.body)["object"] == f"webhook:{made.pk}"
    assert EntryRecord.objects.order_by("-seq")[0].action == "webhook.test"


def test_one_that_is_off_is_not_tried(keeper: Actor) -> None:
    with pytest.raises(Refused) as error:
        try_webhook(keeper, hook(active=False))
    assert error.value.key == "outbox.not-active"
    assert not DeliveryRecord.objects.exists()


def test_others_try_none(city: dict[str, UnitRecord]) -> None:
    with pytest.raises(Denied):
        try_webhook(make_actor(city["east"], "head"), hook())
