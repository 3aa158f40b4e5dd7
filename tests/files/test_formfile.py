"""Forms: an office's own columns, and every fault in them by line."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from yibiao.core.tables.fields import FIELDS
from yibiao.core.tables.forms import SHIPPED, shipped_form
from yibiao.files.errors import UnusableInput
from yibiao.files.formfile import form_schema, read_form, read_form_path

FORMS = Path(__file__).parents[2] / "src/yibiao/packs/forms"

OWN = """\
format: yibiao-form/1
id: 责任清单
name: 责任清单
title: "{unit}{year}年责任清单"
columns:
  - {title: 序号, field: number, width: 10}
  - {title: 任务, field: item, width: 80}
  - {title: 牵头领导}
  - {title: 保障措施, key: safeguards, fill: text, width: 40}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(UnusableInput) as caught:
        read_form(text.encode(), "form.yaml")
    return caught.value.lines() if hasattr(caught.value, "lines") else [caught.value.line()]


def test_an_office_brings_its_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    form = read_form_path(path)
    assert [column.title for column in form.columns] == ["序号", "任务", "牵头领导", "保障措施"]
    assert [column.key for column in form.columns] == ["c1", "c2", "c3", "safeguards"]
    assert form.columns[2].fill == "text"
    assert form.paper == "A4"


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_forms_fit_the_schema(name: str) -> None:
    values = yaml.safe_load((FORMS / f"{name}.yaml").read_text(encoding="utf-8"))
    values["name"] = values["name"]["zh"]
    jsonschema.validate(values, json.loads(json.dumps(form_schema())))
    assert {column.field for column in shipped_form(name).columns} <= {*FIELDS, "number"}


def test_every_field_can_be_asked_for() -> None:
    asked = form_schema()["properties"]["columns"]["items"]["properties"]["field"]["enum"]
    assert set(asked) == {*FIELDS, "number"}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("field: item", "field: items", 7, "应为 number、item"),
        ("width: 80", "width: wide", 7, "列宽"),
        ("width: 80", "colour: red", 7, "不认识的字段"),
        ("key: safeguards", "key: c 1", 9, "列编号"),
        ("{unit}{year}", "{unit}{day}", 4, "{unit}"),
        ("fill: text", "fill: list", 9, "choices"),
        ("field: item", "field: item, fill: text", 7, "去掉其中之一"),
        ("title: 牵头领导", "key: c9", 8, "缺少这个字段"),
        ("{title: 任务, field: item, width: 80}", "{title: 任务", 8, "YAML"),
        ("id: 责任清单", "id: &a 责任清单", 2, "引用"),
    ],
)
def test_faults_name_line_and_remedy(old: str, new: str, line: int, words: str) -> None:
    told = faults(OWN.replace(old, new))
    assert any(said.startswith(f"form.yaml:{line}: ") and words in said for said in told), told


def test_a_key_used_twice_is_told() -> None:
    assert "用了两次" in faults(OWN.replace("{title: 牵头领导}", "{title: 牵头领导, key: safeguards}"))[0]


def test_a_key_may_not_be_that_of_a_column_without_one() -> None:
    """The third column is c3 by its place."""
    assert "用了两次" in faults(OWN.replace("key: safeguards", "key: c3"))[0]


@pytest.mark.parametrize("data", ["", "just text", "- a\n- b\n", "format: yibiao-split/1\n"])
def test_other_files_are_no_forms(data: str) -> None:
    assert faults(data)[0].startswith("form.yaml")


def test_a_binary_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput):
        read_form(b"\x89PNG\r\n\x1a\n\xff\xfe\x00")
    with pytest.raises(UnusableInput):
        read_form_path(tmp_path / "none.yaml")
    with pytest.raises(UnusableInput):
        read_form_path(tmp_path)
