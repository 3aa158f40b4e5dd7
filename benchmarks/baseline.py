"""What a careful afternoon gives: responsibility clauses split on labels and commas, and nothing more."""

import re

_LABELS = {
    "牵头单位": "lead",
    "牵头": "lead",
    "责任单位": "responsible",
    "责任部门": "responsible",
    "负责": "responsible",
    "配合单位": "cooperating",
    "参与": "cooperating",
    "配合": "cooperating",
    "数据提供单位": "data_providers",
}
_LABELLED = re.compile(rf"({'|'.join(_LABELS)})[:：]([^;；)）〕]*)")
_SENTENCE = re.compile(r"([^;；,，(（〔]+?)(牵头|参与|配合|负责)")
_SPLIT = re.compile(r"[、,，;；]")
_CLAUSE = re.compile(r"[(（〔][^()（）〔〕]*(?:牵头|责任|负责|配合)[^()（）〔〕]*[)）〕]")


def roles(clause: str) -> list[tuple[str, str]]:
    """Return the (role, unit) pairs of one clause."""
    labelled = _LABELLED.findall(clause) or [(verb, names) for names, verb in _SENTENCE.findall(clause)]
    split = ((_LABELS[label], name.strip()) for label, names in labelled for name in _SPLIT.split(names))
    return [(role, re.sub("等$", "", name)) for role, name in split if name]


def clauses(text: str) -> list[str]:
    """Return the bracketed clauses of a whole document."""
    return _CLAUSE.findall(text)
