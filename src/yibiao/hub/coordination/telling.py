"""Who hears of an item: whoever has to act on it next, and those it is between. What is prepared is not told of."""

from yibiao.core.coordination.machines import machine_of
from yibiao.hub.actions import Act, name_of
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.notices import hearing
from yibiao.hub.notices.occasions import settle
from yibiao.hub.notices.telling import tell
from yibiao.messages import say


def path_of(item: ItemRecord) -> str:
    """Return the path of an item's page."""
    return f"/coordination/items/{item.pk}"


def tell_step(act: Act, item: ItemRecord, step: str) -> None:
    """Tell who has to act next that they have to, and who is concerned what came of it; whoever did it isn't told."""
    state = machine_of(item.kind).states[item.state]
    settle(name_of(item))
    slots = {"title": item.title, "step": _said(step), "kind": _kind(item)}
    next_ones = waited_for(item, state.waits)
    tell(next_ones, "coordination.told-next", path_of(item), name_of(item), act.actor.person, **slots)
    if state.stage in ("open", "done"):
        concerned = hearing.working_in([item.asker_id, *([item.unit_id] if item.unit_id else [])]) - next_ones
        tell(concerned, "coordination.told-step", path_of(item), name_of(item), act.actor.person, **slots)


def tell_raised(act: Act, item: ItemRecord) -> None:
    """Tell who has to act on a new item."""
    hear = waited_for(item, machine_of(item.kind).states[item.state].waits)
    slots = {"title": item.title, "kind": _kind(item)}
    tell(hear, "coordination.told-raised", path_of(item), name_of(item), act.actor.person, **slots)


def tell_climbed(act: Act, item: ItemRecord) -> None:
    """Tell the level that an item has come up to; of one that went past several at once, the last alone."""
    hear = people_at(item, item.level)
    slots = {"title": item.title, "kind": _kind(item)}
    settle(name_of(item))
    tell(hear, "coordination.told-climbed", path_of(item), name_of(item), act.actor.person, **slots)


def people_at(item: ItemRecord, level: str) -> set[int]:
    """Return the people (by id) at a level."""
    match level:
        case "lead":
            return hearing.working_in(item.commitment.leads.values("unit")) if item.commitment else set()
        case "dispatching":
            return hearing.dispatchers_of(item.plan)
        case "leader":
            return hearing.leaders_of(item.plan)
    return hearing.working_in([item.unit_id]) if item.unit_id else set()


def waited_for(item: ItemRecord, who: str) -> set[int]:
    """Return the people (by id) for whom an item waits."""
    match who:
        case "do":
            return hearing.working_in([item.unit_id]) if item.unit_id else set()
        case "ask":
            return hearing.working_in([item.asker_id])
        case "direct":
            return hearing.dispatchers_of(item.plan)
        case "charge":
            return hearing.leaders_of(item.plan)
        case "sign":
            return hearing.heads_of([item.asker_id]) or hearing.leaders_of(item.plan)
    return set()


def _said(step: str) -> dict[str, str]:
    return {lang: say(f"coordination.step-{step}", lang) for lang in ("zh", "en")}


def _kind(item: ItemRecord) -> dict[str, str]:
    return {lang: say(f"coordination.kind-{item.kind}", lang) for lang in ("zh", "en")}
