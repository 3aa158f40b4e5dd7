"""``yibiao show FILE -o PAGE.html``: the document beside its plan."""

import os
from argparse import Namespace

from yibiao.cli import DONE
from yibiao.cli.arguments import UsageFault
from yibiao.cli.faults import complain
from yibiao.cli.inputs import read_input, run_one
from yibiao.cli.jobs import page
from yibiao.cli.output import write_bytes
from yibiao.messages import say


def run(options: Namespace) -> int:
    """Write the page; return the exit code."""
    path, out, lang = options.file, options.out, options.lang
    if os.path.isdir(out):
        raise UsageFault(say("cli.out-is-folder", lang, out=out))
    if os.path.isfile(out) and os.path.exists(path) and os.path.samefile(path, out):
        raise UsageFault(say("cli.out-is-input", lang, out=out))
    made, has_text = run_one(page, read_input(path), options.ocr, lang, name=path)
    write_bytes(out, made)
    if not has_text:
        complain(say("cli.no-text", lang, name=path), lang)
    return DONE
