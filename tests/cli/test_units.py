"""``yibiao units`` drafts a pack from a document or a plan, and refuses what it can't use in one line."""

from running import EXAMPLE, one_line, yibiao

from made_plans import SMALL
from yibiao.core.serialise import dumps_json, to_dict
from yibiao.files.unitfile import read_pack, read_pack_path


def test_a_pack_is_drafted_from_a_document(tmp_path):
    out = tmp_path / "units.yaml"
    done = yibiao("units", EXAMPLE, "-o", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pack = read_pack_path(out)
    assert pack.region == "wuhan"
    assert {"市科技局", "硚口区", "武汉东湖新技术开发区"} <= {unit.name for unit in pack.units}


def test_a_pack_is_drafted_from_a_plan_to_standard_output():
    done = yibiao("units", "-", stdin=dumps_json(to_dict(SMALL)).encode())
    assert (done.returncode, done.stderr) == (0, "")
    assert read_pack(done.stdout.encode()).region == "某市"
    english = yibiao("--lang", "en", "units", "-", stdin=dumps_json(to_dict(SMALL)).encode())
    assert "# Draft of a unit pack" in english.stdout


def test_the_same_input_gives_the_same_bytes():
    assert yibiao("units", EXAMPLE).stdout == yibiao("units", EXAMPLE).stdout


def test_what_cannot_be_used_is_said_in_one_line(tmp_path):
    assert "nowhere.txt" in one_line(yibiao("units", "nowhere.txt", cwd=tmp_path))
    assert "文件夹" in one_line(yibiao("units", EXAMPLE, "-o", tmp_path))
    same = tmp_path / "a.txt"
    same.write_bytes(EXAMPLE.read_bytes())
    one_line(yibiao("units", same, "-o", same))
    assert same.read_bytes() == EXAMPLE.read_bytes()
    assert "FILE" in one_line(yibiao("units"))
