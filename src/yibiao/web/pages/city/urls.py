"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.city import city, listing, maps, plan, task, unit

urlpatterns = [
    path("city/", city.city, name="city"),
    path("city/list", listing.listing, name="city-list"),
    path("city/map/file", maps.map_file, name="city-map"),
    path("city/plans/<int:plan>", plan.plan, name="city-plan"),
    path("city/plans/<int:plan>/tasks/<str:key>", task.task, name="city-task"),
    path("city/units/<slug:code>", unit.unit, name="city-unit"),
]
