"""The head of a document: number, title, issuers, date, addressees; and where its body stands.

Reads: the lines of a `Page`. Writes: a `Head`. What a web page put around the document is told apart
first, in `chrome`.
"""

import re
from typing import NamedTuple

from yibiao.core.chrome import HEAD_LINES, chrome_in_head, imprint_of, tail_of
from yibiao.core.dates import iso_date
from yibiao.core.docnumber import is_number_line, number_in
from yibiao.core.page import Page
from yibiao.core.spans import Span
from yibiao.core.titles import clean_title, office_names, same_title, split_addressees, title_end
from yibiao.core.unitlist import looks_like_unit


class Head(NamedTuple):
    """What the head says, the lines that are no body (`skip`, by index), and the lines read as chrome."""

    number: str | None
    title: str | None
    plan_title: str | None
    issuers: tuple[str, ...]
    date: str | None
    addressees: tuple[str, ...]
    skip: frozenset[int]
    chrome: tuple[int, ...]
    doubled: Span | None
    places: tuple[tuple[str, Span], ...]
    annex_heads: tuple[int, ...] = ()


_DATE_LINE = re.compile(
    r"(?P<before>[\u4e00-\u9fff（）()、 　]*?)[（(]?\s*(?P<date>(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[一二][〇○零Oo一二三四五六七八九]{3}\s*年\s*[一二三四五六七八九十]{1,3}\s*月\s*[一二三四五六七八九十]{1,3}\s*日)\s*[）)]?$"
)
_SIGNED_LABEL = re.compile(
    r"(?:成文|印发|签发|发文|制发)(?:日期|时间)\s*[:：\t]?\s*(\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?)"
)
_ISSUER_LABEL = re.compile(
    r"(?:发\s*布\s*机\s*构|发\s*文\s*机\s*关|发\s*文\s*单\s*位|制定机关|制发机关|发布单位)\s*[:：\t]?\s*([\u4e00-\u9fff、 ]{3,60})"
)
_ADDRESSEES = re.compile(
    r"(?=.*(?:各|市|省|县|区|部门|单位|政府|委员会|公司|直属|有关|街道|办事处|村|社区|司|局|中心))[^。；;“”]{2,300}[:：]$"
)
_NOT_ADDRESSEES = re.compile(
    r"如下|目标|[一二三四五六七八九十]、|附件|时间|任务|^(?:牵头|责任|配合|主办|参与|协办|数据)"
)
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百]+[章节条部]|[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十]+[）)]|1\s*[.．、](?!\d))"
)
_PRINT_OF = re.compile(
    r"(?:印发|转发|发布|公布|下达|实施)(?:《(?P<quoted>[^》]+)》|(?P<plain>.+?))(?:等\S{0,6})?的(?:通知|函|决定|公告|通告|意见|令)"
)
_TOLD = re.compile(r"《([^》]{6,80})》(?:已经|业经|已)")
_ABOUT = re.compile(r"(?:关于|印发|转发)")
_ANNEX_HEAD = re.compile(r"附\s*(?:件|表|录)\s*(?:\d{1,2}|[一二三四五六七八九十])?(?:[-—]\d)?\s*[:：]?\s*$")


# 附件1 above the title of an annex that came by itself: the document's own words.
_ANNEX_MARK = re.compile(r"附\s*[件表录]\s*[\d一二三四五六七八九十]{0,2}\s*[:：]?")


def read_head(page: Page) -> Head:
    """Return what the head of the document says and which lines belong to no section of it."""
    reader = _Reader(page)
    return reader.read()


