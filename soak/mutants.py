"""Mutants of the rule code: how many of them the tests of rights find (docs/soak.md).

    python soak/mutants.py --count 60 --seed 1

A mutant is `hub/access/rights.py`, `lookups.py` or `subjects.py` with one comparison, return, condition or name changed, or
`packs/rights.yaml` with one grant taken away or given. Each is put in place of the real code in this process and
shown to the table of rights of `tests/web/rights` (the part of the matrix that asks the rule itself) and to its row
of saving, then, if nothing was amiss there, to `tests/hub/test_rights.py`. What neither finds is printed. Exit 1
when less than 95 % are found.
"""

import argparse
import ast
import copy
import inspect
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
WANTED = 0.95
# Saving reads the facts of many commitments in a way of its own (`commitment_facts`).
SAVING = "PUT /api/v1/units/{code}/values"
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_WORDS = {
    "dispatching": "supervising", "supervising": "assessing", "assessing": "dispatching", "lead": "owing", "leads": "owes",
    "owes": "leads", "own": "above", "above": "below", "open": "closed", "closed": "open", "leader": "coordinator",
    "coordinator": "leader", "any": "published", "published": "draft", "self": "working", "working": "self",
}  # fmt: skip
_OTHERS = {"any": "all", "all": "any"}


class Mutant(NamedTuple):
    """A change: where, what, and how it is put in place (returns how to take it back)."""

    where: str
    what: str
    put: Callable[[], Callable[[], None]]
    about: str = ""


# --- code


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Yield nodes that can be changed with what is to be done; types written in the code are left alone."""
    typed = {id(part) for node in ast.walk(tree) for part in _annotations(node)}
    quiet = {id(part) for top in ast.walk(tree) if id(top) in typed for part in ast.walk(top)}
    quiet |= {id(part) for top in ast.walk(tree) if isinstance(top, ast.JoinedStr | ast.Raise) for part in ast.walk(top)}
    for node in ast.walk(tree):
        if id(node) in quiet:
            continue
        match node:
            case ast.Compare(ops=[op]) if type(op) in _SWAPS:
                yield node, "compare"
            case ast.BoolOp():
                yield node, "and/or"
            case ast.BinOp(op=ast.BitOr() | ast.BitAnd()) | ast.AugAssign(op=ast.BitOr() | ast.BitAnd()):
                yield node, "|/&"
            case ast.UnaryOp(op=ast.Not() | ast.Invert()):
                yield node, "not dropped"
            case ast.If() | ast.IfExp():
                yield node, "condition turned"
            case ast.Return(value=ast.Constant(value=bool())):
                yield node, "other truth"
            case ast.Call(func=ast.Name(id="any" | "all")):
                yield node, "any/all"
            case ast.Call(keywords=[_, _, *_]):
                yield node, "last keyword dropped"
            case ast.Constant(value=str() as word) if word in _WORDS:
                yield node, f"{word} → {_WORDS[word]}"


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("annotation", "returns"):
        found = getattr(node, name, None)
        if found is not None:
            yield found
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
        yield node.value


def _change(node: Any, what: str) -> None:
    """Change one node in place."""
    match node:
        case ast.Compare():
            node.ops = [_SWAPS[type(node.ops[0])]()]
        case ast.BoolOp() | ast.BinOp() | ast.AugAssign():
            node.op = _SWAPS[type(node.op)]()
        case ast.UnaryOp():
            node.op = ast.UAdd() if isinstance(node.op, ast.Invert) else ast.Not()
            if isinstance(node.op, ast.UAdd):
                node.__class__, node.func, node.args, node.keywords = ast.Call, ast.Name("_same", ast.Load()), [node.operand], []
            else:
                node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.Return():
            node.value = ast.Constant(not node.value.value)
        case ast.Call(func=ast.Name()) if what == "any/all":
            node.func.id = _OTHERS[node.func.id]
        case ast.Call():
            node.keywords.pop()
        case ast.Constant():
            node.value = _WORDS[node.value]


def code_mutants() -> list[Mutant]:
    """Return every mutant of the rule code."""
    from yibiao.hub.access import lookups, rights, subjects  # noqa: PLC0415  Django is set up by now

    found = []
    for module in (rights, lookups, subjects):
        tree = ast.parse(inspect.getsource(module))
        for at, (node, what) in enumerate(_places(tree)):
            found.append(Mutant(f"{module.__name__.rpartition('.')[2]}.py:{node.lineno}", what, _putter(module, at)))  # type: ignore[attr-defined]
    return found


def _putter(module: ModuleType, at: int) -> Callable[[], Callable[[], None]]:
    def put() -> Callable[[], None]:
        tree = ast.parse(inspect.getsource(module))
        _change(*list(_places(tree))[at])
        made = dict(vars(module)) | {"_same": lambda value: value}
        exec(compile(ast.fix_missing_locations(tree), str(module.__file__), "exec"), made)
        vars(module)["_same"] = made["_same"]
        return _swap(module, made)

    return put


def _swap(module: ModuleType, made: dict[str, Any]) -> Callable[[], None]:
    """Give the module's own functions the code of others, wherever they have been imported to."""
    back: list[Callable[[], None]] = []
    for name, old in list(vars(module).items()):
        new = made.get(name)
        if getattr(old, "__module__", None) == module.__name__:
            for one, other in _functions(old, new):
                back.append(_give(one, other))
        elif name in {"LOOKUPS", "_SUBJECTS"}:
            kept = dict(old)
            old.update(new)
            back.append(lambda old=old, kept=kept: old.update(kept))
        elif name in {"OFFICES", "ANY", "NONE"}:
            setattr(module, name, new)
            back.append(lambda name=name, old=old: setattr(module, name, old))

    def undo() -> None:
        for one in back:
            one()

    return undo


