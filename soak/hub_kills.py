"""The hub killed again and again while people save: server and database, on each kind of database."""

import time

from hub_crash import DATABASES, crash


def run(kills: int, seed: int) -> int:
    """Kill `kills` times on each database; print the counts, return how much was lost, half there or twice."""
    wrong = 0
    for database in DATABASES:
        start = time.monotonic()
        done = crash(database, kills, seed)
        counts = ", ".join(f"{count} {victim}" for victim, count in done.kills.items() if count)
        print(
            f"hub: {database}, {counts} kills in {time.monotonic() - start:.0f} s, {done.acknowledged} saves"
            f" acknowledged, {done.repeated} committed unanswered, {len(done.wrong)} went wrong"
        )
        for line in done.wrong[:50]:
            print(f"  {line}")
        wrong += len(done.wrong)
    return wrong
