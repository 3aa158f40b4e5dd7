"""The API itself: its routers, its errors, its document and the page that shows it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja.openapi.docs import Swagger

from yibiao import __version__
from yibiao.web.acting import actor_for
from yibiao.web.api import (
    accounts,
    audit,
    commitments,
    coordination,
    documents,
    evidence,
    files,
    handing,
    jobs,
    library,
    machines,
    people,
    plans,
    units,
)
from yibiao.web.api.auth import SessionAuth, TokenAuth
from yibiao.web.api.document import Api
from yibiao.web.api.problems import add_handlers, problem


def described(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep what describes the API for those who may call it, unless the operator shows it to everybody."""

    @wraps(view)
    @require_safe
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PUBLIC_API_DOCS and actor_for(request).person is None:
            return problem(request, "unauthenticated")
        return view(request, *args, **kwargs)

    return shown


api = Api(
    title="Yibiao 一表",
    version=__version__,
    description="Plans, units, people, commitments and their provable history. docs/api-v1.md explains the rules.",
    urls_namespace="api-v1",
    auth=[TokenAuth(), SessionAuth()],
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs_decorator=described,
    docs=Swagger(settings={"persistAuthorization": False}),
)
for _router in (machines, plans, files, documents, library, jobs, commitments, handing, evidence, coordination, units, people, accounts, audit):
    api.add_router("", _router.router)
add_handlers(api)
