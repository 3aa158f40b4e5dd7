"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.plans import correcting, cycle, documents, handing_out, lights, offices, plans, review

urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents/new", documents.upload, name="upload"),
    path("documents/<int:document>/file", documents.document_file, name="document-file"),
    path("jobs/<int:job>", documents.job, name="job"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:plan>", plans.plan, name="plan"),
    path("plans/<int:plan>/review", review.review, name="plan-review"),
    path("plans/<int:plan>/review/units", review.unit_names, name="plan-units"),
    path("plans/<int:plan>/correct", correcting.correct, name="plan-correct"),
    path("plans/<int:plan>/hints", correcting.hints, name="plan-hints"),
    path("plans/<int:plan>/corrections/<int:number>/undo", correcting.undo, name="plan-undo"),
    path("plans/<int:plan>/recompile", plans.recompile, name="plan-recompile"),
    path("plans/<int:plan>/discard", plans.discard, name="plan-discard"),
    path("plans/<int:plan>/publish", plans.publish, name="plan-publish"),
    path("plans/<int:plan>/versions/<int:number>", plans.version, name="plan-version"),
    path("plans/<int:plan>/close", plans.close, name="plan-close"),
    path("plans/<int:plan>/handout", handing_out.hand_out, name="plan-handout"),
    path("plans/<int:plan>/tables/overview.xlsx", handing_out.overview, name="plan-overview"),
    path("plans/<int:plan>/tables/all.zip", handing_out.tables, name="plan-tables"),
    path("plans/<int:plan>/cycle", cycle.cycle, name="plan-cycle"),
    path("plans/<int:plan>/lights", lights.lights, name="plan-lights"),
    path("plans/<int:plan>/offices", offices.offices, name="plan-offices"),
]
