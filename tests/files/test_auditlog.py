"""Exports of audit logs: written, read back as streams, refused in one line, checked by the verifier alone."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from made_logs import Log, check, entry, make_log, public, sign
from yibiao.core.audit.entries import canonical
from yibiao.core.audit.heads import fingerprint, parse
from yibiao.core.audit.lines import MOST_BYTES
from yibiao.core.audit.verify import verify
from yibiao.files.auditlog import ENTRIES, HEADS, KEYS, PERSONAL, README, VERIFIER
from yibiao.files.auditlog.reading import open_export, read_kept
from yibiao.files.auditlog.writing import verifier_source, write_export
from yibiao.files.errors import UnusableInput
from yibiao.packs.verifier import yibiao_verify as second

LOG = make_log((3, 7, 12, 20), rotate_at=(1,))
ALONE = ["/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else sys.executable, "-I"]


def write(path, log=LOG):
    write_export(path, log.entries, log.heads, log.personal, log.key)
    return path


@pytest.fixture(params=["export", "export.zip"])
def export(request, tmp_path):
    return write(tmp_path / request.param)


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "export")


def read(path):
    with open_export(os.fspath(path)) as source:
        return Log(tuple(source.entries), tuple(source.heads), tuple(source.personal)), source.first_key


def verdict(path, **more):
    with open_export(os.fspath(path)) as source:
        return verify(source.entries, source.heads, source.first_key, check, source.personal, **more)


def refusal(path):
    """Return why `path` can't be checked, after seeing that the verifier alone says so too."""
    with pytest.raises(UnusableInput) as caught:
        verdict(path)
    for lang in ("zh", "en"):
        assert "\n" not in caught.value.line(lang)
    done = alone(path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    return caught.value.key


def alone(path, *arguments, script=second.__file__, **env):
    """Run the verifier in one file as somebody without this program would."""
    command = [*ALONE, os.fspath(script), *map(os.fspath, (path, *arguments))]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=60, check=False, env={**os.environ, **env}
    )


def told(done):
    """Return the faults that the verifier printed: code, details."""
    found = []
    for line in done.stdout.splitlines():
        if line.startswith("  "):
            code, *details = line.strip().split(": ")[0].split()
            found.append((code, dict(detail.split("=") for detail in details)))
    return found


# --- written and read back


def test_what_is_written_is_read_back(export):
    log, key = read(export)
    assert log == LOG._replace(first=0)
    assert key == LOG.key
    assert verdict(export).intact


def test_the_same_log_gives_the_same_bytes(tmp_path):
    one, two = write(tmp_path / "one.zip"), write(tmp_path / "two.zip")
    assert one.read_bytes() == two.read_bytes()
    assert sorted(zipfile.ZipFile(one).namelist()) == sorted((ENTRIES, HEADS, PERSONAL, KEYS, VERIFIER, README))


def test_what_stands_beside_the_log(folder):
    assert (folder / VERIFIER).read_bytes() == verifier_source() == Path(second.__file__).read_bytes()
    readme = (folder / README).read_text(encoding="utf-8")
    assert "verify.py" in readme
    assert "核对" in readme
    assert json.loads((folder / KEYS).read_text()) == {"format": "yibiao-audit/1", "first_key": LOG.key.hex()}


def test_only_its_owner_reads_an_export(export):
    assert export.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["export", "export.zip"])
def test_what_cannot_be_written_whole_is_not_there(tmp_path, name):
    def lines():
        yield from LOG.entries
        raise OSError("the database is gone")

    with pytest.raises(OSError, match="gone"):
        write_export(tmp_path / name, lines(), LOG.heads, LOG.personal, LOG.key)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_overwritten(folder):
    with pytest.raises(FileExistsError):
        write(folder)


def test_a_zip_with_its_files_in_a_folder(folder, tmp_path):
    packed = shutil.make_archive(tmp_path / "packed", "zip", tmp_path, "export")
    assert verdict(packed).intact
    assert alone(packed).returncode == 0


def test_without_personal_data(folder):
    (folder / PERSONAL).unlink()
    found = verdict(folder)
    assert (found.intact, found.personal, found.erased) == (True, 0, 4)


def test_many_entries(tmp_path):
    log = make_log((2500,), lines=tuple(canonical(entry(seq, changes=())) for seq in range(2500)))
    assert read(write(tmp_path / "many.zip", log._replace(personal=())))[0].entries == log.entries


# --- what was damaged on the way


def test_a_file_that_is_gone_is_a_fault(folder):
    (folder / HEADS).unlink()
    assert [fault.code for fault in verdict(folder).faults] == ["no-heads"]
    assert [code for code, _ in told(alone(folder))] == ["no-heads"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"first_key":7}', '{"first_key":"00"}', '{"first_key":"' + "G" * 64 + '"}', "[" * 99999]
)
def test_a_key_that_cannot_be_read_is_no_key(folder, text):
    (folder / KEYS).write_text(text)
    assert [fault.code for fault in verdict(folder).faults] == ["no-key"]
    assert [code for code, _ in told(alone(folder))] == ["no-key"]
    assert alone(folder, "--key", LOG.key.hex()).returncode == 0


