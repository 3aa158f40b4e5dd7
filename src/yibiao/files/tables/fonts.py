"""The fonts a PDF is set in: found on the machine, and checked for every character before anything is set.

No font is shipped: the faces named by GB/T 9704 are licensed. Looked through are the folder that `YIBIAO_FONTS`
names, or else the folders of the system. Each part of a table has a list of faces by likeness to the
prescribed one; the first that is there sets the text, the next ones what it lacks (many faces have no 硚),
and at last any installed face. A character that no face has is an error that names it, never a box.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from yibiao.files.errors import UnusableInput
from yibiao.files.tables.sfnt import Glyphs, read_glyphs

if TYPE_CHECKING:
    import typst

FOLDER_VARIABLE = "YIBIAO_FONTS"

# body 仿宋, head 黑体, title 小标宋, kai 楷体, page 宋体 (GB/T 9704-2012, 5.2.2, 7.3, 7.5).
Part = Literal["body", "head", "title", "kai", "page"]

_SONG = ("SimSun", "NSimSun", "STSong", "Songti SC", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "AR PL UMing CN", "AR PL SungtiL GB")  # fmt: skip
_HEI = ("SimHei", "STHeiti", "Heiti SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei")  # fmt: skip
_KAI = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "Kaiti SC", "LXGW WenKai", "LXGW WenKai GB", "AR PL UKai CN", "AR PL KaitiM GB")  # fmt: skip
_FANG = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong")
_BIAO = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "STZhongsong")

# A body in 仿宋 goes on in 宋体 where 仿宋 is missing: both are brush-like romans of one weight.
FAMILIES: Mapping[Part, tuple[str, ...]] = MappingProxyType(
    {
        "body": (*_FANG, *_SONG, *_HEI, *_KAI),
        "head": (*_HEI, *_SONG, *_KAI),
        "title": (*_BIAO, *_SONG, *_HEI, *_KAI),
        "kai": (*_KAI, *_FANG, *_SONG, *_HEI),
        "page": (*_SONG, *_FANG, *_HEI, *_KAI),
    }
)
WEIGHTS: Mapping[Part, int] = MappingProxyType(
    {"body": 400, "head": 700, "title": 700, "kai": 400, "page": 400}
)

# Characters that show nothing and need no glyph: joiners, direction marks, variation selectors, soft hyphen.
_UNSEEN = frozenset(
    set(map(ord, "\n\xad\u034f\u061c\ufeff"))
    | {*range(0x180B, 0x180F), *range(0x200B, 0x2010), *range(0x2060, 0x2065)}
    | {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)
# The marks that stand for what is no character, and what is printed for them where no face of the part has
# them: 〓, the compositor's sign for a missing type.
_MARKS = frozenset([*range(0x2400, 0x2422), 0xFFFD])
MARK = "〓"
_NAMED = 8
# Marks that are set full width between Chinese characters, whatever the file says.
_SET_WIDE = frozenset([0xB7, *range(0x2010, 0x2028)])


class Face(NamedTuple):
    """One face: family as typst knows it, and what its file can show."""

    family: str
    glyphs: Glyphs


class Chain:
    """The faces that set one part: each character in the first face that has it."""

    def __init__(self, faces: Iterable[Face]) -> None:
        self.faces = tuple(faces)
        self._widths: dict[str, int] = {}

    @property
    def families(self) -> list[str]:
        """The families in order, as typst wants them."""
        return [face.family for face in self.faces]

    def has(self, code: int) -> bool:
        """Tell whether one of the faces has the character."""
        return any(code in face.glyphs.glyph for face in self.faces)

    def widths(self, text: str) -> list[int]:
        """Return the advance widths of the characters of `text`, in thousandths of an em."""
        known = self._widths
        try:
            return [known[char] for char in text]
        except KeyError:
            known.update((char, self._width(ord(char))) for char in set(text) - known.keys())
            return [known[char] for char in text]

    def _width(self, code: int) -> int:
        if code in _UNSEEN:
            return 0
        width = next((face.glyphs.width(code) for face in self.faces if code in face.glyphs.glyph), 1000)
        return max(width, 1000) if code in _SET_WIDE else width


class Shelf:
    """The fonts of one place, each file opened when first needed and kept for the process."""

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        self.handle = _typst_fonts(folder)
        self._styles: dict[str, list[typst.FontInfo]] = {}
        for info in self.handle.fonts():
            if info.path and info.style == "normal":
                self._styles.setdefault(info.family, []).append(info)
        self._faces: dict[tuple[str, int], Face | None] = {}
        self._chains: dict[tuple[tuple[str, ...], int], Chain] = {}

    def face(self, family: str, weight: int) -> Face | None:
        """Return the face of a family that is nearest in weight; None where none can be used."""
        if (family, weight) not in self._faces:
            self._faces[family, weight] = self._opened(family, weight)
        return self._faces[family, weight]

    def _opened(self, family: str, weight: int) -> Face | None:
        found = self._styles.get(family)
        if not found:
            return None
        info = min(found, key=lambda one: (abs(one.stretch - 1), abs(one.weight - weight), one.weight))
        try:
            glyphs = read_glyphs(info.path or "", info.index)
        except (OSError, ValueError):
            return None
        return Face(family, glyphs) if glyphs.embeddable else None

    def chains(self, wanted: Mapping[Part, Collection[str]], name: str) -> dict[Part, Chain]:
        """Return the faces for each part, so that every character of `wanted` has a glyph.

        `UnusableInput` about the file `name` where there is no Chinese font, or some characters have no
        glyph in any: it says which, and what to install.
        """
        made = {part: self._chain(part, set(map(ord, "".join(chars)))) for part, chars in wanted.items()}
        lacking = {code for _, missing in made.values() for code in missing}
        if lacking:
            raise self._fault(lacking, [chain for chain, _ in made.values()], name)
        return {part: chain for part, (chain, _) in made.items()}

    def _chain(self, part: Part, codes: set[int]) -> tuple[Chain, set[int]]:
        """Return the faces that a part needs, and the characters that nothing here can show."""
        missing = codes - _UNSEEN - _MARKS
        if codes & _MARKS:
            missing.add(ord(MARK))
        faces: list[Face] = []
        for family in (*FAMILIES[part], *self._others()):
            if faces and not missing:
                break
            face = self.face(family, WEIGHTS[part])
            if face is None:
                continue
            found = {code for code in missing if code in face.glyphs.glyph and self._may_show(code)}
            if found or not missing:
                faces.append(face)
                missing -= found
        # A chain keeps the widths it has looked up, from table to table.
        key = tuple(face.family for face in faces), WEIGHTS[part]
        return self._chains.setdefault(key, Chain(faces)), missing

    def shown(self, text: str, part: Part) -> str:
        """Return `text` with U+FFFD for what nothing here can show: for words a print shall not fail over."""
        _, missing = self._chain(part, set(map(ord, text)))
        return "".join("\N{REPLACEMENT CHARACTER}" if ord(char) in missing else char for char in text)

    def _may_show(self, code: int) -> bool:
        """Tell whether a glyph is the character's own: what an office has made for itself (造字) stands in the
        font it names, and any other font shows something else there."""
        return self.folder is not None or not (0xE000 <= code < 0xF900 or code >= 0xF0000)

    def _others(self) -> Iterator[str]:
        """Yield the families that no list names, in alphabetical order."""
        named = {family for families in FAMILIES.values() for family in families}
        yield from sorted(family for family in self._styles if family not in named)

    def _fault(self, codes: set[int], chains: list[Chain], name: str) -> UnusableInput:
        place = self.folder or "kinds.system-fonts"
        if any(_is_common(code) for code in codes):
            return UnusableInput("printing.no-font", name, place=place)
        families = dict.fromkeys(family for chain in chains for family in chain.families[:1])
        named = "、".join(f"{chr(code)}（U+{code:04X}）" for code in sorted(codes)[:_NAMED])
        return UnusableInput(
            "printing.no-glyph",
            name,
            fonts="、".join(families),
            characters=named + ("……" if len(codes) > _NAMED else ""),
            count=len(codes),
            packages=" ".join(_packages(codes)),
        )


def shelf(folder: str | None = None) -> Shelf:
    """Return the fonts of `folder`, else of the one in `YIBIAO_FONTS`, else of the system; kept per process."""
    return _shelf(folder or os.environ.get(FOLDER_VARIABLE) or None)


@lru_cache(maxsize=8)
def _shelf(folder: str | None) -> Shelf:
    return Shelf(folder)


def _typst_fonts(folder: str | None) -> "typst.Fonts":
    try:
        import typst  # noqa: PLC0415  an extra: who writes no PDF needs none
    except ImportError:
        raise UnusableInput("printing.needs-typst", "pdf") from None
    return typst.Fonts(
        include_system_fonts=folder is None,
        include_embedded_fonts=False,
        font_paths=[folder] if folder else [],
    )


def without_marks(text: str, chain: Chain) -> str:
    """Return `text` with 〓 for the marks of what is no character, where the faces lack them."""
    if text.isascii() or _MARKS.isdisjoint(map(ord, text)):
        return text
    return "".join(MARK if ord(char) in _MARKS and not chain.has(ord(char)) else char for char in text)


def _is_common(code: int) -> bool:
    """Tell whether every Chinese font has the character: then the font is missing, not the character."""
    return chr(code) in "一人区市的年月日单位：" or code < 0x7F


def _packages(codes: Iterable[int]) -> list[str]:
    """Return the Debian packages that bring such characters."""
    return list(dict.fromkeys(map(_package, sorted(codes))))


def _package(code: int) -> str:
    if 0x1F000 <= code < 0x1FB00 or 0x2600 <= code < 0x2800 or 0x2B00 <= code < 0x2C00:
        return "fonts-noto-color-emoji"
    if code >= 0x20000:
        return "fonts-hanazono"
    if (
        0x2E80 <= code < 0xA000
        or 0xAC00 <= code < 0xD7B0
        or 0xF900 <= code < 0xFB00
        or 0xFE30 <= code < 0xFFF0
    ):
        return "fonts-noto-cjk"
    return "fonts-noto-core"
