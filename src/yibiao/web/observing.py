"""Health, readiness, metrics, and one structured line a request: for the operator, without personal data.

A line holds the route and not the address: what somebody searched for or whose page it was stays out.
"""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from yibiao.hub.audit import anchor
from yibiao.hub.audit.models import LogRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.outbox.models import DeliveryRecord
from yibiao.web.acting import actor_for, has_token
from yibiao.web.middleware.address import client_address

log = structlog.get_logger("yibiao.requests")
registry = CollectorRegistry()
SECONDS = Histogram(
    "yibiao_request_seconds", "Seconds to answer", ["method", "route", "status"], registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10),
)  # fmt: skip
ERRORS = Counter("yibiao_errors_total", "Requests that ended in an error of the program", ["route"], registry=registry)
ENTRIES = Gauge("yibiao_audit_entries", "Entries of the audit log", registry=registry)
JOBS = Gauge("yibiao_jobs", "Jobs by state", ["state"], registry=registry)
WAITING = Gauge("yibiao_deliveries_waiting", "Webhook deliveries that wait", registry=registry)


# Anything else is one kind: each new word would be kept as a row of its own for good.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class ObservingMiddleware:
    """Measures every request and writes one line about it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; note what and how long."""
        began = time.perf_counter()
        answer = self._get_response(request)
        self._note(request, answer.status_code, time.perf_counter() - began)
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Note an error of the program with its traceback; the answer is Django's."""
        ERRORS.labels(_route(request)).inc()
        log.error("failed", route=_route(request), request=getattr(request, "request_id", ""), exc_info=error)

    def _note(self, request: HttpRequest, status: int, seconds: float) -> None:
        route = _route(request)
        method = request.method if request.method in METHODS else "other"
        SECONDS.labels(method, route, str(status)).observe(seconds)
        if settings.LOG_REQUESTS:
            known = getattr(request, "_yibiao_actor", None)
            log.info(
                "request",
                method=method,
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
                request=getattr(request, "request_id", ""),
                actor=known.name if known else "",
            )


def _route(request: HttpRequest) -> str:
    found = request.resolver_match
    return found.route if found else "none"


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Say whether requests can be served: the database answers and is of this release, heads can be written."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if pending:
        return JsonResponse({"status": "database of another release"}, status=503)
    try:
        anchor.check()
    except Exception:  # whatever it is, nothing can be changed until somebody looks
        log.exception("no heads")
        return JsonResponse({"status": "no heads"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give Prometheus its figures: to this machine, to a program with the right token, and to auditors' sessions."""
    given = request.headers.get("Authorization", "")
    known = bool(settings.METRICS_TOKEN) and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    # What a proxy on this machine passes on comes from elsewhere.
    passed_on = not settings.PROXIES and "X-Forwarded-For" in request.headers
    local = not (settings.METRICS_TOKEN or passed_on) and client_address(request) in {"127.0.0.1", "::1"}
    audits = not has_token(request) and any(post.kind in {"auditor", "audit_admin"} for post in actor_for(request).posts)
    if not (known or local or audits):
        return HttpResponse(status=403)
    _read_gauges()
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _read_gauges() -> None:
    ENTRIES.set(LogRecord.objects.filter(pk=1).values_list("size", flat=True).first() or 0)
    for state in (JobRecord.QUEUED, JobRecord.RUNNING, JobRecord.FAILED):
        JOBS.labels(state).set(JobRecord.objects.filter(state=state).count())
    WAITING.set(DeliveryRecord.objects.filter(state=DeliveryRecord.WAITING).count())
