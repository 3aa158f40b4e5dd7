"""The operator's own map, handed to the browser that draws it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub.overview.operators import operators_map
from yibiao.web.pages.viewing import view


@view
@require_safe
def map_file(request: HttpRequest) -> HttpResponse:
    """Hand out the operator's map as GeoJSON; without one there is nothing to hand out (204)."""
    found = operators_map().found
    if found is None:
        return HttpResponse(status=204)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(found.packed if packed else found.text, content_type="application/geo+json")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding, Cookie"
    return answer
