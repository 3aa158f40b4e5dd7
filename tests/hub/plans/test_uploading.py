"""Documents brought in: compiled by a job, told about when they come twice, refused with one sentence and no trace."""

import stat

import pytest
import test_bad_files as bad
import test_bad_input as bad_input
from django.conf import settings

from made_drafts import TEXT, brought_in, document_of, draft_of, kept_files
from made_files import as_docx, as_pdf
from made_hub import make_actor
from samples import everything
from yibiao.core.compiler import compile_source
from yibiao.core.serialise import from_dict
from yibiao.core.source import SourceText
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.telling import why
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import storage
from yibiao.hub.plans.documents import file_of, upload
from yibiao.hub.plans.drafting import discard
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

pytestmark = pytest.mark.django_db


def test_a_text_becomes_a_draft(clerk: Actor, office: UnitRecord) -> None:
    job = upload(clerk, office, "方案", text=TEXT)
    assert (job.state, job.kind, job.unit) == (JobRecord.QUEUED, "compile", office)
    job = brought_in(clerk, office, "另一份.txt", text=TEXT + "二、保障\n")
    assert (job.state, job.step, job.done, job.total) == (JobRecord.DONE, "", 3, 3)
    plan = draft_of(job)
    assert plan.state == PlanRecord.DRAFT
    assert (plan.title, plan.number) == ("云汀市创新工作方案", "云政办〔2024〕8号")
    assert len(plan.effective["tasks"]) == 3
    assert plan.compiled["text"].startswith("云汀市人民政府办公室")
    assert "text" not in plan.effective


def test_a_file_is_kept_as_it_came_under_another_name(clerk: Actor, office: UnitRecord) -> None:
    data = as_docx(everything()[0])
    job = brought_in(clerk, office, "../../etc/某方案.docx", data=data)
    document = document_of(job)
    assert document.state == DocumentRecord.COMPILED
    assert document.name == "../../etc/某方案.docx"
    assert file_of(document).read_bytes() == data
    assert [path.read_bytes() == data for path in kept_files()] == [True]
    assert stat.S_IMODE(file_of(document).stat().st_mode) == 0o600
    assert settings.FILES in file_of(document).parents
    assert "方案" not in str(file_of(document))
    with_text = draft_of(job).compiled
    assert from_dict(with_text).text == with_text["text"] != ""


def test_the_draft_is_what_the_compiler_makes(clerk: Actor, office: UnitRecord) -> None:
    plan = draft_of(brought_in(clerk, office))
    compiled = compile_source(SourceText(TEXT))
    assert from_dict(plan.compiled)._replace(document=compiled.document) == compiled


def test_the_same_document_is_told_about(clerk: Actor, office: UnitRecord) -> None:
    first = brought_in(clerk, office)
    with pytest.raises(Refused, match="same-document") as refused:
        upload(clerk, office, "又一份.txt", text=TEXT)
    assert refused.value.slots["document"] == document_of(first).pk
    assert len(kept_files()) == 1
    discard(clerk, draft_of(first))
    assert draft_of(brought_in(clerk, office)).state == PlanRecord.DRAFT


def test_another_office_is_not_told_what_it_may_not_see(clerk: Actor, office: UnitRecord, city: dict[str, UnitRecord]) -> None:
    brought_in(clerk, office)
    city["finance"].dispatches = True
    city["finance"].save()
    other = make_actor(city["finance"])
    assert draft_of(brought_in(other, city["finance"])).unit == city["finance"]


def test_only_an_office_that_dispatches_brings_in(city: dict[str, UnitRecord], clerk: Actor) -> None:
    for actor, unit in ((make_actor(city["science"]), city["science"]), (clerk, city["science"])):
        with pytest.raises(Denied):
            upload(actor, unit, "方案.txt", text=TEXT)
    assert kept_files() == []


