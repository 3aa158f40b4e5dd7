"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.units import filling, handing, package, presence, returned, table, tree

urlpatterns = [
    path("units/", tree.units, name="units"),
    path("units/<slug:code>", table.unit, name="unit"),
    path("units/<slug:code>/values", filling.values, name="unit-values"),
    path("units/<slug:code>/values/changed", presence.changed, name="unit-values-changed"),
    path("units/<slug:code>/returned", returned.returned, name="unit-returned"),
    path("units/<slug:code>/package.zip", package.packaged, name="unit-package"),
    path("units/<slug:code>/briefing.docx", package.briefed, name="unit-briefing"),
    path("units/<slug:code>/tables/<str:form>.<str:fmt>", table.table, name="unit-table"),
    path("units/<slug:code>/hand-on", handing.hand_on, name="hand-on"),
    path("units/<slug:code>/handed", handing.handed_list, name="handed-list"),
    path("units/<slug:code>/handed/<int:handed>", handing.handed, name="handed"),
]
