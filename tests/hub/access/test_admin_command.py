"""`yibiao hub admin`: the first administrators of a hub."""

import re
from argparse import Namespace
from typing import Any

import pytest
from django.test import RequestFactory

from made_hub import make_city, make_person
from yibiao.cli.admin import run_admin
from yibiao.cli.arguments import UsageFault
from yibiao.hub.access.actors import actor_of
from yibiao.hub.access.invitations import accept
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.environment import BadSetting, address
from yibiao.web.linking import link_to

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], **options: Any) -> list[tuple[str, str]]:
    """Run the command; return what it says of each administrator, with the text of the link."""
    assert run_admin(Namespace(**{"login": None, "all": False, "lang": "en", **options})) == 0
    printed = capsys.readouterr().out
    return re.findall(r"^(.+):\n  http://127\.0\.0\.1:8000/invitation/([\w-]{43})$", printed, re.M)


def test_it_prints_a_link_for_each_that_opens_once(capsys: pytest.CaptureFixture[str]) -> None:
    make_city()
    links = run(capsys)
    assert [said for said, _ in links] == [
        "system administrator (login name admin), opens once within 24 hours",
        "security administrator (login name admin-security), opens once within 24 hours",
    ]
    for number, (_, text) in enumerate(links):
        person = accept(text, f"Vokal-{number}-trocken")
        assert len(actor_of(person).posts) == 1
    assert EntryRecord.objects.get(seq=0).actor == "command:admin"


def test_all_three_under_a_login_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    make_city()
    kinds = {actor_of(accept(text, f"Vokal-{text[:9]}")).posts[0].kind for _, text in run(capsys, login="zheng", all=True)}
    assert kinds == {"system_admin", "security_admin", "audit_admin"}


def test_what_stands_in_the_way_is_one_line() -> None:
    options = Namespace(login="li", all=False, lang="en")
    with pytest.raises(UsageFault, match="import a unit pack first"):
        run_admin(options)
    make_person(make_city()["east"], "clerk", "li")
    with pytest.raises(UsageFault, match="li has another post"):
        run_admin(options)


def test_the_address_is_the_operators(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    make_city()
    settings.ADDRESS = "https://hub.city.example"
    run_admin(Namespace(login=None, all=False, lang="zh"))
    printed = capsys.readouterr().out
    assert "  https://hub.city.example/invitation/" in printed
    assert "把 https://hub.city.example 换成那个地址即可，从 /invitation/ 起的部分才是凭证" in printed
    run_admin(Namespace(login=None, all=False, lang="en", address="http://10.0.0.5:8080/"))
    assert "  http://10.0.0.5:8080/invitation/" in capsys.readouterr().out
    with pytest.raises(UsageFault, match=r"--address=hub\.city"):
        run_admin(Namespace(login=None, all=False, lang="en", address="hub.city"))


@pytest.mark.parametrize("given", ["hub.city.example", "ftp://hub", "https://", "http://a:99999", "https://a/b", "https://a?b"])
def test_an_address_that_cannot_be_meant_stops_the_start(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBIAO_ADDRESS", given)
    with pytest.raises(BadSetting, match="YIBIAO_ADDRESS="):
        address("ADDRESS")
    monkeypatch.setenv("YIBIAO_ADDRESS", "http://[::1]:8000/")
    assert address("ADDRESS") == "http://[::1]:8000"


def test_links_of_the_pages_have_it_too(settings: Any) -> None:
    request = RequestFactory().get("/people/1", SERVER_NAME="localhost")
    assert link_to(request, "/invitation/x") == "http://localhost/invitation/x"
    settings.ADDRESS = "https://hub.city.example"
    assert link_to(request, "/invitation/x") == "https://hub.city.example/invitation/x"
