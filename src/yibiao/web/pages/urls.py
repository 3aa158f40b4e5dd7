"""The addresses of the pages: those of each part, and where facts come from."""

from django.urls import path

from yibiao.web.pages import design, tracing
from yibiao.web.pages.briefs.urls import urlpatterns as briefs
from yibiao.web.pages.city.urls import urlpatterns as city
from yibiao.web.pages.coordination.urls import urlpatterns as coordination
from yibiao.web.pages.evidence.urls import urlpatterns as evidence
from yibiao.web.pages.library.urls import urlpatterns as library
from yibiao.web.pages.plans.urls import urlpatterns as plans
from yibiao.web.pages.records.urls import urlpatterns as records
from yibiao.web.pages.reporting.urls import urlpatterns as reporting
from yibiao.web.pages.revisions.urls import urlpatterns as revisions
from yibiao.web.pages.splits.urls import urlpatterns as splits
from yibiao.web.pages.units.urls import urlpatterns as units
from yibiao.web.pages.work.urls import urlpatterns as work

urlpatterns = [
    *work,
    *plans,
    *splits,
    *units,
    *evidence,
    *city,
    *briefs,
    *coordination,
    *library,
    *records,
    *revisions,
    *reporting,
    path("design", design.design, name="design"),
    path("trace/plans/<int:plan>/targets/<str:key>", tracing.target, name="trace-target"),
    path("trace/plans/<int:plan>/tasks/<str:key>", tracing.task, name="trace-task"),
    path("trace/plans/<int:plan>/tasks/<str:key>/<str:role>/<int:place>", tracing.unit, name="trace-unit"),
    path("trace/commitments/<int:commitment>", tracing.commitment, name="trace-commitment"),
]
