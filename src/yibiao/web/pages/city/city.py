"""To come."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


@view
@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """To come."""
    return page(request, "pages/home.html", posts=(), drafts=(), to_approve=(), to_comment=(), to_issue=(), jobs=(), owing=(), can_upload=False)
