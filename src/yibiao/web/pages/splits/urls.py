"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.splits import desk

urlpatterns = [
    path("plans/<int:plan>/targets/<str:target>/split", desk.propose, name="split-new"),
    path("splits/<int:split>", desk.split, name="split"),
    path("splits/<int:split>/edit", desk.edit, name="split-edit"),
    path("splits/<int:split>/<str:what>", desk.step, name="split-step"),
]
