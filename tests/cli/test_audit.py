"""`yibiao audit`: the verdict in words and for programs, exit codes, and the verifier written out."""

import json
import os
import subprocess
import sys

import pytest
from running import one_line, yibiao

from made_logs import make_log, public
from yibiao.cli import auditing, main
from yibiao.core.audit.entries import canonical, parse
from yibiao.core.audit.heads import fingerprint, key_id
from yibiao.core.audit.verify import Fault, Verdict
from yibiao.files.auditlog import ENTRIES, HEADS, signatures
from yibiao.files.auditlog.source import Opener, Source
from yibiao.files.auditlog.writing import verifier_source, write_export
from yibiao.messages import say

LOG = make_log((3, 7, 12, 20), rotate_at=(1,))


@pytest.fixture
def export(tmp_path):
    write_export(tmp_path / "export", LOG.entries, LOG.heads, LOG.personal[1:], LOG.key)
    return tmp_path / "export"


@pytest.fixture
def tampered(export):
    line = canonical(parse(LOG.entries[4])._replace(actor="person:99"))
    data = (export / ENTRIES).read_bytes().replace(LOG.entries[4], line)
    (export / ENTRIES).write_bytes(data)
    return export


def test_an_intact_log(export):
    done = yibiao("audit", "verify", export)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "完好：日志与树头、签名全部相符",
        "条目 20，树头 5，已核签名 5",
        "个人信息 3 项相符，1 项已抹除或未导出",
        f"最后的树头（2026-01-01T00:16:44.000000Z）：{fingerprint(LOG.heads[-1])}",
        f"公钥：{key_id(public(0))} → {key_id(public(1))}",
        "注意：公钥取自日志本身，整份伪造的日志无法识别；请用 --key 给出另外保存的公钥",
        "注意：没有给出另外保存的树头（--head），条目与树头一起被回退时无法发现",
    ]


def test_with_what_was_kept_there_is_nothing_left_to_note(export, tmp_path):
    (tmp_path / "kept.txt").write_text(fingerprint(LOG.heads[2]))
    done = yibiao("audit", "verify", export, "--key", LOG.key.hex().upper(), "--head", tmp_path / "kept.txt", "--lang=en")
    assert done.returncode == 0
    assert "note:" not in done.stdout
    assert done.stdout.startswith("intact: ")


def test_a_tampered_log(tampered):
    done = yibiao("audit", "verify", tampered, "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[:2] == [
        "root-differs: the entries differ from head 1; the change lies in entries 3 to 6, or in this head",
        "tampered: 1 faults",
    ]


def test_the_verdict_for_programs(tampered):
    done = yibiao("audit", "verify", tampered, "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["intact"] is False
    assert found["faults"] == [
        {
            "code": "root-differs",
            "number": 1,
            "first": 3,
            "last": 6,
            "message": "条目与树头 1 不符，改动在条目 3 至 6 之间，或在这个树头里",
        }
    ]
    assert (found["entries"], found["heads"], found["personal"], found["erased"]) == (20, 5, 3, 1)
    assert found["last"] == fingerprint(LOG.heads[-1])


def test_a_roll_back(export, tmp_path):
    (tmp_path / "kept.txt").write_bytes(LOG.heads[-1])
    (export / ENTRIES).write_bytes(b"".join(line + b"\n" for line in LOG.entries[:12]))
    (export / HEADS).write_bytes(b"".join(line + b"\n" for line in LOG.heads[:4]))
    (export / "personal.jsonl").unlink()
    assert yibiao("audit", "verify", export).returncode == 0
    done = yibiao("audit", "verify", export, "--head", tmp_path / "kept.txt")
    assert done.returncode == 1
    assert done.stdout.startswith(f"kept-head-missing：另外保存的树头 {fingerprint(LOG.heads[-1])} 不在日志中")


def test_what_cannot_be_checked(tmp_path):
    assert "找不到这个文件" in one_line(yibiao("audit", "verify", tmp_path / "none"))
    assert "不是审计日志的导出" in one_line(yibiao("audit", "verify", tmp_path))
    assert "yibiao hub init" in one_line(yibiao("audit", "verify", "--lang=en", YIBIAO_HOME=os.fspath(tmp_path)))


def test_arguments_that_cannot_be_used(export, tmp_path):
    assert "64 位十六进制" in one_line(yibiao("audit", "verify", export, "--key", "00"))
    assert "kept.txt" in one_line(yibiao("audit", "verify", export, "--head", tmp_path / "kept.txt"))
    (tmp_path / "kept.txt").write_text("\n")
    assert "没有树头" in one_line(yibiao("audit", "verify", export, "--head", tmp_path / "kept.txt"))
    assert one_line(yibiao("audit"))
    assert one_line(yibiao("audit", "erase"))


def test_the_verifier_written_out_checks_alone(export, tmp_path):
    assert yibiao("audit", "verifier", "-o", tmp_path / "verify.py").returncode == 0
    assert (tmp_path / "verify.py").read_bytes() == verifier_source()
    assert yibiao("audit", "verifier").stdout.encode() == verifier_source()
    assert "文件夹" in one_line(yibiao("audit", "verifier", "-o", tmp_path))
    done = subprocess.run([sys.executable, "-I", tmp_path / "verify.py", export], capture_output=True, check=False)
    assert done.returncode == 0


def test_without_the_library_the_last_signature_of_each_key_is_checked(export, monkeypatch, capsys):
    for module in (auditing, signatures):
        monkeypatch.setattr(module, "FAST", False)
    assert main(["audit", "verify", os.fspath(export), "--lang=en"]) == 0
    assert "20 entries, 5 heads, 2 signatures checked" in capsys.readouterr().out
    assert main(["audit", "verify", os.fspath(export), "--lang=en", "--every"]) == 0
    assert "5 signatures checked" in capsys.readouterr().out


# What another floor registers: a log that is no export, still being written.
class Kept:
    """A log that stands somewhere else."""

    def __init__(self, path):
        assert path == "elsewhere"

    def __enter__(self):
        return Source(LOG.entries, LOG.heads[:-1], LOG.personal, LOG.key, live=True)

    def __exit__(self, *error):
        return None


OPENER = Opener(open=Kept, untrusted=False)


def test_an_opener_of_another_floor(monkeypatch, capsys):
    monkeypatch.setattr(auditing, "EXPORT", __name__)
    assert main(["audit", "verify", "elsewhere"]) == 0
    assert "末尾 8 个条目还没有树头" in capsys.readouterr().out


def test_more_faults_than_are_listed():
    faults = (Fault("head-chain", number=3, args=(("number", 3),), message="audit.head-chain"),)
    found = Verdict(faults, 41, 0, 0, "", 0, "", "", (), 0, 0, 0)
    lines = list(auditing.described(found, auditing.Asked("x", None, (), True), "en"))
    assert lines[:3] == [
        "head-chain: " + say("audit.head-chain", "en", number=3),
        "41 more are not listed",
        "tampered: 42 faults",
    ]
