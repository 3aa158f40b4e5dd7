"""Existing tools on the same sentences, run by the Python of their own environment (`make bench`).

Reads a JSON list of sentences from standard input; prints, for each tool that is installed, a list per
sentence of `[value, unit, rest]`. A tool that knows numbers but no units leaves `unit` null and gives as
`rest` what follows the number, so that the scoring can count the unit as found: the tool's best case.
"""

import contextlib
import importlib
import io
import json
import re
import sys
from collections.abc import Callable

Found = list[tuple[float, str | None, str]]
_NUMBER = re.compile(r"[\d.,]+[万亿千百]*|[零一二两三四五六七八九十百千万亿]+")


def _number(value: object) -> float | None:
    try:
        return float(str(value).replace("%", ""))
    except ValueError:
        return None


def _recognizers() -> Callable[[str], Found]:
    with_unit = importlib.import_module("recognizers_number_with_unit")
    number = importlib.import_module("recognizers_number")
    calls = (
        with_unit.recognize_dimension,
        with_unit.recognize_currency,
        number.recognize_percentage,
        number.recognize_number,
    )

    def recognise(sentence: str) -> Found:
        found: Found = []
        taken: set[int] = set()
        for call in calls:
            for hit in call(sentence, "zh-cn"):
                places = set(range(hit.start, hit.end + 1))
                value = _number((hit.resolution or {}).get("value"))
                if value is None or places & taken:
                    continue
                taken |= places
                unit = None if call is number.recognize_number else _NUMBER.sub("", hit.text)
                found.append((value, unit, sentence[hit.end + 1 :]))
        return found

    return recognise


def _chinese2digits() -> Callable[[str], Found]:
    tool = importlib.import_module("chinese2digits")

    def recognise(sentence: str) -> Found:
        answer = tool.takeNumberFromString(sentence)
        found: Found = []
        at = 0
        pairs = zip(answer["CHNumberStringList"], answer["digitsStringList"], strict=False)
        for written, digits in pairs:
            value = _number(digits)
            start = sentence.find(written, at)
            at = start + len(written) if start >= 0 else at
            if value is not None and written.endswith("%"):
                found.append((round(value * 100, 6), "%", ""))
            elif value is not None:
                found.append((value, None, sentence[at:]))
        return found

    return recognise


def _jionlp() -> Callable[[str], Found]:
    tool = importlib.import_module("jionlp")

    def recognise(sentence: str) -> Found:
        found: Found = []
        for hit in tool.ner.extract_money(sentence, with_parsing=True):
            numbers = (hit.get("detail") or {}).get("num")
            value = _number(numbers[0] if isinstance(numbers, list) else numbers)
            if value is not None:
                found.append((value, hit["detail"]["case"], ""))
        return found

    return recognise


TOOLS = {"recognizers-text": _recognizers, "chinese2digits": _chinese2digits, "jionlp": _jionlp}


def main() -> None:
    """Answer standard input on standard output; a tool that fails to load is named on standard error."""
    sentences = json.load(sys.stdin)
    answers = {}
    for name, load in TOOLS.items():
        try:
            # The tools greet; standard output belongs to the answer.
            with contextlib.redirect_stdout(io.StringIO()):
                recognise = load()
                answers[name] = [_safely(recognise, sentence) for sentence in sentences]
        except ImportError as error:
            print(f"{name} is not installed ({error})", file=sys.stderr)
    json.dump(answers, sys.stdout)


def _safely(recognise: Callable[[str], Found], sentence: str) -> Found:
    """Return nothing where the tool breaks on a sentence: that is what its user would get."""
    try:
        return recognise(sentence)
    except Exception:
        return []


if __name__ == "__main__":
    main()
