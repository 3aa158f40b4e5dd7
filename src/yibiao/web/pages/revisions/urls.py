"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.revisions import desk

urlpatterns = [path("plans/<int:plan>/difference", desk.difference, name="plan-difference")]
