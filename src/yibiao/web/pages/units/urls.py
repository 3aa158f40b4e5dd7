"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.units import units

urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/<slug:code>", units.unit, name="unit"),
    path("units/<slug:code>/values", units.values, name="unit-values"),
    path("units/<slug:code>/tables/<str:form>.<str:fmt>", units.table, name="unit-table"),
]
