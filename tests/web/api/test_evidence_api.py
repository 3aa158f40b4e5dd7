"""Evidence for programs: sent, listed, attached, handed out; a problem for what is not taken."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from made_evidence import GOOD, HOSTILE
from made_site import DISTRICT, Site, make_site
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.evidence.models import EvidenceRecord

pytestmark = pytest.mark.django_db(transaction=True)

AT = f"/api/v1/units/{DISTRICT}/evidence"


@pytest.fixture
def site() -> Site:
    return make_site(6)


@pytest.fixture
def program(site: Site) -> Client:
    return Client(HTTP_AUTHORIZATION=f"Bearer {site.token('tianbao')}")


def send(program: Client, name: str, data: bytes, **more: Any) -> Any:
    return program.post(AT, {"file": SimpleUploadedFile(name, data), "title": "验收材料"}, **more)


def test_a_file_is_sent_attached_and_handed_out(site: Site, program: Client) -> None:
    made = send(program, "照片.jpg", GOOD["照片.png"])
    assert made.status_code == 201
    told = made.json()
    assert (told["kind"], told["name"], told["renamed"], told["known"], told["title"]) == ("png", "照片.png", "照片.jpg", False, "验收材料")
    again = send(program, "又.png", GOOD["照片.png"], HTTP_IDEMPOTENCY_KEY="key-00000001")
    assert (again.status_code, again.json()["id"], again.json()["known"]) == (201, told["id"], True)
    row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("pk")[0]
    served = f"/api/v1/commitments/{row.pk}/evidence"
    body = {"period": "2021-05", "evidence": [told["id"]]}
    attached = program.post(served, body, content_type="application/json")
    assert [(one["number"], one["period"]) for one in attached.json()] == [(told["number"], "2021-05")]
    assert program.get(f"{served}?period=2021-04").json() == []
    assert len(program.get(served).json()) == 1
    assert program.get(f"/api/v1/evidence/{told['id']}").json()["serves"] == [{"commitment": row.pk, "period": "2021-05"}]
    file = program.get(f"/api/v1/evidence/{told['id']}/file")
    assert b"".join(file.streaming_content) == GOOD["照片.png"]
    assert program.post(f"{served}/detach", body, content_type="application/json").json() == []
    assert [one["id"] for one in program.get(f"{AT}?stands=unused&kind=picture").json()["items"]] == [told["id"]]
    withdrawn = program.post(f"/api/v1/evidence/{told['id']}/withdraw", {"reason": "数据有误"}, content_type="application/json")
    assert withdrawn.json()["withdrawn_at"]
    assert program.get(AT).json()["items"] == []


def test_what_is_not_taken_is_a_problem_with_its_sentence(program: Client) -> None:
    for name in ("断.pdf", "压缩.zip", "网页.png"):
        refused = send(program, name, HOSTILE[name][0])
        assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (422, "refused", HOSTILE[name][1])
        assert "；" in refused.json()["detail"]
    for body in ({"address": "http://example.org", "title": "公告"}, {"record": "person:1"}, {"address": "https://example.org"}):
        assert program.post(f"{AT}/links", body, content_type="application/json").status_code == 422
    assert not EvidenceRecord.objects.exists()


def test_a_mark_of_secrecy_answers_with_the_stub(program: Client) -> None:
    told = send(program, "机密.png", GOOD["照片.png"]).json()
    assert (told["kind"], told["name"], told["sha256"]) == ("stub", "", "")


def test_pieces_that_are_not_there_cost_the_others(site: Site, program: Client) -> None:
    row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("pk")[0]
    piece = send(program, "名录.csv", GOOD["名录.csv"]).json()["id"]
    body = {"period": "2021-05", "evidence": [piece, 999_999]}
    assert program.post(f"/api/v1/commitments/{row.pk}/evidence", body, content_type="application/json").status_code == 404
    assert program.get(f"/api/v1/commitments/{row.pk}/evidence").json() == []
