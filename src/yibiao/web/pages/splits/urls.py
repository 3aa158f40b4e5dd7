"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.splits import desk, listing

urlpatterns = [
    path("plans/<int:plan>/splits", listing.totals_of, name="splits"),
    path("plans/<int:plan>/targets/<str:target>/split", desk.propose, name="split-new"),
    path("plans/<int:plan>/targets/<str:target>/split/spread", desk.spread, name="split-spread"),
    path("splits/<int:split>", desk.split, name="split"),
    path("splits/<int:split>/edit", desk.edit, name="split-edit"),
    path("splits/<int:split>/<str:what>", desk.step, name="split-step"),
]
