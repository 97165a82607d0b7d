"""Every list page with ten thousand institutions and two thousand dossiers: the server's time, on both databases.

python -m tests.bench.register [--institutions N] [--nominations N] [--rounds N] [--only sqlite|postgresql]

The pages are asked for through the application's test client, so that the time is the server's own: access, services,
database and template. Then the export of everything is made once: seconds, megabytes, and the most memory it took.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.services.nomination import nomination
from tests.support.postgres import start_postgres
from tests.support.register import fill
from tests.support.visitors import Site, Visitor, open_site

WANTED = 200
"""Milliseconds that nineteen of twenty answers take at most."""


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.register", description=__doc__)
    parser.add_argument("--institutions", type=int, default=10_000)
    parser.add_argument("--nominations", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    for name in ("sqlite", "postgresql"):
        if chosen.only in (None, name):
            with open_bench_site(name) as site:
                start = time.perf_counter()
                fill(site.held, institutions=chosen.institutions, nominations=chosen.nominations)
                seconds = time.perf_counter() - start
                print(f"{name}: {chosen.institutions} institutions, {chosen.nominations} dossiers in {seconds:.1f} s")
                _print_pages(site, chosen.rounds)
                _print_export(site)


@contextmanager
def open_bench_site(name: str) -> Iterator[Site]:
    """The application on a database of this kind, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "sqlite":
            yield open_site(Path(folder))
        else:
            with start_postgres() as server:
                yield open_site(Path(folder), url=server.create_database(template=server.migrated))


def pages(site: Site) -> dict[str, str]:
    """The list pages by name."""
    with site.held.database.reading() as db:
        one, two = (line.id for line in nomination.candidates(db, site.held.election)[:2])
    public, office = f"/elections/{site.held.election}", f"/office/elections/{site.held.election}"
    listed = {
        "home": "/", "assembly": f"/assemblies/{site.held.address}", "election": public,
        "candidates": f"{public}/candidates", "candidates, last page": f"{public}/candidates?page=25",
        "candidates of a province": f"{public}/candidates?province=IR-07",
        "candidates of a field": f"{public}/candidates?field=F05",
        "candidates by name": f"{public}/candidates?search=مهر", "a candidate": f"{public}/candidates/{one}",
        "two candidates": f"{public}/compare?c={one}&c={two}", "order": f"{public}/order", "board": f"{public}/board",
        "office home": "/office/", "office election": office, "work list": f"{office}/candidates",
        "work list, last page": f"{office}/candidates?page=40", "work list of a province":
        f"{office}/candidates?province=IR-07", "work list by name": f"{office}/candidates?search=مهر",
        "one nomination": f"{office}/candidates/{one}", "roll": f"{office}/roll", "roll, last page":
        f"{office}/roll?page=20", "roll by name": f"{office}/roll?search=مهر", "journal": f"{office}/journal",
        "journal, last page": f"{office}/journal?page=100", "letters": f"{office}/letters",
        "timetable": f"{office}/timetable", "trustees": f"{office}/trustees", "settings": f"{office}/settings",
    }  # fmt: skip
    for status in ("open", "submitted", "review", "returned", "accepted", "rejected", "appealed", "withdrawn"):
        listed[f"work list, {status}"] = f"{office}/candidates?status={status}"
    if "office.register" in site.app.view_functions:
        listed |= {
            "institutions": "/office/institutions", "institutions, last page": "/office/institutions?page=200",
            "institutions by name": "/office/institutions?search=مهر",
            "institutions of a province": "/office/institutions?province=IR-07",
            "invitations": "/office/institutions/invitations", "imported lists": "/office/institutions/lists",
        }  # fmt: skip
    return listed


def _print_pages(site: Site, rounds: int) -> None:
    visitor = site.visitor("secretary")
    print(f"  {'page':28}{'p50 ms':>9}{'p95 ms':>9}")
    slow = 0
    for name, path in pages(site).items():
        times = sorted(_asked(visitor, path) for _ in range(rounds + 1))[:-1] if rounds > 1 else [_asked(visitor, path)]
        middle, high = statistics.median(times), times[max(0, -(-len(times) * 95 // 100) - 1)]
        slow += high > WANTED
        print(f"  {name:28}{middle:>9.1f}{high:>9.1f}{'  TOO SLOW' if high > WANTED else ''}", flush=True)
    print(f"  {'as wanted' if not slow else f'{slow} pages TOO SLOW'} (p95 at most {WANTED} ms)")


def _asked(visitor: Visitor, path: str) -> float:
    start = time.perf_counter()
    answer = visitor.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return 1000 * (time.perf_counter() - start)


def _print_export(site: Site) -> None:
    before = _forget_peak()
    start = time.perf_counter()
    size = len(site.visitor("secretary").export().data)
    seconds = time.perf_counter() - start
    more = (_memory("VmHWM") - before) / 1024
    print(f"  export: {size / 1e6:.1f} MB in {seconds:.1f} s, {more:.0f} MB more memory", flush=True)


def _forget_peak() -> int:
    """Let the most memory be counted anew; return the kilobytes that are held now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(word: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(word))


if __name__ == "__main__":
    main()
