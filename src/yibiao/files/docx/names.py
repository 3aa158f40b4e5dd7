"""Names of WordprocessingML (ECMA-376 part 1; strict documents use other namespaces for the same names)."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def w(name: str) -> str:
    """Return `name` in the main namespace."""
    return f"{{{W}}}{name}"


VAL = w("val")
P, R, T, TBL, TR, TC = w("p"), w("r"), w("t"), w("tbl"), w("tr"), w("tc")
P_PR, R_PR, TR_PR, TC_PR = w("pPr"), w("rPr"), w("trPr"), w("tcPr")
SDT, TXBX = w("sdt"), w("txbxContent")
CHOICE, FALLBACK = f"{{{MC}}}Choice", f"{{{MC}}}Fallback"
MATH_TEXT = f"{{{MATH}}}t"

_FALSE = frozenset({"0", "false", "off", "none"})


def is_on(value: str | None) -> bool:
    """Tell whether an on/off property with the attribute `value` is on; without attribute it is."""
    return value not in _FALSE
