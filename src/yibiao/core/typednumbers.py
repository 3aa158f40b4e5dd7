"""Numbers as somebody types them into a field: 1,000, ３万, 2.5亿, exactly."""

import re
import unicodedata
from decimal import Decimal

from yibiao.core.plan import Number

_NUMBER = re.compile(r"(-?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(万亿|亿|万)?")
_ZEROS = {"": 0, "万": 4, "亿": 8, "万亿": 12}
_DRESS = str.maketrans({"，": "", ",": "", "−": "-", "–": "-"})
# Longer than any figure; the digits of a hostile one would take their time.
_LONGEST = 40


def typed_number(text: str, power: int = 1) -> Number | None:
    """Return the number that was typed, times `power` unless it says itself how large it is (万, 亿); None for what is none.

    `power` is a power of ten: in a field of 万元 (10,000) ``3`` and ``3万`` are the same. Full width, commas and
    spaces are taken.
    """
    if any(unicodedata.category(char) == "No" for char in text):
        return None  # the mark of a footnote (5², 5①) is no digit
    bare = "".join(unicodedata.normalize("NFKC", text).translate(_DRESS).split())
    found = _NUMBER.fullmatch(bare) if len(bare) <= _LONGEST else None
    if found is None:
        return None
    digits, magnitude = found.groups(default="")
    # Put together as text: arithmetic of `Decimal` rounds to the digits of its context.
    value = Decimal(f"{digits}E{_ZEROS[magnitude] if magnitude else len(str(power)) - 1}")
    return int(value) if value == value.to_integral_value() else value
