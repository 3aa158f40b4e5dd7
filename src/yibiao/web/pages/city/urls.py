"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.city import city

urlpatterns = [
    path("city/", city.city, name="city"),
]
