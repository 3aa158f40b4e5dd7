"""A paper of an office as PDF/A, set by typst like the tables: the same paper and the same fonts give the same bytes."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from yibiao.files.papers import Grid, Paper, Text
from yibiao.files.tables.fonts import WEIGHTS, Part, shelf
from yibiao.files.tables.paper import clean
from yibiao.files.tables.pdf import set_data

BAR = "█"


def paper_pdf(paper: Paper, name: str, folder: str | None = None) -> bytes:
    """Return the bytes of a paper as PDF/A, its fonts taken from `folder` (see `tables.fonts`).

    A cell of bars alone is drawn as one. `UnusableInput` where a font or a character is missing.
    """
    fonts = shelf(folder)
    blocks = [_block(block) for block in paper.blocks]
    chains = fonts.chains(_wanted(paper, blocks), name)
    faces = {part: {"families": chain.families, "weight": WEIGHTS[part]} for part, chain in chains.items()}
    told = {"title": clean(paper.title), "subtitle": clean(paper.subtitle), "mark": clean(paper.mark), "blocks": blocks, "faces": faces}
    return set_data(json.dumps(told, ensure_ascii=False), fonts, name, _template())


def _block(block: Text | Grid) -> dict[str, Any]:
    if isinstance(block, Text):
        return {"kind": "heading" if block.heading else "text", "text": clean(block.text)}
    rows = [[clean(cell) for cell in row] for row in block.rows]
    most = max((len(cell) for row in rows for cell in row if cell and not cell.strip(BAR)), default=1)
    return {"kind": "table", "parts": block.parts, "heading": [clean(cell) for cell in block.heading], "rows": rows, "most": most}


def _wanted(paper: Paper, blocks: list[dict[str, Any]]) -> dict[Part, set[str]]:
    """Return the characters that each part's fonts must have."""
    body = "".join(block["text"] for block in blocks if block["kind"] == "text")
    cells = "".join(cell for block in blocks if block["kind"] == "table" for row in block["rows"] for cell in row)
    heads = "".join(block["text"] for block in blocks if block["kind"] == "heading")
    heads += "".join("".join(block["heading"]) for block in blocks if block["kind"] == "table")
    return {
        "body": set(body + cells.replace(BAR, "") + "："),
        "head": set(heads + clean(paper.mark) + "："),
        "title": set(clean(paper.title)),
        "kai": set(clean(paper.subtitle)),
        "page": set("— 0123456789"),
    }


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("yibiao.files").joinpath("paper.typ").read_bytes()
