"""Split files in words, read against a small plan: for the tests of what they may hold."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from made_plans import SMALL
from yibiao.files.errors import UnusableInput
from yibiao.files.splitfile import read_split

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

UNITS = {
    "江岸区": "jiangan",
    "江汉区": "jianghan",
    "武昌区": "wuchang",
    "武昌": "wuchang",
    "wuchang": "wuchang",
}
NAMES = ("江岸区", "江汉区", "武昌区")
HEAD = "format: yibiao-split/1\n"
FULL = """\
format: yibiao-split/1
plan: {number: 某市办〔2021〕9号, version: 第二稿}
members:
- group: 各区
  task: 1.1
  units: [江岸区, 武昌]
targets:
- target: 1.1-t1
  definition: 净增
  data_source: 市科技局
  counted_at: 2021-12-31
  attribution: registered
  shape: manual
  values: {2021-06: 2, 2021-Q4: 5}
  lagging: no
  opening: {江岸区: 1}
splits:
- target: t1
  method: baseline
  step: 0.5
  reserve: 1
  city: 0.5
  baseline:
    title: 上年数
    source: 年报
    values: {江岸区: 10.50, 江汉区: 0, 武昌: 3}
  shares: {武昌区: 2, 江岸区: }
  bounds: {江岸区: {least: 1}, 江汉区: {most: 4}}
  bounds_of_all: {least: 0.5, most: }
  units: [江岸区, 江汉区, 武昌区]
  state: approved
  approval: {proposer: 市科技局, proposed_on: 2021-03-30, approver: 张某, approved_on: 2021-04-02, number: 示例1号}
  comments:
  - {unit: 江汉区, text: 偏高, date: 2021-04-01, asked: 1, answer: 不采纳}
  note: 说明
"""


def read(text, plan=SMALL, lookup=UNITS.get):
    return read_split(text if isinstance(text, bytes) else text.encode(), plan, lookup, NAMES, "split.yaml")


def refusal(text, plan=SMALL):
    with pytest.raises(UnusableInput) as caught:
        read(text, plan)
    return caught.value
