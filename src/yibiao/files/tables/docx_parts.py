"""The fixed parts of a Word document: package, styles, fonts by name, settings, header and footers.

Faces are those of GB/T 9704 and only named: a machine that lacks one takes what `w:altName` or its own table of
substitutes says. Western letters and digits are set in the same face, so a quotation mark or dash is full width.
"""

from typing import NamedTuple

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

FANG, HEI, KAI, SONG, BIAO = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
# The same face under another name, and where it isn't there one that nearly every machine has.
_ALIASES = {FANG: "仿宋", HEI: "SimHei", KAI: "楷体", SONG: "SimSun", BIAO: "宋体"}
# Whether a substitute should be one with serifs.
_SHAPES = {FANG: "roman", HEI: "swiss", KAI: "roman", SONG: "roman", BIAO: "roman"}


class Style(NamedTuple):
    """A paragraph style: face, size in points, and the XML of its paragraph properties beside line pitch."""

    id: str
    face: str
    size: float
    pitch: float
    more: str = ""
    before: float = 0


def twips(points: float) -> int:
    """Return points in twentieths of a point."""
    return round(points * 20)


def styles(size: float, pitch: float, note: float) -> str:
    """Return `styles.xml`; `size` and `pitch` of the text in cells, `note` of notes, in points."""
    made = [
        Style("Annex", HEI, 16, 29, '<w:keepNext/><w:jc w:val="left"/>'),
        Style(
            "Title", BIAO, 22, 33, '<w:keepNext/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>', before=14.5
        ),
        Style("Subtitle", KAI, 14, 21, '<w:keepNext/><w:jc w:val="center"/>', before=3),
        Style("DraftMark", KAI, 14, 21, '<w:keepNext/><w:jc w:val="center"/>'),
        Style("Gap", FANG, 5, 8, "<w:keepNext/>"),
        Style("HeadEntry", FANG, 12, 18, '<w:keepNext/><w:jc w:val="left"/>'),
        Style("HeadEntryRight", FANG, 12, 18, '<w:keepNext/><w:jc w:val="right"/>'),
        Style("HeadEntryCenter", FANG, 12, 18, '<w:keepNext/><w:jc w:val="center"/>'),
        Style("Heading", HEI, size, pitch, '<w:keepNext/><w:jc w:val="center"/>'),
        Style("Band", HEI, size, pitch, '<w:keepNext/><w:jc w:val="left"/>'),
        Style("CellLeft", FANG, size, pitch, '<w:jc w:val="left"/>'),
        Style("CellCenter", FANG, size, pitch, '<w:jc w:val="center"/>'),
        Style("CellRight", FANG, size, pitch, '<w:jc w:val="right"/>'),
        Style("Note", FANG, note, note * 1.5, '<w:keepNext/><w:jc w:val="left"/>'),
        Style("Foot", FANG, 12, 24, '<w:keepNext/><w:keepLines/><w:jc w:val="left"/>'),
        Style("End", FANG, 1, 1),
        Style("HeaderDraft", HEI, 14, 21, '<w:jc w:val="right"/>'),
        Style("PageOdd", SONG, 14, 16, '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>'),
        Style("PageEven", SONG, 14, 16, '<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>'),
    ]
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANG)}<w:kern w:val="0"/>{_size(16)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    return f"{XML}<w:styles {W}>{defaults}{normal}{table}{''.join(map(_style, made))}</w:styles>"


def _fonts(face: str) -> str:
    return (
        f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}" w:hint="eastAsia"/>'
    )


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


# The names Word knows some styles by; the others keep their own.
_KNOWN = {"Title": "Title", "Subtitle": "Subtitle"}


def _style(style: Style) -> str:
    spacing = (
        f'<w:spacing w:before="{twips(style.before)}" w:after="0" '
        f'w:line="{twips(style.pitch)}" w:lineRule="exact"/>'
    )
    keeps, rest = _split(style.more)
    name = _KNOWN.get(style.id, f"一表 {style.id}")
    return (
        f'<w:style w:type="paragraph" w:customStyle="{int(style.id not in _KNOWN)}" w:styleId="{style.id}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{keeps}<w:snapToGrid w:val="0"/>{spacing}{rest}</w:pPr>'
        f"<w:rPr>{_fonts(style.face)}{_size(style.size)}</w:rPr></w:style>"
    )


def _split(more: str) -> tuple[str, str]:
    """Return the properties that the schema wants before the spacing, and those behind it."""
    at = min((found for mark in ("<w:ind", "<w:jc") if (found := more.find(mark)) >= 0), default=len(more))
    return more[:at], more[at:]


def font_table() -> str:
    """Return `fontTable.xml`: what to take where a face isn't there."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{alias}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{_SHAPES[name]}"/><w:pitch w:val="default"/></w:font>'
        for name, alias in _ALIASES.items()
    )
    return f"{XML}<w:fonts {W}>{fonts}</w:fonts>"


SETTINGS = (
    f"{XML}<w:settings {W}>"
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    "<w:compat><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def footer(style: str) -> str:
    """Return a footer with the page number between dashes."""
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'{XML}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">— </w:t></w:r>{number}<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def header(mark: str, watermark: str = "") -> str:
    """Return a header with the mark of a draft and a watermark (already escaped), or an empty one."""
    run = f"<w:r><w:t>{mark}</w:t></w:r>" if mark else ""
    space, letters = (f" {_V}", _letters(watermark)) if watermark else ("", "")
    return (
        f'{XML}<w:hdr {W}{space}><w:p><w:pPr><w:pStyle w:val="HeaderDraft"/></w:pPr>{run}{letters}</w:p></w:hdr>'
    )


_V = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
# The shape that Word draws letters by (fontwork, plain text).
_LETTERS = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
    'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
    '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" '
    'text="t" shapetype="t"/></v:shapetype>'
)
_LETTER, _WIDEST = 18.0, 660.0  # points


def _letters(text: str) -> str:
    """Return light letters across the page behind its text, as Word's own watermarks are."""
    ems = sum(1 if ord(char) > 0x2E80 else 0.5 for char in text)
    size = min(_LETTER, _WIDEST / max(ems, 1))
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{ems * size:.4g}pt;height:{size * 1.2:.4g}pt;"
        "rotation:340;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        "mso-position-vertical-relative:margin"
    )
    return (
        f'<w:r><w:pict>{_LETTERS}<v:shape id="Watermark" o:spid="_x0000_s2049" type="#_x0000_t136" '
        f'style="{style}" o:allowincell="f" fillcolor="#d9d9d9" stroked="f">'
        f'<v:textpath style="font-family:&quot;{SONG}&quot;;font-size:1pt" string="{text}"/>'
        "</v:shape></w:pict></w:r>"
    )


_PARTS = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "header1": "header",
    "header2": "header",
    "footer1": "footer",
    "footer2": "footer",
}
_TYPES = "".join(
    f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
    for name, kind in _PARTS.items()
)
CONTENT_TYPES = (
    f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>{_TYPES}'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
RELATIONS = (
    f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS = (
    f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for name, kind in _PARTS.items()
    )
    + "</Relationships>"
)


def core_properties(title: str, subject: str, version: str, keywords: str) -> str:
    """Return `core.xml`: texts already escaped; no date and no author, so that the same input gives the same bytes."""
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>"
        f"<cp:keywords>{keywords}</cp:keywords><cp:version>{version}</cp:version></cp:coreProperties>"
    )