def test_what_is_done_stands_in_the_log(clerk: Actor, office: UnitRecord) -> None:
    brought_in(clerk, office)
    told = dict(EntryRecord.objects.values_list("action", "line"))
    assert set(told) == {"document.upload", "document.compile"}
    assert "创新" not in told["document.upload"]
    assert "云汀市创新工作方案" in told["document.compile"]


HOSTILE = {
    "empty.txt": b"",
    "blank.docx": b" \n ",
    "bomb.docx": bad_input.bomb(),
    "laughs.docx": bad_input.laughs(),
    "stranger.docx": bad_input.stranger(),
    "nested.docx": bad_input.nested(),
    "claimed.docx": bad.claimed_small(),
    "bomb.zip": bad.nested_bomb(),
    "deep.pdf": bad.deep_pdf(),
    "forms.pdf": bad.forms_on_many_pages(),
    "page.html": bad.laughing_page(),
    "wrong.pdf": as_docx(everything()[0]),
    "wrong.docx": as_pdf(everything()[0]),
    "cut.docx": as_docx(everything()[0])[:3000],
    "binary.txt": bytes(range(256)) * 64,
    "program.exe": b"MZ\x90\0" + bytes(400),
    "locked.docx": bad_input.locked(),
    "../../../../tmp/passwd\0.html": b"<html><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>&x;</p>" * 2,
}


@pytest.mark.parametrize("name", HOSTILE, ids=[name.rpartition("/")[2].replace("\0", "") for name in HOSTILE])
def test_a_hostile_file_fails_with_one_sentence_and_leaves_none(name: str, clerk: Actor, office: UnitRecord) -> None:
    job = brought_in(clerk, office, name, data=HOSTILE[name])
    assert job.state == JobRecord.FAILED
    document = document_of(job)
    assert (document.state, document.file, document.reason) == (DocumentRecord.FAILED, "", job.error)
    assert job.error["key"] != "hubplans.job-broke"
    # PDFium itself gives up at forms that hold themselves; nothing of ours may.
    assert job.error["key"] != "errors.crashed" or name == "forms.pdf"
    for lang in ("zh", "en"):
        said = why(job, lang)
        assert said
        assert "\n" not in said
        assert "{" not in said
    assert kept_files() == []
    assert not PlanRecord.objects.exists()


def test_two_hundred_megabytes_are_not_kept(clerk: Actor, office: UnitRecord) -> None:
    job = brought_in(clerk, office, "大.txt", data=bytes(200 * 2**20))
    assert (job.state, job.error["key"]) == (JobRecord.FAILED, "errors.too-large")
    assert kept_files() == []


def test_a_failed_document_may_come_again(clerk: Actor, office: UnitRecord) -> None:
    for _ in range(2):
        assert brought_in(clerk, office, "wrong.pdf", data=HOSTILE["wrong.pdf"]).state == JobRecord.FAILED


def test_characters_that_no_database_takes(clerk: Actor, office: UnitRecord) -> None:
    plan = draft_of(brought_in(clerk, office, "方案\0.txt", text=TEXT + "零\0和\ud800。\n"))
    plan.refresh_from_db()
    assert "\0" not in plan.compiled["text"]
    assert from_dict(plan.compiled).tasks


def test_a_file_that_is_gone_says_so(clerk: Actor, office: UnitRecord) -> None:
    job = upload(clerk, office, "方案.txt", text=TEXT)
    file_of(document_of(job)).unlink()
    job = brought_in(clerk, office, "另一份.txt", text=TEXT + "。")
    gone = JobRecord.objects.earliest("id")
    assert (gone.state, gone.error["key"], job.state) == (JobRecord.FAILED, "hubplans.file-gone", JobRecord.DONE)


def test_files_that_nobody_names_are_swept_after_a_day(clerk: Actor, office: UnitRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(brought_in(clerk, office))
    storage.keep(b"left behind")
    assert storage.sweep() == 0
    monkeypatch.setattr(storage, "_ORPHANED", -1.0)
    assert storage.sweep() == 1
    assert kept_files() == [file_of(document)]