def _functions(old: Any, new: Any) -> Iterator[tuple[FunctionType, FunctionType]]:
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        yield old, new
    elif isinstance(old, type):
        for name, value in vars(old).items():
            other = vars(new).get(name)
            mine = value.fget if isinstance(value, property) else value
            theirs = other.fget if isinstance(other, property) else other
            if isinstance(mine, FunctionType) and isinstance(theirs, FunctionType):
                yield mine, theirs


def _give(old: FunctionType, new: FunctionType) -> Callable[[], None]:
    kept = old.__code__, old.__defaults__
    old.__code__, old.__defaults__ = new.__code__, new.__defaults__

    def back() -> None:
        old.__code__, old.__defaults__ = kept

    return back


# --- grants


def grant_mutants() -> list[Mutant]:
    """Return every grant taken away, and for every list one that is given to somebody it doesn't name."""
    from yibiao.packs import load  # noqa: PLC0415

    found: list[Mutant] = []
    for name, entry in load("rights")["rights"].items():
        for state, lines in entry.items():
            if state in ("of", "scope"):
                continue
            for line in lines:
                found.append(Mutant(f"rights.yaml {name} {state}", f"without {line}", _granting(name, state, line, None), name))
            more = next((line for line in ("working", "auditor", "system_admin") if line not in lines), "leader own")
            found.append(Mutant(f"rights.yaml {name} {state}", f"with {more}", _granting(name, state, None, more), name))
    return found


def _granting(name: str, state: str, less: str | None, more: str | None) -> Callable[[], Callable[[], None]]:
    def put() -> Callable[[], None]:
        from yibiao.hub.access import rights  # noqa: PLC0415
        from yibiao.packs import load  # noqa: PLC0415

        entry = copy.deepcopy(dict(load("rights")["rights"][name]))
        entry[state] = [line for line in entry[state] if line != less] + ([more] if more else [])
        known: Any = rights.rights()
        kept = known[name]
        known[name] = rights._right(name, entry)
        return lambda: known.__setitem__(name, kept)

    return put


# --- finding them


def _by_table(world: Any) -> str:
    """Return where the rights, or the answers to those who save values, differ from the table; empty for nowhere."""
    import test_matrix as matrix  # noqa: PLC0415
    import test_rights_table as direct  # noqa: PLC0415
    from matrix_table import Table  # noqa: PLC0415

    table = Table(world.names)
    matrix.EVERYBODY = True
    try:
        wrong = next(direct.disagreements(world, table), "")
        if not wrong:
            direct.test_every_right_needs_its_scope(world, table)
            matrix.test_who_is_answered(world, table, SAVING)
    except Exception as error:
        return f"{type(error).__name__} {error}"[:80]
    return wrong


def _by_test_rights() -> str:
    """Return the first test of `tests/hub/test_rights.py` that fails, empty for none."""
    import test_rights as tests  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from made_hub import make_city  # noqa: PLC0415

    for name, test in vars(tests).items():
        if not name.startswith("test_"):
            continue
        with transaction.atomic():
            try:
                with transaction.atomic():
                    test(make_city())
            except BaseException:  # pytest's own failures are no exceptions
                return name
            finally:
                transaction.set_rollback(True)
    return ""


def run(mutants: list[Mutant], seconds: float) -> int:
    """Show every mutant to the tests and tell which nobody finds; return the exit code."""
    from django.db import transaction  # noqa: PLC0415
    from matrix_world import World  # noqa: PLC0415

    start, found, left = time.monotonic(), 0, []
    with transaction.atomic():
        world = World()
        for mutant in mutants:
            row = _shown(mutant, lambda: _by_table(world))
            print(f"{mutant.where}: {mutant.what}: {row or '-'}", flush=True)
            found += bool(row)
            left += [] if row else [mutant]
            if time.monotonic() - start > seconds:
                break
        transaction.set_rollback(True)
    asked = found + len(left)
    for mutant in left:
        test = _shown(mutant, _by_test_rights)
        found += bool(test)
        print(f"{mutant.where}: {mutant.what}: {test or 'NOT FOUND'}", flush=True)
    share = found / max(1, asked)
    print(f"mutants: {asked} of {len(mutants)} asked, {found} found: {share:.1%}")
    return 0 if share >= WANTED else 1


def _shown(mutant: Mutant, look: Callable[[], str]) -> str:
    try:
        back = mutant.put()
    except Exception as error:
        return f"cannot be loaded: {error}"
    try:
        return look()
    finally:
        back()


def _drawn(rng: random.Random, count: int) -> list[Mutant]:
    """Draw mutants, half of them changed code and half changed grants, in turn."""
    parts = [rng.sample(made, min(len(made), -(-count // 2))) for made in (code_mutants(), grant_mutants())]
    return [mutant for pair in zip(*parts, strict=False) for mutant in pair][:count]


def main(arguments: list[str] | None = None) -> int:
    """Make a database, draw mutants, show them."""
    parser = argparse.ArgumentParser(description="mutants of the rules of rights")
    parser.add_argument("--count", type=int, default=60, help="how many are drawn; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3600)
    options = parser.parse_args(arguments)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "hubsettings", "YIBIAO_LOG_LEVEL": "CRITICAL"}
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    every = [*code_mutants(), *grant_mutants()]
    print(f"mutants: {len(every)} there are", flush=True)
    drawn = every if not options.count else _drawn(random.Random(options.seed), options.count)
    return run(drawn, options.seconds)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / part) for part in ("src", "tests", "tests/hub", "tests/web/rights")]
    sys.exit(main())
