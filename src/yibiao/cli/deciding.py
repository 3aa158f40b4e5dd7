"""A plan with what an office decided beside it: the unit pack, the split file, and the commitments they make."""

import os
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from yibiao.cli.arguments import UsageFault
from yibiao.cli.inputs import read_input, run_one
from yibiao.cli.jobs import open_plan
from yibiao.core.commitments.horizon import months_of
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.values import Commitments
from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.orgs.resolve import dated, resolve
from yibiao.core.plan import Finding, Plan
from yibiao.core.splits.values import SplitFile
from yibiao.core.tables.forms import SHIPPED, shipped_form
from yibiao.core.tables.values import Form
from yibiao.files.formfile import read_form_path
from yibiao.files.splitdraft import OpenClass, draft_split
from yibiao.files.splitfile import read_split_path
from yibiao.files.unitfile import find_pack
from yibiao.messages import say

SPLIT_SUFFIX = ".split.yaml"


class Decided(NamedTuple):
    """The commitments of a plan, and the split file they follow, if there is one."""

    commitments: Commitments
    split: str | None

    @property
    def problems(self) -> list[Finding]:
        """What the pack and the split brought up, beyond the findings of the plan itself."""
        known = set(self.commitments.plan.findings)
        return [
            found for found in self.commitments.findings if found not in known and found.severity != "info"
        ]

    def draft_split(self, lang: str) -> str:
        """Return a split file to fill in: totals to share, classes to name, definitions to write."""
        sharers: dict[str, list[str]] = {}
        names = {unit.id: unit.name for unit in self.commitments.pack.units}
        for row in self.commitments.rows:
            if row.target and row.holding in ("unset", "share"):
                sharers.setdefault(row.target.id, []).append(names[row.unit])
        waiting = [
            OpenClass(found.ref.name, None, tuple(names[unit] for unit in found.candidates))
            for found in self.commitments.resolution.by_ref.values()
            if found.how == "open" and found.candidates
        ]
        return draft_split(self.commitments.plan, sharers, list(dict.fromkeys(waiting)), lang)


def decided(options: Namespace) -> Decided:
    """Return the commitments of the plan that the command line names.

    The pack is `--units`, else the shipped one of the document's issuer; the split is `--split`, else the
    file beside the document (``plan.txt`` → ``plan.split.yaml``), if there is one. Anything unusable is
    `UnusableInput`.
    """
    plan: Plan = run_one(open_plan, read_input(options.file), options.ocr, name=options.file)
    pack = find_pack(options.units, plan)
    path = _beside(options.file) if options.split is None else options.split
    split = _read_split(path, plan, pack) if path is not None else SplitFile()
    resolution = resolve(plan, pack, split.members)
    return Decided(make_commitments(plan, resolution, split), path)


def checked_period(options: Namespace) -> str | None:
    """Return the reporting period asked for, if it is one: ``2021-04`` or ``2021-Q2``, a year at most."""
    asked: str | None = options.period
    if asked is not None and (months_of(asked) is None or "/" in asked or not asked.isascii()):
        raise UsageFault(say("cli.bad-period", options.lang, found=asked))
    return asked


def checked_date(options: Namespace) -> str | None:
    """Return the cut-off date asked for, if it is one: ``2021-04-25``."""
    asked: str | None = options.cut_off
    try:
        return None if asked is None else date.fromisoformat(asked).isoformat()
    except ValueError:
        raise UsageFault(say("cli.bad-date", options.lang, found=asked)) from None


def asked_forms(options: Namespace) -> tuple[Form, ...]:
    """Return the forms of the operator's own files, else the shipped ones; no two may have one id."""
    if not options.columns:
        return tuple(shipped_form(name) for name in SHIPPED)
    forms: dict[str, Form] = {}
    for path in options.columns:
        form = read_form_path(path)
        if form.id in forms:
            raise UsageFault(say("cli.same-form", options.lang, file=path, found=form.id))
        forms[form.id] = form
    return tuple(forms.values())


def _beside(file: str) -> str | None:
    """Return the split file beside a document or plan."""
    beside = Path(file).with_suffix(SPLIT_SUFFIX) if file != "-" else None
    return os.fspath(beside) if beside and beside.is_file() else None


def _read_split(path: str, plan: Plan, pack: UnitPack) -> SplitFile:
    directory = Directory(pack, dated(plan.document, pack))

    def lookup(name: str) -> str | None:
        found = directory.find(name)
        unit = name if name in directory.units else found.unit.id if found else None
        return directory.ids((unit,))[0] if unit else None

    return read_split_path(path, plan, lookup, [unit.name for unit in pack.units])
