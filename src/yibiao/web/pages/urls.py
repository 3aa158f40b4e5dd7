"""The addresses of the pages."""

from django.urls import path

from yibiao.web.pages import account, audit, documents, home, people, plans, splits, units

urlpatterns = [
    path("", home.home, name="home"),
    path("documents/", documents.documents, name="documents"),
    path("documents/new", documents.upload, name="upload"),
    path("documents/<int:document>/file", documents.document_file, name="document-file"),
    path("jobs/<int:job>", documents.job, name="job"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:plan>", plans.plan, name="plan"),
    path("plans/<int:plan>/correct", plans.correct, name="plan-correct"),
    path("plans/<int:plan>/corrections/<int:number>/undo", plans.undo, name="plan-undo"),
    path("plans/<int:plan>/recompile", plans.recompile, name="plan-recompile"),
    path("plans/<int:plan>/discard", plans.discard, name="plan-discard"),
    path("plans/<int:plan>/publish", plans.publish, name="plan-publish"),
    path("plans/<int:plan>/versions/<int:number>", plans.version, name="plan-version"),
    path("plans/<int:plan>/difference", plans.difference, name="plan-difference"),
    path("plans/<int:plan>/tables/overview.xlsx", plans.overview, name="plan-overview"),
    path("plans/<int:plan>/tables/all.zip", plans.tables, name="plan-tables"),
    path("plans/<int:plan>/offices", plans.offices, name="plan-offices"),
    path("plans/<int:plan>/targets/<str:target>/split", splits.propose, name="split-new"),
    path("splits/<int:split>", splits.split, name="split"),
    path("splits/<int:split>/edit", splits.edit, name="split-edit"),
    path("splits/<int:split>/<str:what>", splits.step, name="split-step"),
    path("units/", units.units, name="units"),
    path("units/<slug:code>", units.unit, name="unit"),
    path("units/<slug:code>/values", units.values, name="unit-values"),
    path("units/<slug:code>/tables/<str:form>.<str:fmt>", units.table, name="unit-table"),
    path("people/", people.people, name="people"),
    path("people/<int:person>", people.person, name="person"),
    path("handovers/<int:handover>", people.handover, name="handover"),
    path("account", account.account, name="account"),
    path("audit/", audit.audit, name="audit"),
]
