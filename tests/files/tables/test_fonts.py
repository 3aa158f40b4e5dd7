"""Fonts are found, read and checked before anything is set."""

from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont
from made_fonts import LATIN, write_font
from sample_tables import issued_table

from yibiao.files.errors import UnusableInput
from yibiao.files.tables.fonts import FAMILIES, FOLDER_VARIABLE, shelf, without_marks
from yibiao.files.tables.pdf import pdf
from yibiao.files.tables.sfnt import read_glyphs
from yibiao.files.tables.typeset import texts

INSTALLED = sorted({info.path for info in typst.Fonts(include_embedded_fonts=False).fonts() if info.path})


def needed() -> str:
    """Every character that the sample table prints."""
    found = texts(issued_table(4)).wanted()
    return LATIN + "".join(sorted(set().union(*found.values()) - set(LATIN) - {"\n"}))


@pytest.mark.skipif(not INSTALLED, reason="no font is installed (Debian: fonts-noto-cjk)")
@pytest.mark.parametrize("path", INSTALLED[:12] or [""], ids=lambda path: Path(path).stem)
def test_reading_agrees_with_a_general_font_library(path: str) -> None:
    font = TTFont(path, fontNumber=0, lazy=True)
    made = read_glyphs(path, 0)
    names, units = font.getBestCmap(), font["head"].unitsPerEm
    assert set(made.glyph) == {code for code, name in names.items() if font.getGlyphID(name)}
    for code in list(made.glyph)[::97]:
        assert made.width(code) == -(-font["hmtx"][names[code]][0] * 1000 // units)


def test_a_font_for_the_first_plane_alone(tmp_path: Path) -> None:
    path = write_font(tmp_path, "Made", "一硚A")
    assert "cmap" in TTFont(path)
    made = read_glyphs(str(path), 0)
    assert sorted(map(chr, made.glyph)) == ["A", "一", "硚"]
    assert (made.width(ord("A")), made.width(ord("硚"))) == (500, 1000)


@pytest.mark.parametrize("data", [b"", b"\0\1\0\0", b"ttcf" + b"\0" * 8, b"\0\1\0\0\0\x09" + b"\xff" * 90])
def test_what_is_no_font_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(data)
    with pytest.raises((ValueError, OSError)):
        read_glyphs(str(path), 0)


def test_no_font_is_an_error_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as caught:
        pdf(issued_table(1), str(tmp_path))
    assert caught.value.key == "printing.no-font"
    for lang in ("zh", "en"):
        line = caught.value.line(lang)
        assert str(tmp_path)[:40] in line
        assert "fonts-noto-cjk" in line
        assert FOLDER_VARIABLE in line


def test_the_variable_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(UnusableInput, match="nowhere"):
        pdf(issued_table(1))


def test_a_missing_character_is_named_before_anything_is_set(tmp_path: Path) -> None:
    write_font(tmp_path, "SimSun", needed().replace("硚", ""))
    with pytest.raises(UnusableInput) as caught:
        pdf(issued_table(4), str(tmp_path))
    assert caught.value.key == "printing.no-glyph"
    assert "硚（U+785A）" in caught.value.line("zh")
    assert "SimSun" in caught.value.line("en")
    assert "fonts-noto-cjk" in caught.value.line("en")


@pytest.mark.parametrize(
    ("char", "package"),
    [
        ("\U0001f600", "fonts-noto-color-emoji"),
        ("\U00030000", "fonts-hanazono"),
        ("\u0e01", "fonts-noto-core"),
    ],
)
def test_the_package_fits_the_character(tmp_path: Path, char: str, package: str) -> None:
    write_font(tmp_path, "SimSun", needed())
    table = issued_table(4)._replace(notes=(f"甲{char}",))
    with pytest.raises(UnusableInput) as caught:
        pdf(table, str(tmp_path))
    assert package in caught.value.line("zh")


def test_another_face_fills_in_what_the_first_lacks(tmp_path: Path) -> None:
    write_font(tmp_path, "SimSun", needed().replace("硚", ""))
    write_font(tmp_path, "Aaa Unlisted", "硚")
    assert pdf(issued_table(4), str(tmp_path)).startswith(b"%PDF")
    chain = shelf(str(tmp_path)).chains({"body": {"硚", "口"}}, "a")["body"]
    assert chain.families == ["SimSun", "Aaa Unlisted"]


def test_faces_come_in_the_order_of_likeness(tmp_path: Path) -> None:
    for family in ("Noto Serif CJK SC", "FangSong", "SimHei"):
        write_font(tmp_path, family, needed())
    chains = shelf(str(tmp_path)).chains({"body": {"一"}, "head": {"一"}, "title": {"一"}}, "a")
    assert [chains[part].families for part in ("body", "head", "title")] == [
        ["FangSong"],
        ["SimHei"],
        ["Noto Serif CJK SC"],
    ]


def test_a_face_that_must_not_be_embedded_is_passed_over(tmp_path: Path) -> None:
    write_font(tmp_path, "FangSong", needed(), usage=2)
    write_font(tmp_path, "SimHei", needed(), usage=8)
    assert shelf(str(tmp_path)).chains({"body": {"一"}}, "a")["body"].families == ["SimHei"]


def test_a_damaged_font_is_passed_over(tmp_path: Path) -> None:
    data = write_font(tmp_path, "FangSong", needed()).read_bytes()
    (tmp_path / "FangSong.ttf").write_bytes(data[: len(data) // 2])
    write_font(tmp_path, "SimHei", needed())
    assert pdf(issued_table(4), str(tmp_path)).startswith(b"%PDF")


def test_marks_that_no_face_has_become_the_sign_for_a_missing_type(tmp_path: Path) -> None:
    write_font(tmp_path, "SimSun", "一〓")
    chain = shelf(str(tmp_path)).chains({"body": {"一", "\ufffd", "␇"}}, "a")["body"]
    assert without_marks("一\ufffd␇", chain) == "一〓〓"


def test_a_file_is_read_once_in_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_font(tmp_path, "SimSun", needed())
    fonts = shelf(str(tmp_path))
    wanted = {"body": {"一"}}
    fonts.chains(wanted, "a")
    monkeypatch.setattr("yibiao.files.tables.fonts.read_glyphs", lambda *_: pytest.fail("read again"))
    assert fonts.chains(wanted, "b")["body"] is fonts.chains(wanted, "c")["body"]
    assert shelf(str(tmp_path)) is fonts


def test_every_face_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "printing.md").read_text(encoding="utf-8")
    assert [family for families in FAMILIES.values() for family in families if family not in page] == []
