"""Every sentence the program says, by key, in Simplified Chinese (default) or English.

The sentences stand in `packs/messages/*.yaml` as ``key: {zh: …, en: …}`` with ``{name}`` slots. The first
part of a key names the file: ``say("errors.encrypted", name="a.docx")`` reads `messages/errors.yaml`. A slot with a bar
chooses a word by a number: ``{count} {count:unit|units}``.
"""

import os
from string import Formatter

from yibiao import packs

LANGUAGES = ("zh", "en")


def language(asked: str | None = None) -> str:
    """Return the language to speak: `asked`, else the environment's `YIBIAO_LANG`, else Chinese."""
    wanted = (asked or os.environ.get("YIBIAO_LANG") or "zh").lower()[:2]
    return wanted if wanted in LANGUAGES else "zh"


def say(key: str, lang: str | None = None, **args: object) -> str:
    """Return the sentence `key` with its slots filled; an unknown key is a programmer's `KeyError`.

    What fills a slot and is itself said in every language comes as ``{"zh": …, "en": …}``.
    """
    book, _, entry = key.partition(".")
    sentences: dict[str, str] = packs.load(f"messages/{book}")[entry]
    spoken = language(lang)
    said = {name: value[spoken] if isinstance(value, dict) else value for name, value in args.items()}
    sentence = sentences[spoken]
    return _NUMBERED.vformat(sentence, (), said) if "|" in sentence else sentence.format(**said)


class _Numbered(Formatter):
    """Fills slots as `str.format` does, and those with a bar by number."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


_NUMBERED = _Numbered()
