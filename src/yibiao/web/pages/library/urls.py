"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.library import library, searching

urlpatterns = [
    path("library/", library.library, name="library"),
    path("search", searching.search, name="search"),
    path("search/suggest", searching.suggest, name="search-suggest"),
]
