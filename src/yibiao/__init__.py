"""Yibiao 一表: compile a Chinese policy document into a plan, every fact traceable to its sentence.

::

    from yibiao import compile_document, to_dict

    plan = compile_document("方案.docx")       # a path, bytes or an open binary file
    for task in plan.tasks:
        print(task.id, task.title, [unit.name for unit in task.lead])
    to_dict(plan)                               # the plan file, as plain values

The names in `__all__` are the stable interface. They are imported when first used, so that
``import yibiao`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yibiao.core.commitments.making import make_commitments
    from yibiao.core.compiler import compile_source
    from yibiao.core.diff import diff_plans
    from yibiao.core.orgs.resolve import resolve
    from yibiao.core.plan import Plan
    from yibiao.core.repair import repair_text
    from yibiao.core.serialise import dumps_json, dumps_yaml, from_dict, to_dict
    from yibiao.core.validate import validate
    from yibiao.files.collect import collect
    from yibiao.files.documents import compile_document, compile_text
    from yibiao.files.errors import UnusableInput
    from yibiao.files.planfile import read_plan, read_plan_path
    from yibiao.files.unitfile import find_pack

__version__ = "0.4.0"

__all__ = [
    "Plan",
    "UnusableInput",
    "__version__",
    "collect",
    "compile_document",
    "compile_source",
    "compile_text",
    "diff_plans",
    "dumps_json",
    "dumps_yaml",
    "find_pack",
    "from_dict",
    "make_commitments",
    "read_plan",
    "read_plan_path",
    "repair_text",
    "resolve",
    "to_dict",
    "validate",
]

_HOMES = {
    "yibiao.core.commitments.making": ("make_commitments",),
    "yibiao.core.compiler": ("compile_source",),
    "yibiao.core.diff": ("diff_plans",),
    "yibiao.core.orgs.resolve": ("resolve",),
    "yibiao.core.plan": ("Plan",),
    "yibiao.core.repair": ("repair_text",),
    "yibiao.core.serialise": ("dumps_json", "dumps_yaml", "from_dict", "to_dict"),
    "yibiao.core.validate": ("validate",),
    "yibiao.files.collect": ("collect",),
    "yibiao.files.documents": ("compile_document", "compile_text"),
    "yibiao.files.errors": ("UnusableInput",),
    "yibiao.files.planfile": ("read_plan", "read_plan_path"),
    "yibiao.files.unitfile": ("find_pack",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'yibiao' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
