"""``yibiao units FILE [-o OUT]``: a unit pack drafted from a document or a plan."""

import os
from argparse import Namespace

from yibiao.cli import DONE
from yibiao.cli.arguments import UsageFault
from yibiao.cli.inputs import read_input, run_one
from yibiao.cli.jobs import drafted
from yibiao.cli.output import write_bytes
from yibiao.messages import say


def run(options: Namespace) -> int:
    """Write the draft; return the exit code."""
    path, out, lang = options.file, options.out, options.lang
    if out is not None and os.path.isdir(out):
        raise UsageFault(say("cli.out-is-folder", lang, out=out))
    if out is not None and os.path.isfile(out) and os.path.exists(path) and os.path.samefile(path, out):
        raise UsageFault(say("cli.out-is-input", lang, out=out))
    write_bytes(out, run_one(drafted, read_input(path), options.ocr, lang, name=path))
    return DONE
