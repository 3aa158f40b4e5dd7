"""What a unit says beside its figures: who fills in, and for longer periods what shows, what lags, what it asks for.

The latter are what 季度小结 and 半年讲评 (一区一页: two highlights, two gaps, one request) are made of.
"""

from collections.abc import Mapping

from yibiao.hub.actions import Refused

CONTACT = ("filler", "phone")
REVIEW = ("highlights", "gaps", "ask", "practice")
NOTES = (*CONTACT, *REVIEW)
_LONGEST = {"filler": 60, "phone": 40}
_LONG = 1000


def checked_notes(notes: Mapping[str, str]) -> dict[str, str]:
    """Return notes as they are kept, without empty ones; `Refused` names one that is too long or unknown."""
    made = {}
    for name, text in notes.items():
        most = _LONGEST.get(name, _LONG)
        if name not in NOTES:
            raise Refused("reporting.no-note", found=name[:20])
        if len(text.strip()) > most:
            raise Refused("reporting.long-note", most=most, found=len(text.strip()))
        if text.strip():
            made[name] = text.strip()
    return made
