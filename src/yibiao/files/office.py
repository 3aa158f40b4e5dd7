"""Old office formats (.doc, .wps, .rtf, .odt), turned into docx by LibreOffice where it is installed.

Every run has a profile and a folder of its own that are removed again, and a time limit after which the
whole process group is ended. Macros are not run: a converter opens documents without asking anybody.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from yibiao.files.archive import is_encrypted_ole
from yibiao.files.errors import UnusableInput
from yibiao.files.sandbox import grant, lift_limits

# A first start writes a profile and takes some seconds; a long document a few more.
SECONDS = 60.0
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
# The writer of .wps files (WPS Office) uses the binary format of Word.
_AS = {".wps": ".doc", ".wpt": ".doc", ".dot": ".doc"}


def find_soffice() -> str | None:
    """Return the program of LibreOffice; the variable `YIBIAO_SOFFICE` comes before the usual places."""
    named = os.environ.get("YIBIAO_SOFFICE")
    if named is not None:
        return named if os.path.isfile(named) else None
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.path.isfile(place)), None)


def convert_office(data: bytes, name: str, suffix: str) -> tuple[bytes, str]:
    """Return `data` in a format that has a reader, and its suffix (``.docx``).

    `suffix` says what `data` is (``.doc``). `UnusableInput` where LibreOffice is missing or fails.
    """
    if is_encrypted_ole(data):
        raise UnusableInput("errors.encrypted", name, kind=f" {suffix} ")
    program = find_soffice()
    if program is None:
        raise UnusableInput("errors.needs-libreoffice", name, suffix=suffix)
    with tempfile.TemporaryDirectory(prefix="yibiao-", ignore_cleanup_errors=True) as folder:
        return _converted(program, data, name, suffix, Path(folder)), ".docx"


def _converted(program: str, data: bytes, name: str, suffix: str, folder: Path) -> bytes:
    given = folder / f"document{_AS.get(suffix, suffix)}"
    given.write_bytes(data)
    made = folder / "out" / "document.docx"
    grant(seconds=SECONDS + 10)
    said = _run(_command(program, given, made.parent, folder / "profile"), name)
    if not made.is_file():
        reason = "password" if "password" in said.lower() else "LibreOffice"
        raise UnusableInput("errors.truncated", name, kind=f" {suffix} ", reason=reason)
    return made.read_bytes()


def _command(program: str, given: Path, out: Path, profile: Path) -> list[str]:
    return [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(out),
        str(given),
    ]


def _run(command: list[str], name: str) -> str:
    """Run LibreOffice; return what it said. It starts children, so its whole group ends with it."""
    posix = os.name == "posix"
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=posix,
        preexec_fn=lift_limits if posix else None,  # noqa: PLW1509  one thread here
    )
    try:
        said, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise UnusableInput("errors.time-limit", name, limit=f"{SECONDS:g}") from None
    finally:
        _end(process)
    return said.decode("utf-8", "replace")


def _end(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