class _Reader:
    """Reads the head step by step; each step notes the lines that it has used up."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = page.lines
        self.words = [page.text[start:end] for start, end, _ in self.lines[:HEAD_LINES]]
        self.used: set[int] = set()
        self.chrome: list[int] = []
        self.places: dict[str, Span] = {}

    def read(self) -> Head:
        """Take the steps in their order."""
        stop = tail_of(self.page)
        self._set_chrome_aside(stop)
        number = self._number()
        addressed = self._addressee_line()
        addressees = self._addressees(addressed)
        signed, date = self._date(addressed)
        title, doubled, after_title = self._title(addressed, signed)
        title = title or self._title_told()
        self._skip_before(after_title)
        issuers = self._issuers(title, signed)
        plan_title = self._plan_title(title, signed, after_title)
        annex_heads = self._annex_heads(signed, stop)
        skip = self.used | set(range(stop, len(self.lines)))
        return Head(
            number,
            title,
            plan_title,
            issuers,
            date,
            addressees,
            frozenset(skip),
            tuple(self.chrome),
            doubled,
            tuple(self.places.items()),
            annex_heads,
        )

    def _line(self, at: int) -> str:
        if at < len(self.words):
            return self.words[at]
        line = self.lines[at]
        return self.page.text[line.start : line.end]

    def _use(self, at: int, field: str | None = None) -> None:
        self.used.add(at)
        if field and field not in self.places:
            self.places[field] = self.page.span(self.lines[at].start, self.lines[at].end)

    def _set_chrome_aside(self, stop: int) -> None:
        """Set aside the chrome around the head and behind the document, and the imprint."""
        found = chrome_in_head(self.words, stop)
        self.chrome += [*range(stop, len(self.lines)), *found]
        self.used.update(found, imprint_of(self.page, stop))

    def _number(self) -> str | None:
        for at, words in enumerate(self.words):
            found = number_in(words, plain=at < 20)
            if found:
                if len(words) - found.end < 4 or found.labelled:
                    self._use(at, "number")
                else:
                    start = self.lines[at].start
                    self.places["number"] = self.page.span(start + found.start, start + found.end)
                return found.number
            if len(words) > 200:
                break
        return None

    def _addressee_line(self) -> int | None:
        for at, words in enumerate(self.words[:60]):
            if at in self.used:
                continue
            if _HEADING.match(words) or (len(words) > 120 and "。" in words):
                return None
            if (
                _ADDRESSEES.match(words)
                and not _NOT_ADDRESSEES.search(words)
                and len(words) > 3
                and not _ABOUT.search(words)
            ):
                return at
        return None

    def _addressees(self, at: int | None) -> tuple[str, ...]:
        if at is None:
            return ()
        self._use(at, "addressees")
        return tuple(split_addressees(self._line(at).rstrip(":： ")))

    def _date(self, addressed: int | None) -> tuple[int | None, str | None]:
        """Return the line of the signature date, and the date: never the time of the page."""
        candidates = [at for at in self._date_lines() if addressed is None or at > addressed]
        for at in candidates or self._date_lines():
            match = _DATE_LINE.match(self._line(at))
            date = iso_date(
                (match["date"] if match else "").replace("O", "〇").replace("o", "〇").replace("○", "〇")
            )
            if date:
                self._use(at, "date")
                return at, date
        for at, words in enumerate(self.words):
            label = _SIGNED_LABEL.search(words)
            if label and iso_date(label[1]):
                self._use(at, "date")
                return None, iso_date(label[1])
        return None, None

    def _date_lines(self) -> list[int]:
        """Return the lines that are a date alone, or a signature and a date, nearest to the head first."""
        text, lines = self.page.text, self.lines
        near = range(len(self.words))
        far = range(max(len(self.words), len(lines) - 60), len(lines))
        likely = [at for at in (*near, *far) if text[lines[at].end - 1] in "日）)"]
        return [at for at in likely if at not in self.used and self._is_date(at)]

    def _is_date(self, at: int) -> bool:
        line = self.lines[at]
        if line.end - line.start > 70 or self.page.text[line.end - 1] not in "日）)":
            return False
        match = _DATE_LINE.match(self._line(at))
        if not match:
            return False
        before = match["before"].strip(" 　（(")
        return not before or all(looks_like_unit(name) for name in re.split(r"[ 　、]+", before))

    def _title(self, addressed: int | None, signed: int | None) -> tuple[str | None, Span | None, int]:
        """Return the title, the place where it is doubled, and the line behind it."""
        limit = addressed if addressed is not None else self._first_prose()
        found: list[tuple[int, int, str]] = []
        at = 0
        while at < limit:
            if at in self.used or not self._may_be_title(at):
                at += 1
                continue
            last, words = self._joined_title(at, limit)
            if words:
                found.append((at, last, words))
            at = last + 1
        if not found:
            return None, None, limit
        first, last, title = found[-1] if addressed is not None else found[0]
        doubled = next(
            (
                self.page.span(self.lines[one].start, self.lines[two].end)
                for one, two, words in found
                if one != first and words == title
            ),
            None,
        )
        for one, two, words in found:
            if words == title or addressed is not None:
                self.used |= set(range(one, two + 1))
        self.places["title"] = self.page.span(self.lines[first].start, self.lines[last].end)
        return title, doubled, last + 1

    def _skip_before(self, after_title: int) -> None:
        """Set aside what stands above the title: a page's advertising, a letterhead."""
        if "title" not in self.places:
            return
        for at in range(min(after_title, len(self.words))):
            if at not in self.used:
                if not (
                    looks_like_unit(self.words[at].removesuffix("文件"))
                    or is_number_line(self.words[at])
                    or _ANNEX_MARK.fullmatch(self.words[at])
                ):
                    self.chrome.append(at)
                self.used.add(at)

    def _first_prose(self) -> int:
        for at, words in enumerate(self.words):
            if at not in self.used and (
                _HEADING.match(words) or (len(words) > 50 and words.endswith(("。", "：", ":")))
            ):
                return at
        return min(len(self.words), 12)

    def _may_be_title(self, at: int) -> bool:
        words = self.words[at]
        return (
            len(words) <= 90
            and not words.endswith(("。", "；", "：", ":"))
            and not words.startswith(("（", "(", "联系"))
            and not is_number_line(words)
        )

    def _joined_title(self, at: int, limit: int) -> tuple[int, str]:
        """Join the lines of a title set over several, beginning at `at`; empty words if it is none."""
        words = clean_title(self.words[at])
        if not _may_begin_title(words):
            return at, ""
        last = at
        while last + 1 < limit and not title_end().match(words) and last - at < 4:
            following = last + 1
            if (
                following in self.used
                or not self._may_be_title(following)
                or self._is_date(following)
                or _HEADING.match(self.words[following])
            ):
                break
            last = following
            words += clean_title(self.words[last])
        if not title_end().match(words) or len(words) < 6:
            return at, ""
        after = last + 1
        if (
            after < limit
            and after not in self.used
            and re.fullmatch(r"[（(].{1,24}[）)]", self.words[after])
            and not self._is_date(after)
        ):
            return after, words + self.words[after]
        return last, words

    def _issuers(self, title: str | None, signed: int | None) -> tuple[str, ...]:
        names = self._signature(signed)
        if not names and title and "关于" in title[2:]:
            names = office_names(title[: title.index("关于", 2)])
        if not names:
            names = self._letterhead()
        return tuple(dict.fromkeys(names))

    def _signature(self, signed: int | None) -> list[str]:
        """Return the names above the date: one a line, or several with blanks between."""
        if signed is None:
            return []
        match = _DATE_LINE.match(self._line(signed))
        own = office_names(match["before"].strip(" 　（(")) if match else []
        if own:
            return own
        names: list[str] = []
        for at in range(signed - 1, max(signed - 9, -1), -1):
            here = office_names(self._line(at))
            if at in self.used or not here or len(self._line(at)) > 60:
                break
            names = here + names
            self._use(at, "issuer")
        return names

    def _letterhead(self) -> list[str]:
        for at, words in enumerate(self.words[:20]):
            label = _ISSUER_LABEL.search(words)
            if label:
                return office_names(label[1])
            if words.endswith("文件") and looks_like_unit(words[:-2]):
                self._use(at, "issuer")
                return [words[:-2]]
        return []

    def _plan_title(self, title: str | None, signed: int | None, after_title: int) -> str | None:
        """Return the title of what the notice prints, else the title itself; mark its lines as used."""
        inner = _PRINT_OF.search(title) if title else None
        wanted = (inner["quoted"] or inner["plain"]) if inner else None
        begin = (signed + 1) if signed is not None and inner else after_title
        for at in range(begin, min(begin + 8, len(self.words))):
            words = self.words[at]
            if at in self.used or _ANNEX_HEAD.match(words):
                continue
            if not self._may_be_title(at) or _HEADING.match(words):
                break
            last, joined = self._joined_title(at, min(at + 5, len(self.words)))
            if joined and (wanted is None or same_title(joined, wanted)):
                if wanted is None and title is not None:
                    break
                self.used |= set(range(at, last + 1))
                self.places["plan_title"] = self.page.span(self.lines[at].start, self.lines[last].end)
                return joined
        return wanted or title

    def _title_told(self) -> str | None:
        """Return what a page without a head says it prints: 《…方案》已经省政府同意."""
        told = [_TOLD.search(words) for words in self.words]
        return next((match.group(1) for match in told if match), None)

    def _annex_heads(self, signed: int | None, stop: int) -> tuple[int, ...]:
        """Return the lines 附件1, 附表 … that begin an annex inside the document."""
        heads = []
        first = (signed or 0) + 1
        for at, (start, end, _) in enumerate(self.lines[first:stop], first):
            if (
                end - start <= 10
                and self.page.text[start] == "附"
                and _ANNEX_HEAD.match(self.page.text, start, end)
            ):
                heads.append(at)
                self.used.add(at)
        return tuple(heads)


def _may_begin_title(words: str) -> bool:
    """Tell the first line of a title from a word of a page's menu (公开, 服务)."""
    return (
        len(words) >= 8
        or _ABOUT.search(words) is not None
        or bool(office_names(words))
        or (len(words) >= 6 and title_end().match(words) is not None)
    )
