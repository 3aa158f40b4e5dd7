"""Searching documents, and reading one, as a program."""

from typing import Any

import pytest
from django.test import Client

from library_documents import kept
from made_site import Site, make_site
from yibiao.hub.library.indexing import index_missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Any:
    site = make_site(6)
    index_missing(100)
    document = kept(site.units["keji"], "办法\n推进科技成果转化。", number="云政办〔2025〕3号", title="办法")
    return site, document


def asked(site: Site, login: str, address: str, **query: Any) -> Any:
    return Client().get(f"/api/v1{address}", query, HTTP_AUTHORIZATION=f"Bearer {site.token(login, 'read')}")


def test_documents_are_found(found: Any) -> None:
    site, document = found
    told = asked(site, "tianbao", "/search", q="成果").json()
    assert [told[name] for name in ("total", "page", "pages", "terms")] == [1, 1, 1, ["成果"]]
    (item,) = told["items"]
    assert (item["id"], item["hits"], item["year"], len(item["plans"])) == (document.pk, 1, 2025, 1)
    assert [piece["text"] for piece in item["quote"] if piece["lit"]] == ["成果"]
    assert asked(site, "tianbao", "/search", q="成果", year=2024).json()["total"] == 0
    assert asked(site, "tianbao", "/search").json()["total"] == 2
    assert asked(site, "diaodu", "/search").json()["total"] == 4
    assert asked(site, "tianbao", "/search", q="果" * 300).status_code == 422


def test_the_text_is_read(found: Any) -> None:
    site, document = found
    assert "科技成果转化" in asked(site, "tianbao", f"/documents/{document.pk}/text").json()["text"]
    assert asked(site, "tianbao", f"/documents/{site.draft.document_id}/text").status_code == 404