def test_endless_lines_take_no_memory_and_are_faults(folder):
    with open(folder / ENTRIES, "ab") as file:
        file.write(b"1" * (3 * MOST_BYTES) + b"\n" + b"2" * (3 * MOST_BYTES))
    lines = read(folder)[0].entries
    assert lines[:-2] == LOG.entries
    assert all(len(line) <= MOST_BYTES + 2 for line in lines)
    assert [fault.code for fault in verdict(folder).faults] == ["entry-unreadable", "entry-unreadable", "entries-after-last-head"]
    assert [code for code, _ in told(alone(folder))] == [fault.code for fault in verdict(folder).faults]


def test_a_line_of_the_greatest_length(tmp_path):
    room = MOST_BYTES - len(canonical(entry(0, reason="")))
    longest = canonical(entry(0, reason="x" * room))
    assert len(longest) == MOST_BYTES
    log = make_log((1,), lines=(longest,))
    path = write(tmp_path / "long", log)
    assert verdict(path).intact
    assert alone(path).returncode == 0
    with pytest.raises(ValueError, match="4 MiB"):
        canonical(entry(0, reason="x" * (room + 1)))


def test_line_ends_of_another_system(folder):
    (folder / ENTRIES).write_bytes((folder / ENTRIES).read_bytes().replace(b"\n", b"\r\n"))
    found = verdict(folder)
    assert {"entry-not-canonical", "root-differs"} <= {fault.code for fault in found.faults}


# --- what is no export


def test_what_is_not_there(tmp_path):
    assert refusal(tmp_path / "nothing") == "errors.not-found"


def test_what_is_no_export(tmp_path):
    assert refusal(tmp_path) == "audit.not-export"
    (tmp_path / "plan.txt").write_text("一、主要任务")
    assert refusal(tmp_path / "plan.txt") == "audit.not-export"
    (tmp_path / "empty").write_bytes(b"")
    assert refusal(tmp_path / "empty") == "audit.not-export"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("plan.txt", "一、主要任务")
    assert refusal(tmp_path / "other.zip") == "audit.not-export"


def test_what_only_looks_like_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.zip")
    with pytest.raises(UnusableInput) as caught:
        verdict(tmp_path / "pipe.zip")
    assert caught.value.key == "audit.not-export"
    export = tmp_path / "export"
    export.mkdir()
    os.mkfifo(export / ENTRIES)
    assert refusal(export) == "audit.not-export"


def test_a_zip_that_was_cut_off(tmp_path):
    path = write(tmp_path / "export.zip")
    path.write_bytes(path.read_bytes()[:-40])
    assert refusal(path) == "errors.truncated"


def test_a_zip_whose_content_is_damaged(tmp_path):
    path = write(tmp_path / "export.zip")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(ENTRIES).header_offset
    data[start + 400] ^= 0x55
    path.write_bytes(data)
    assert refusal(path) == "errors.truncated"


def test_two_logs_in_one_zip(tmp_path):
    path = write(tmp_path / "export.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("older/entries.jsonl", "{}")
    assert refusal(path) == "audit.several"
    path = write(tmp_path / "twice.zip")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(ENTRIES, "{}")
    assert refusal(path) == "audit.several"


def test_a_locked_zip(tmp_path):
    path = write(tmp_path / "export.zip")
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert refusal(path) == "errors.encrypted"


def test_a_bomb(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive, archive.open(ENTRIES, "w") as file:
        for _ in range(100):
            file.write(bytes(2**20))
    with pytest.raises(UnusableInput) as caught:
        verdict(tmp_path / "bomb.zip")
    assert caught.value.key == "errors.zip-bomb"


def test_any_damage_to_the_file_is_a_fault_or_refused(tmp_path):
    """Bytes of a zip changed at random: never an exception of another kind, never another log taken for intact."""
    whole = write(tmp_path / "export.zip").read_bytes()
    rng = random.Random(5)
    refused = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 1, 3])):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.2:
            del data[rng.randrange(len(data)) :]
        path = tmp_path / "damaged.zip"
        path.write_bytes(data)
        try:
            if verdict(path).intact:
                log = read(path)[0]
                assert (log.entries, log.heads) == (LOG.entries, LOG.heads)
        except UnusableInput:
            refused += 1
    assert 100 < refused < 400


# --- kept heads


