"""The design language as a living page: every token and every component, as the other pages use them."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.quoting import quoted
from yibiao.core.standing import Light, Standing, Status
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page

_TOKENS = Path(__file__).parents[1] / "static" / "yibiao" / "tokens.css"
_TOKEN = re.compile(r"^ {2}--([a-z0-9-]+): ([^;]+);", re.MULTILINE)
# A light for every status that has it, as `core/standing.py` gives them out.
_LIGHTS: tuple[tuple[Status, Light], ...] = (
    ("on-path", "green"), ("ahead", "green"), ("behind", "yellow"), ("not-begun", "yellow"), ("overdue", "red"),
    ("done", "done"), ("not-due", "grey"), ("unreported", "grey"), ("no-path", "grey"), ("late", "late"),
)  # fmt: skip
_SENTENCE = "全市新增高新技术企业500家以上，各区按分解表落实。"


class Token(NamedTuple):
    """A token of tokens.css as it is written for light."""

    name: str
    value: str

    @property
    def is_colour(self) -> bool:
        """Whether it is shown as a colour."""
        return self.value.startswith(("#", "rgb"))


@cache
def tokens() -> tuple[Token, ...]:
    """Return the tokens of the light scheme, in the order of the file."""
    light = _TOKENS.read_text(encoding="utf-8").split("@media")[0]
    return tuple(Token(*found) for found in _TOKEN.findall(light))


@view
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show the design language."""
    shown = {status for status, _ in _LIGHTS}
    assert shown == set(get_args(Status)), "every status is shown"
    return page(
        request,
        "pages/design.html",
        tokens=tokens(),
        lights=[Standing(status, light) for status, light in _LIGHTS],
        pieces=quoted(_SENTENCE, [(10, 16)]),
    )
