"""Every list page of an installation with 32 assemblies, 300 elections and 5000 officers and delegates, on both
databases: the server's time.

python -m tests.bench.federation [--assemblies N] [--elections N] [--people N] [--rounds N] [--only sqlite|postgresql]

Which pages there are is not written here: every page that a visitor and the secretary reach by at most three links is
asked for, one of each kind, so that a new list is measured without a line here.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from html import unescape
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.bench.register import open_bench_site
from tests.support.federation import federate
from tests.support.visitors import Site, Visitor

WANTED = 150
"""Milliseconds that nineteen of twenty answers take at most."""
DEEP = 3
"""Links from the start page: whatever lies deeper is a form, not a list."""
_HREF = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')


def main() -> int:
    """Fill, ask, print; the status is 1 when a page is too slow."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.federation", description=__doc__)
    parser.add_argument("--assemblies", type=int, default=32)
    parser.add_argument("--elections", type=int, default=300)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    slow = asked = 0
    for name in ("sqlite", "postgresql"):
        if chosen.only in (None, name):
            with open_bench_site(name) as site:
                federate(site.held, assemblies=chosen.assemblies, elections=chosen.elections, people=chosen.people)
                print(f"{name}: {chosen.assemblies} assemblies, {chosen.elections} elections, {chosen.people} people")
                pages, late = measure(site, chosen.rounds)
                asked, slow = asked + pages, slow + late
    print(f"{asked} pages, {slow} over {WANTED} ms at the 95th of 100 answers")
    return 1 if slow else 0


def measure(site: Site, rounds: int) -> tuple[int, int]:
    """Print how long each page takes; return how many there are and how many are too slow."""
    asked = slow = 0
    for who in (None, "secretary", "administrator"):
        visitor = site.visitor(who)
        for path in reached(site, visitor, "/" if who is None else "/office/"):
            times = sorted(_seconds(visitor, path) for _ in range(rounds))
            middle, high = (1000 * time for time in (statistics.median(times), times[-(-len(times) * 95 // 100) - 1]))
            asked, slow = asked + 1, slow + (high > WANTED)
            late = "  TOO SLOW" if high > WANTED else ""
            print(f"  {who or 'visitor':14}{path:56}{middle:>8.1f}{high:>8.1f}{late}", flush=True)
    return asked, slow


def reached(site: Site, visitor: Visitor, start: str) -> list[str]:
    """One address of each kind of page that somebody is led to; a list's last page is another kind than its first."""
    known: dict[tuple[str, frozenset[str]], str] = {}
    level = [start]
    for _ in range(DEEP + 1):
        further: list[str] = []
        for path in level:
            kind = _kind(site, path)
            if kind is None or kind in known:
                continue
            answer = visitor.get(path)
            if answer.status_code == 200 and answer.content_type.startswith("text/html"):
                known[kind] = path
                links = (urljoin(path, unescape(link)) for link in _HREF.findall(answer.text))
                further += sorted(links, key=lambda link: -len(link))  # the deepest page of a list first
        level = further
    return list(known.values())


def _kind(site: Site, path: str) -> tuple[str, frozenset[str]] | None:
    """What page an address is, and which questions it carries; None outside of this installation."""
    asked = urlsplit(path)
    if asked.netloc:
        return None
    try:
        endpoint, _ = site.app.url_map.bind("127.0.0.1").match(asked.path)
    except (HTTPException, RequestRedirect):
        return None
    names = frozenset(pair.partition("=")[0] for pair in asked.query.split("&") if pair)
    return (endpoint, names) if endpoint != "static" else None


def _seconds(visitor: Visitor, path: str) -> float:
    begun = time.perf_counter()
    answer = visitor.get(path)
    taken = time.perf_counter() - begun
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return taken


if __name__ == "__main__":
    sys.exit(main())