def test_heads_that_somebody_kept(tmp_path):
    path = tmp_path / "kept.txt"
    one, two = LOG.heads[1], LOG.heads[3]
    path.write_bytes(b"\xef\xbb\xbf" + one + b"\r\n\r\n  " + fingerprint(two).encode() + b"\n")
    assert read_kept(os.fspath(path)) == (fingerprint(one), fingerprint(two))
    assert second.kept_heads(path) == list(read_kept(os.fspath(path)))


@pytest.mark.parametrize(("data", "key"), [(b"\n \n", "audit.no-kept-head"), (b"x" * 2**21, "errors.too-large")])
def test_a_file_without_kept_heads(tmp_path, data, key):
    (tmp_path / "kept").write_bytes(data)
    with pytest.raises(UnusableInput) as caught:
        read_kept(os.fspath(tmp_path / "kept"))
    assert caught.value.key == key


def test_no_file_of_kept_heads(tmp_path):
    with pytest.raises(UnusableInput) as caught:
        read_kept(os.fspath(tmp_path / "none"))
    assert caught.value.key == "errors.not-found"


# --- the verifier alone


def test_the_verifier_in_the_export_finds_it_intact(folder):
    """As its README says: from the folder, without arguments."""
    done = subprocess.run([*ALONE, folder / VERIFIER], capture_output=True, encoding="utf-8", check=False, cwd="/")
    assert (done.returncode, done.stderr) == (0, "")
    assert "完好 INTACT" in done.stdout
    assert fingerprint(LOG.heads[-1]) in done.stdout
    assert "没有 --key" in done.stdout


def test_checked_against_what_was_kept(export, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_bytes(LOG.heads[-1])
    done = alone(export, "--key", LOG.key.hex(), "--head", kept, "--every")
    assert done.returncode == 0
    assert "signatures checked: 5" in done.stdout
    assert "没有 --key" not in done.stdout
    kept.write_bytes(LOG.heads[-1].replace(b'"number":4', b'"number":5'))
    done = alone(export, "--head", kept)
    assert (done.returncode, [code for code, _ in told(done)]) == (1, ["kept-head-missing"])
    done = alone(export, "--key", public(9).hex())
    assert (done.returncode, {code for code, _ in told(done)}) == (1, {"unknown-key"})


def test_every_fault_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \|", page.split("## What a fault means")[1], re.M)
    assert set(re.findall(r"`([a-z-]+)`", "".join(rows))) == {*second.FAULTS, "leaf-differs", "column-differs"}


E, H = LOG.entries, LOG.heads
TAMPERED = {
    "edited": LOG._replace(entries=(*E[:4], canonical(entry(4, reason="x")), *E[5:])),
    "swapped": LOG._replace(entries=(E[1], E[0], *E[2:])),
    "cut": LOG._replace(entries=E[:13]),
    "added": LOG._replace(entries=(*E, canonical(entry(20)))),
    "unreadable": LOG._replace(entries=(*E[:4], b"\xff\x1b[2J", *E[5:])),
    "head edited": LOG._replace(heads=(*H[:3], sign(parse(H[3])._replace(size=11), 5), H[4])),
    "head cut": LOG._replace(heads=H[:4]),
    "forged": make_log((3, 9), first=50)._replace(first=0),
    "personal": LOG._replace(personal=(LOG.personal[0].replace(b"138", b"139"), *LOG.personal[1:])),
}


@pytest.mark.parametrize("name", TAMPERED)
@pytest.mark.parametrize("every", [True, False])
def test_both_say_the_same_of_a_tampered_export(tmp_path, name, every):
    path = write(tmp_path / "export", TAMPERED[name])
    found = verdict(path, every=every)
    done = alone(path, *["--every"] * every)
    assert (done.returncode, found.intact) == (1, False), done.stderr
    wanted = [(fault.code, {slot: str(value) for slot, value in fault.args}) for fault in found.faults]
    assert told(done) == wanted
    assert f"signatures checked: {found.signatures}" in done.stdout
    assert f"entries: {found.entries} " in done.stdout
    assert "\x1b" not in done.stdout
    assert found.last in done.stdout


def test_where_letters_are_ascii_alone(folder):
    done = alone(folder, LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "INTACT" in done.stdout


@pytest.mark.parametrize("arguments", [("--key", "00"), ("--key", "AB" * 32), ("--head", "none.txt"), ("--what",)])
def test_arguments_that_cannot_be_used(folder, arguments):
    assert alone(folder, *arguments).returncode == 2


def test_help_in_both_languages():
    done = alone("--help")
    assert done.returncode == 0
    assert "退出码 exit codes" in done.stdout


def test_any_bytes_are_refused(tmp_path):
    for at, data in enumerate((b"PK", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(30), os.urandom(99))):
        (tmp_path / f"{at}.zip").write_bytes(data)
        assert alone(tmp_path / f"{at}.zip").returncode == 2
        with pytest.raises(UnusableInput):
            verdict(tmp_path / f"{at}.zip")
