"""The one error of this floor: an input that can't be used, and why.

::

    Exception
    └── UnusableInput                  one line for the user, exit code 2
        ├── can't be had               errors.not-found  errors.is-folder  errors.unreadable
        ├── nothing to read            errors.empty  errors.no-text-layer  errors.is-picture
        ├── not what it says it is     errors.binary  errors.wrong-extension  errors.unknown-kind
        │                              errors.undecodable  errors.not-workbook
        ├── damaged or locked          errors.truncated  errors.encrypted
        ├── over a limit               errors.too-large  errors.too-long  errors.too-many-pages
        │                              errors.zip-bomb  errors.nesting-too-deep  errors.time-limit
        │                              errors.memory-limit  errors.cell-too-long  errors.cells-apart
        ├── would reach outside        errors.external-entity
        ├── needs a part not here      errors.needs-libreoffice  errors.ocr-missing
        └── broke its reader           errors.crashed

The branches are keys of the pack `messages/errors`, not classes: nobody handles one kind unlike another.
"""

from collections.abc import Mapping

from yibiao.messages import language, say

# Longer values than this (a hostile file name, a library's message) are cut in the middle of the sentence.
_LONGEST_VALUE = 200


class UnusableInput(Exception):  # noqa: N818  the name is said to users of the Python API
    """An input that can't be used; `str` is one Chinese line: name, what is wrong, what to do.

    `key` names an entry of `messages/errors` (``"errors.encrypted"``), `args_` fills its slots
    (a value like ``"kinds.pdf"`` is itself the key of some words), and
    `name` is the file as the user called it (``"-"`` for standard input).
    """

    def __init__(self, key: str, name: str = "-", /, **args: object) -> None:
        super().__init__(key, name)
        self.key = key
        self.name = name
        self.args_: dict[str, str] = {slot: _one_line(value) for slot, value in args.items()}

    def line(self, lang: str | None = None) -> str:
        """Return the sentence for the user in `lang` (``"zh"`` or ``"en"``), without a line break."""
        return f"{_one_line(self.name)}: {reason(self.key, self.args_, lang)}"

    def named(self, name: str) -> "UnusableInput":
        """Return the same error about the file `name`."""
        return UnusableInput(self.key, name, **self.args_)

    def __str__(self) -> str:
        return self.line("zh")

    def __reduce__(self) -> tuple[object, ...]:
        # The error crosses from the child process that reads to the one that asked.
        return _rebuild, (self.key, self.name, self.args_)


def reason(key: str, args: Mapping[str, str], lang: str | None = None) -> str:
    """Return the sentence of an `UnusableInput` without the file's name, from its `key` and `args_`."""
    spoken = language(lang)
    return say(key, spoken, **{slot: _said(value, spoken) for slot, value in args.items()})


def _said(value: str, lang: str) -> str:
    """Return a value of a slot; a key of `messages/kinds` stands for its words in either language."""
    if value.startswith("kinds."):
        return say(value, lang)
    return value.strip() if lang == "en" else value  # Chinese sets a Latin word off by spaces of its own


def _rebuild(key: str, name: str, args: dict[str, str]) -> UnusableInput:
    return UnusableInput(key, name, **args)


def _one_line(value: object) -> str:
    """Return `value` without line breaks, control or bidirectional characters, and not too long."""
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(value))
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
