"""Audit logs as files: the export with its verifier, read as a stream, and what checks signatures.

An export is a folder or a zip: ``entries.jsonl``, ``heads.jsonl``, ``personal.jsonl`` (one line each),
``keys.json``, ``verify.py`` (the verifier in one file), ``README.txt``.
"""

from typing import Final

ENTRIES: Final = "entries.jsonl"
HEADS: Final = "heads.jsonl"
PERSONAL: Final = "personal.jsonl"
KEYS: Final = "keys.json"
VERIFIER: Final = "verify.py"
README: Final = "README.txt"
