"""Files that come as evidence: told apart by content, refused with what to do, shown without anything that runs."""

import io

import pytest
from PIL import Image

import made_evidence as made
from made_evidence import GOOD, HOSTILE
from yibiao.core.evidence.limits import limits
from yibiao.files.errors import UnusableInput
from yibiao.files.evidence.checking import Checked, check_job
from yibiao.files.evidence.previews import preview_job
from yibiao.files.sandbox import Worker
from yibiao.messages import say

KINDS = {"jpeg": "jpeg", "wps": "doc"}


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_is_told_by_its_content(name: str) -> None:
    kind = name.rpartition(".")[2]
    named, nameless, lying = (check_job(GOOD[name], given) for given in (name, "没有名字", f"照片.{'pdf' if kind != 'pdf' else 'png'}"))
    assert named.kind == nameless.kind == lying.kind == KINDS.get(kind, kind)
    assert named.name == name
    usual = {"jpeg": "jpg", "tiff": "tif", "wps": "doc"}.get(kind, kind)
    assert (nameless.name, lying.name) == (f"没有名字.{usual}", f"照片.{usual}")
    assert named.mark is None


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_taken_says_what_to_do(name: str) -> None:
    data, key = HOSTILE[name]
    with pytest.raises(UnusableInput) as refused:
        check_job(data, name)
    assert refused.value.key == key
    for lang in ("zh", "en"):
        assert refused.value.line(lang)


def test_hostile_files_cost_their_child_alone() -> None:
    with Worker(memory=2**30) as worker:
        for name, (data, key) in HOSTILE.items():
            with pytest.raises(UnusableInput) as refused:
                worker.run(check_job, data, name, name=name)
            assert refused.value.key == key, name
        assert worker.run(check_job, GOOD["报告.pdf"], "报告.pdf").kind == "pdf"


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnusableInput, match="20 MB"):
        check_job(b"\x89PNG\r\n\x1a\n" + bytes(limits().file), "大.png")


@pytest.mark.parametrize("given", ["../../etc/passwd.png", "C:\\用户\\桌面\\passwd.png", "//server/share/passwd.png"])
def test_a_path_in_a_name_is_left_out(given: str) -> None:
    assert check_job(GOOD["照片.png"], given).name == "passwd.png"


def marked() -> dict[str, tuple[str, bytes]]:
    """Return files with a mark of secrecy: their names and where it stands."""
    return {
        "name": ("（机密）进展.png", GOOD["照片.png"]),
        "word": ("进展.docx", made.word("机密★一年", "正文")),
        "pdf": ("进展.pdf", made.pdf(4, "机密★一年\n\n正文")),
        "cell": ("进展.xlsx", made.workbook(("秘密★",), ("甲", 1))),
        "header": ("进展.xlsx", made.workbook(header='&"宋体,常规"机密★1年')),
        "csv": ("进展.csv", "绝密★,\r\n甲,1\r\n".encode()),
        "ofd": ("进展.ofd", made.ofd("机密★一年")),
        "old": ("进展.doc", made.old_word("机密★一年\r正文\r")),
    }


@pytest.mark.parametrize("where", marked())
def test_a_mark_of_secrecy_is_seen_wherever_it_stands(where: str) -> None:
    name, data = marked()[where]
    checked = check_job(data, name)
    assert checked.mark is not None
    if where == "name":
        assert checked == Checked("", "", checked.mark)


def test_the_word_alone_is_no_mark() -> None:
    assert check_job(made.word("本项目不涉及国家秘密。"), "说明.docx").mark is None
    assert check_job(made.workbook(("密级", "数量"), ("无", 1)), "表.xlsx").mark is None


@pytest.mark.parametrize("name", [name for name in GOOD if not name.endswith("wps")])
def test_each_kind_is_shown(name: str) -> None:
    checked = check_job(GOOD[name], name)
    shown = preview_job(GOOD[name], checked.kind, checked.name)
    if shown.pictures:
        for picture in shown.pictures:
            with Image.open(io.BytesIO(picture.data)) as image:
                image.load()
                assert (image.get_format_mimetype(), *image.size) == picture[1:]
    else:
        said = str(shown.blocks + shown.sheets)
        assert "公司" in said or "验收" in said
    assert shown.total == {"报告.pdf": 2}.get(name, len(shown.pictures))


def test_what_is_shown_of_a_picture_holds_no_place_and_stands_upright() -> None:
    data = made.photograph()
    assert b"Exif" in data
    shown = preview_job(data, "jpeg", "a.jpg").pictures[0].data
    with Image.open(io.BytesIO(shown)) as image:
        assert image.size == (200, 320)
        assert not image.getexif()
    large = preview_job(made.picture("JPEG", (4000, 1000)), "jpeg", "a.jpg").pictures[0].data
    with Image.open(io.BytesIO(large)) as image:
        assert image.size == (1600, 400)


def test_a_scan_of_many_pages_is_shown_in_parts() -> None:
    out = io.BytesIO()
    pages = [Image.new("L", (60, 80), number * 10) for number in range(12)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    first, second = (preview_job(out.getvalue(), "tiff", "a.tif", start) for start in (1, 11))
    assert (first.total, len(first.pictures), len(second.pictures)) == (12, 10, 2)
    third = preview_job(made.pdf(12), "pdf", "a.pdf", 11)
    assert (third.total, len(third.pictures)) == (12, 2)


def test_a_long_table_is_cut_and_says_so() -> None:
    shown = preview_job(made.workbook(*((number,) for number in range(500))), "xlsx", "a.xlsx")
    _, rows, more = shown.sheets[0]
    assert (len(rows), more) == (200, True)


def test_a_file_of_pictures_without_words_is_taken() -> None:
    empty = made.word(" ")
    assert check_job(empty, "截图.docx").kind == "docx"


def test_every_refusal_is_said_in_both_languages() -> None:
    for key in {key for _, key in HOSTILE.values()}:
        assert all(say(key, lang, kind="x", reason="x", limit="1", found="1") for lang in ("zh", "en"))
