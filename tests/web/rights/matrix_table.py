"""The expected table, read: rows with their askers as sets of names."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

TABLE = Path(__file__).with_name("expected.yaml")
# The state of rows that are about no object.
NONE = ""
WRITES = ("POST", "PUT", "PATCH", "DELETE")
_KEYS = {"to", "request", "object", "may", "case", "log", "shows", "scope", "answers", "refused", "known"}


class Row(NamedTuple):
    """One row: for every state of its object (`NONE` without one) who is answered, and who is refused by the case."""

    on: str
    request: str
    object: str
    may: Mapping[str, frozenset[str]]
    case: Mapping[str, frozenset[str]]
    shows: Mapping[str, Mapping[str, frozenset[str]]]
    log: str
    scope: str
    answers: tuple[int, ...]
    refused: tuple[int, ...]
    known: Mapping[str, str]

    @property
    def method(self) -> str:
        """The method of its endpoint."""
        return self.on.partition(" ")[0]

    @property
    def is_api(self) -> bool:
        """Whether its endpoint is for programs."""
        return " /api/" in self.on


class Table:
    """The rows for a cast of people."""

    def __init__(self, cast: Iterable[str]) -> None:
        self.given = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
        self.cast = frozenset(cast)
        self.rows = [self._row(entry) for entry in self.given["rows"]]
        # Of a right, `on` is its name.
        self.rights = [self._row({"to" if key == "right" else key: entry[key] for key in entry}) for entry in self.given["rights"]]

    def who(self, words: str) -> frozenset[str]:
        """Return the people that words mean: groups, people, patterns; a word with a minus takes away."""
        found: set[str] = set()
        for word in words.split():
            named = self._named(word.removeprefix("-"))
            found = found - named if word.startswith("-") else found | named
        return frozenset(found)

    def _named(self, word: str) -> frozenset[str]:
        if word == "none":
            return frozenset()
        if word in self.given["groups"]:
            return self.who(self.given["groups"][word])
        met = frozenset(name for name in self.cast if fnmatchcase(name, word))
        assert met, f"nobody is called {word}"
        return met

    def _states(self, given: Any) -> dict[str, frozenset[str]]:
        """Return who is meant by state; YAML reads a bare `none` as text and a plain list as one for all."""
        if isinstance(given, str):
            return {NONE: self.who(given)}
        return {state: self.who(words) for state, words in (given or {}).items()}

    def _row(self, entry: dict[str, Any]) -> Row:
        assert set(entry) <= _KEYS, entry
        log = entry.get("log", "")
        return Row(
            on=entry["to"],
            request=entry.get("request", entry["to"]),
            object=entry.get("object", ""),
            may=self._states(entry["may"]),
            case=self._states(entry.get("case")),
            shows={kind: self._states(states) for kind, states in entry.get("shows", {}).items()},
            log="no" if log is False else log,
            scope=entry.get("scope", ""),
            answers=tuple(entry.get("answers", ())),
            refused=tuple(entry.get("refused", ())),
            known=entry.get("known", {}),
        )


@cache
def names() -> list[str]:
    """Return what each row asks, in order, without making a world."""
    return [entry.get("request", entry["to"]) for entry in yaml.safe_load(TABLE.read_text(encoding="utf-8"))["rows"]]
