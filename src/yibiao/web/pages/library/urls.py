"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.library import comparing, following, library, reading, search

urlpatterns = [
    path("library/", library.library, name="library"),
    path("library/compare", comparing.compare, name="library-compare"),
    path("library/<int:document>", reading.document, name="library-document"),
    path("plans/<int:plan>/follow", following.follow, name="plan-follow"),
    path("search", search.search, name="search"),
    path("search/suggest", search.suggest, name="search-suggest"),
]
