"""An operator's unit pack is read, and whatever is wrong in it is said with file and line."""

import pickle
import re
from pathlib import Path

import pytest

from made_plans import SMALL
from yibiao.core.orgs.book import units_schema
from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.pack import KINDS, MARKS
from yibiao.core.orgs.shipped import shipped_ids, shipped_pack
from yibiao.files.errors import UnusableInput
from yibiao.files.handwritten import UnusableFile
from yibiao.files.unitfile import find_pack, read_pack, read_pack_path

PACK = """\
format: yibiao-units/1
id: 某市-2021
title: 某市（2021年）
as_of: 2021-03-28
region: 某市
units:
  - {id: 某市, name: 某市, kind: region}
  - id: 东区
    name: 东区
    kind: district
    code: 429002
    aliases:
      - 东城区
      - name: 老东区
        until: 1998
groups:
  - names: [各区]
    members: [东区]
"""
SHIPPED = Path(__file__).resolve().parents[2] / "src" / "yibiao" / "packs" / "units"


def faults(text):
    with pytest.raises(UnusableFile) as caught:
        read_pack(text.encode(), "units.yaml")
    return caught.value


def test_a_pack_written_by_hand_needs_no_quotes():
    pack = read_pack(PACK.encode())
    assert (pack.as_of, pack.units[1].code) == ("2021-03-28", "429002")
    assert pack.units[1].aliases[1].until == "1998"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_an_editor_may_write(encoding):
    assert read_pack(PACK.encode(encoding)) == read_pack(PACK.encode())


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("kind: district", "kind: 区", 10, "units[1].kind: 应为 region、district"),
        ("members: [东区]", "members: [西区]", 18, "groups[0].members[0]: 没有编号为 西区 的单位"),
        ("aliases:", "alias:", 12, "units[1].alias: 不认识的字段"),
        ("as_of: 2021-03-28", "as_of: 2021年3月", 4, "as_of: 应为日期"),
        ("      - 东城区", "      - 某市", 13, "units[1].aliases[0]: 名称 某市 同时属于 某市"),
        ("region: 某市\n", "", 1, "region: 缺少这个字段"),
        ("title: 某市（2021年）", "title: [某市", 4, "YAML 写法有误"),
        ("title: 某市（2021年）", "title: *a", 3, "不支持 YAML 引用"),
        ("id: 某市-2021\n", "id: 甲\nid: 乙\n", 3, "写了两次"),
    ],
)
def test_a_fault_is_named_with_its_line(old, new, line, said):
    fault = faults(PACK.replace(old, new, 1))
    assert fault.lines("zh")[0].startswith(f"units.yaml:{line}: ")
    assert said in fault.lines("zh")[0]
    assert "\n" not in fault.line("en")


def test_every_fault_is_told_and_the_first_line_counts_them():
    fault = faults(PACK.replace("kind: district", "kind: 区").replace("kind: region", "kind: 市"))
    assert [line.split(": ")[0] for line in fault.lines()] == ["units.yaml:7", "units.yaml:10"]
    assert "另有 1 处" in fault.line("zh")
    assert "1 more" in fault.line("en")
    assert pickle.loads(pickle.dumps(fault)).lines() == fault.lines()
    assert fault.named("x.yaml").lines()[0].startswith("x.yaml:7")


@pytest.mark.parametrize(
    ("data", "key"),
    [(b"\xff\x00\xd8", "unitfile.encoding"), (b"", "unitfile.not-one"), (b"- a\n- b\n", "unitfile.not-one"),
     (b"tasks: []\n", "unitfile.not-one"),  (b"x" * (8 * 1024 * 1024 + 1), "unitfile.too-large")],
)  # fmt: skip
def test_what_is_no_pack_is_told(data, key):
    with pytest.raises(UnusableInput) as caught:
        read_pack(data, "units.yaml")
    assert caught.value.key == key
    assert caught.value.line("zh").startswith("units.yaml: ")
    assert caught.value.line("en")


def test_a_pack_of_another_version_is_told_apart():
    with pytest.raises(UnusableFile, match="yibiao-units/1"):
        read_pack(PACK.replace("units/1", "units/2").encode())
    with pytest.raises(UnusableFile, match="yibiao-units/1"):
        read_pack(b"format: yibiao-plan/1\ntasks: []\n")


def test_the_pack_is_found_by_path_by_id_or_by_issuer(tmp_path, monkeypatch):
    path = tmp_path / "units.yaml"
    path.write_text(PACK, encoding="utf-8")
    assert find_pack(str(path), SMALL).id == "某市-2021"
    assert read_pack_path(path) == find_pack(str(path), SMALL)
    assert find_pack("wuhan-2021", SMALL) is shipped_pack("wuhan-2021")
    document = SMALL.document._replace(issuer="武汉市人民政府办公厅", issuers=("武汉市人民政府办公厅",))
    assert find_pack(None, SMALL._replace(document=document)).id == "wuhan-2021"
    # A file of the operator's wins over a shipped pack of the same name.
    monkeypatch.chdir(tmp_path)
    path.rename(tmp_path / "wuhan-2021")
    assert find_pack("wuhan-2021", SMALL).id == "某市-2021"


def test_where_no_pack_is_found_it_is_said_what_to_do(tmp_path):
    with pytest.raises(UnusableInput) as none_fits:
        find_pack(None, SMALL)
    assert "某市人民政府办公室" in none_fits.value.line("zh")
    assert "yibiao units" in none_fits.value.line("en")
    with pytest.raises(UnusableInput) as missing:
        find_pack("xuhan-2021", SMALL)
    assert "wuhan-2021" in missing.value.line("zh")
    with pytest.raises(UnusableInput) as folder:
        find_pack(str(tmp_path), SMALL)
    assert folder.value.key == "errors.is-folder"


# --- the page that shows how to write one

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "units.md").read_text(encoding="utf-8")


def test_the_pack_shown_in_the_docs_loads_and_does_what_the_page_says():
    (shown,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
    pack = read_pack(shown.encode())
    directory = Directory(pack, "2024-06-01")
    assert directory.ids([directory.find("望汀区人民政府").unit.id]) == ("高新区",)
    assert directory.find("市经济和信息化委员会").valid is False
    assert directory.in_force(directory.find("市旅游局").unit).id == "文旅"
    assert directory.members(directory.group_at(directory.group("各县区")).members) == (
        "汀东区",
        "溪口县",
        "高新区",
    )
    assert {unit.id for unit in pack.units if unit.supervision == "letter"} == {"宣传"}


def test_every_field_kind_and_mark_is_documented():
    schema = units_schema()
    unit, group = (schema["properties"][name]["items"]["properties"] for name in ("units", "groups"))
    fields = {*schema["properties"], *unit, *group, *KINDS, *filter(None, MARKS)}
    assert {field for field in fields if f"`{field}`" not in PAGE and f"{field}:" not in PAGE} == set()
    assert all(f"`{pack_id}`" in PAGE for pack_id in shipped_ids())
