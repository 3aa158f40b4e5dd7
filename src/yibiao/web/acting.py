"""Who asks: the actor behind a request, from a program's token or a person's session."""

from django.http import HttpRequest

from yibiao.hub.access.actors import NOBODY, Actor, actor_of

TOKEN = "Bearer "


def actor_for(request: HttpRequest) -> Actor:
    """Return the actor behind a request, read once per request; `NOBODY` where nobody has signed in.

    A token given but not valid is nobody too: a program must not fall back to somebody's session.
    """
    known: Actor | None = getattr(request, "_yibiao_actor", None)
    if known is None:
        known = _read(request)
        request._yibiao_actor = known
    return known


def has_token(request: HttpRequest) -> bool:
    """Return whether the request carries a token, valid or not."""
    return request.headers.get("Authorization", "").startswith(TOKEN)


def _read(request: HttpRequest) -> Actor:
    given = request.headers.get("Authorization", "")
    if given.startswith(TOKEN):
        from yibiao.hub.access.tokens import actor_of_token  # noqa: PLC0415

        return actor_of_token(given.removeprefix(TOKEN).strip()) or NOBODY
    user = getattr(request, "user", None)
    return actor_of(user) if user is not None and user.is_authenticated else NOBODY
