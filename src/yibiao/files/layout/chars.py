"""What kind of character a glyph is: for spaces, line breaking and paragraph starts."""

import re

# A line may not begin with these, nor end with those (GB/T 15834, and every typesetter).
NO_START = frozenset("，。、；：！？）〕】》〉」』”’％…—·,.;:!?)]}%")
NO_END = frozenset("（〔【《〈「『“‘([{")
ENDERS = frozenset("。；：！？;:!?）〕】)”")

_HAN_NUMBER = "[一二三四五六七八九十百零〇]{1,4}"
# What a paragraph begins with in GB/T 9704 and around it; a year or a decimal is no number of a list.
MARKER = re.compile(
    rf"第{_HAN_NUMBER}[章节条部篇]|{_HAN_NUMBER}[、．.]|[（(〔]{_HAN_NUMBER}[）)〕]"
    r"|\d{1,3}[、．]|\d{1,2}\.(?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}(?=[^\d%％万亿倍个])|[（(]\d{1,3}[）)]|\d{1,2}[）)]"
    r"|[①-⑳㈠-㈩⑴-⒇⒈-⒛]|附件[\d一二三四五六七八九十]*(?:[：:]|$)|[●■◆▪•➢★]"
)
# A line that says only this is a paragraph: the head of an annex, the date below a signature.
ALONE = re.compile(r"附[件表录][\d一二三四五六七八九十]*[：:]?|\d{4}年\d{1,2}月\d{1,2}日")


def is_wide(char: str) -> bool:
    """Tell whether `char` is a Han character or stands in a full square like one."""
    return char >= "⺀" or char in "—…“”‘’·①②③④⑤⑥⑦⑧⑨⑩"
