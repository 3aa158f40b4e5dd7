"""The hot modules of core as machine code, where they were compiled (decision 0029).

`make setup` compiles `MODULES` into the package `yibiao_compiled`, which stands beside the libraries. Python runs
them instead of the source as long as the source is, byte for byte, what they were compiled from; after any edit
it runs the source. Both give the same plans.
"""

import hashlib
import os
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

# What every page goes through. The rest of core would lengthen set-up and gain nothing: values (`plan`,
# `making`, `source`) are Python's named tuples either way, and `repair` spends its time in regular expressions
# and OpenCC. Besides, mypyc 2.4 breaks down at `repair.words`, and its C knows no lone surrogates (`emit`).
MODULES = (
    *("affixes", "annexes", "apart", "assemble", "cadence", "changes", "checks", "clauses", "compiler"),
    *("criteria", "dates", "definitions", "docnumber", "drafts", "figures", "findings", "head", "hints", "ids"),
    *("keys", "marks", "measures", "nontargets", "numerals", "outline", "owners", "page", "periods", "pieces"),
    *("reading", "roles", "scope", "sentences", "site", "spans", "subjects", "targets", "tasktables", "titles"),
    *("unitlist", "unitnames"),
)
VARIABLE = "YIBIAO_COMPILED"  # "no": run the source
_ROOT = Path(__file__).parent
# What the compiled modules import stands here: types and constants of it are built into them.
_FOLDERS = ("", "core", "core/repair", "packs")


def folder() -> str | None:
    """Return the folder of the compiled modules, or None where there are none or the source is another."""
    if os.environ.get(VARIABLE, "").lower() == "no":
        return None
    try:
        found: Any = import_module("yibiao_compiled")
        import_module("yibiao_compiled__mypyc")  # the code itself, which the modules hand out
    except ImportError:  # not compiled, or for another Python or system
        return None
    return os.path.dirname(found.__file__) if digest() == found.DIGEST else None


def digest() -> str:
    """Return the SHA-256 over all that the compiled modules were made from, in hexadecimal digits."""
    hashed = hashlib.sha256()
    for name in _FOLDERS:
        for path in sorted(os.listdir(_ROOT / name)):
            if path.endswith(".py"):
                data = (_ROOT / name / path).read_bytes()
                hashed.update(f"{name}/{path} {len(data)}\n".encode() + data)
    return hashed.hexdigest()


def is_running() -> bool:
    """Tell whether this process compiles documents with the compiled modules."""
    compiler = import_module("yibiao.core.compiler")
    return str(compiler.__file__).endswith(tuple(EXTENSION_SUFFIXES))
