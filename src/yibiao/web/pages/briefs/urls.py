"""Addresses of the pages of briefs."""

from django.urls import path

from yibiao.web.pages.briefs import desk

urlpatterns = [
    path("plans/<int:plan>/briefs", desk.listing, name="plan-briefs"),
    path("briefs/<int:brief>", desk.show, name="brief"),
    path("briefs/<int:brief>/edit/<str:block>", desk.edit, name="brief-edit"),
    path("briefs/<int:brief>/file", desk.file, name="brief-file"),
]
