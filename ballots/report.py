"""A check's report as lines for a terminal and as data to file."""

from collections.abc import Iterator
from typing import Final

from ballots.board import Head
from ballots.checks import BaseHead, Report, Verdict
from ballots.short import WHOLE, Kind, grouped, short
from ballots.terminal import shown

_IN_DIGITS: Final = "  in digits"


def report_lines(report: Report) -> Iterator[str]:
    """Give the lines of a report; text from the record is shown without control characters."""
    for label, value in _facts(report):
        yield f"{label:<12} {value}"
    yield ""
    for check in report.checks:
        detail = f"  {shown(check.detail)}" if check.detail else ""
        yield f"{check.number}  {check.name:<19} {_word(check.verdict):<10}{detail}".rstrip()
    yield ""
    for label, sentences in (("Warning", report.warnings), ("Not checked", report.not_checked)):
        yield from (f"{label}: {shown(sentence)}" for sentence in sentences)
    yield verdict_line(report)


def verdict_line(report: Report) -> str:
    """Return the last line: accepted, foreign, or refused with the check's number, name and the error's code."""
    if report.foreign:
        return "Foreign, not accepted: good as far as Belenios' programs look; nothing shows that the result is a sum."
    if report.ok:
        since = f" from height {report.base.head.height} on" if report.base else ""
        return f"Accepted{since}: every check that applies at this stage ({report.stage}) passed."
    refused = next(check for check in report.checks if check.verdict is Verdict.REFUSED)
    return f"Refused at check {refused.number} ({refused.name}): {report.code}: {shown(report.detail)}"


def report_data(report: Report) -> dict[str, object]:
    """Return the report as values that JSON can hold."""
    return {
        "accepted": report.ok,
        "verdict": "accepted" if report.ok else "foreign" if report.foreign else "refused",
        "checked_by": "majma ballots, SPEC 7",
        "checked_from": base_data(report.base),
        "not_checked": report.not_checked,
        "warnings": report.warnings,
        "stage": report.stage.value,
        "code": report.code,
        "detail": report.detail,
        "election": {"uuid": report.uuid, "name": report.name, "fingerprint": report.fingerprint},
        "head": _head(report.head),
        "closing_head": _head(report.closing_head),
        "credentials": report.credentials,
        "trustees": report.trustees,
        "prints": [{"name": name, "print": digits} for name, digits in report.prints],
        "keys": _keys(report),
        "ballots": report.ballots,
        "voters": report.voters,
        "weight": report.weight,
        "decryptions": report.decryptions,
        "result": report.result,
        "answers": report.answers,
        "checks": [
            {
                "number": check.number,
                "name": check.name,
                "verdict": check.verdict.value,
                "detail": check.detail,
            }
            for check in report.checks
        ],
    }


def base_data(base: BaseHead | None) -> dict[str, object] | None:
    """Return where a check went on from: the head, how it came to be known, and the base before it."""
    if base is None:
        return None
    return {
        "height": base.head.height,
        "hash": base.head.hash,
        "source": base.source.value,
        "root": base_data(base.root),
    }


def _head(head: Head | None) -> dict[str, object] | None:
    return None if head is None else {"height": head.height, "hash": head.hash}


def _keys(report: Report) -> dict[str, object] | None:
    if report.keys is None:
        return None
    slips = {str(key_id): key.public_bytes_raw().hex() for key_id, key in sorted(report.keys.slips.items())}
    return {"board": str(report.keys.board), "slips": slips}


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    if report.name is not None:
        yield "Election", shown(report.name)
        yield "Identifier", str(report.uuid)
        yield "Fingerprint", str(report.fingerprint)
        yield _IN_DIGITS, grouped(short(Kind.ELECTION, str(report.fingerprint), WHOLE))
        yield "Credentials", str(report.credentials)
        yield "Trustees", str(report.trustees)
        for number, (name, digits) in enumerate(report.prints, start=1):
            yield f"Key {number}", f"{grouped(digits)}  {shown(name)}".rstrip()
    if report.keys is not None:
        yield "Board's key", str(report.keys.board)
        for key_id, key in sorted(report.keys.slips.items()):
            yield f"Slips' key {key_id}", key.public_bytes_raw().hex()
    yield "Stage", report.stage.value
    yield "Ballots", f"{report.ballots} by {report.voters} voters (weight {report.weight})"
    if report.decryptions:
        yield "Decryptions", f"{report.decryptions} of {report.trustees}"
    for index, (counts, names) in enumerate(zip(report.result or (), report.answers, strict=False), start=1):
        for count, name in zip(counts, names, strict=True):
            yield f"Result {index}", f"{count:>6}  {shown(name)}"
    for label, head in (("Closing head", report.closing_head), ("Head", report.head)):
        if head is not None:
            yield label, f"{head.height} {head.hash}"
            yield _IN_DIGITS, grouped(short(Kind.HEAD, head.hash, WHOLE))


def _word(verdict: Verdict) -> str:
    return "OK" if verdict is Verdict.OK else verdict.value
