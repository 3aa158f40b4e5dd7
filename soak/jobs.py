"""What the worker process does with one input: read it, compile it, write the plan."""

import traceback

from yibiao.core.compiler import compile_source
from yibiao.core.emit import dumps_json
from yibiao.core.serialise import to_dict
from yibiao.files.errors import UnusableInput
from yibiao.files.read import read_bytes


def compile_bytes(data: bytes, name: str) -> tuple[str, str]:
    """Return `plan`, `refused` or `uncaught`, and the key or the traceback behind it."""
    try:
        plan = compile_source(read_bytes(data, name, ocr=False))
        dumps_json(to_dict(plan))
    except UnusableInput as error:
        return "refused", error.key
    except Exception:
        return "uncaught", traceback.format_exc(limit=-6)
    return "plan", ""
