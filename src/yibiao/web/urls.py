"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from yibiao.web import observing
from yibiao.web.api.root import api
from yibiao.web.api.values import save

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", observing.health, name="health"),
    path("readyz", observing.ready, name="ready"),
    path("metrics", observing.metrics, name="metrics"),
    path("api/v1/units/<str:code>/values", save, name="save-values"),
    path("api/v1/", require_safe(RedirectView.as_view(pattern_name="api-v1:openapi-view"))),
    path("api/v1/", api.urls),
    path("", include("yibiao.web.login.urls")),
    path("", include("yibiao.web.pages.urls")),
]

handler400 = "yibiao.web.pages.failing.malformed"
handler403 = "yibiao.web.pages.failing.denied"
handler404 = "yibiao.web.pages.failing.not_found"
handler500 = "yibiao.web.pages.failing.internal"
