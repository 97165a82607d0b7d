"""An audit's report as lines for a terminal and as data to file."""

from collections.abc import Iterator

from ballots.checks import Report, Verdict

_ZERO_WIDTH_NON_JOINER = "\u200c"


def report_lines(report: Report) -> Iterator[str]:
    """Give the lines of a report; text from the archive is shown without control characters."""
    for label, value in _facts(report):
        yield f"{label:<12} {value}"
    yield ""
    for check in report.checks:
        detail = f"  {_shown(check.detail)}" if check.detail else ""
        yield f"{check.number}  {check.name:<18} {_word(check.verdict):<10}{detail}".rstrip()
    yield ""
    yield verdict_line(report)


def verdict_line(report: Report) -> str:
    """Return the last line: accepted, or refused with the check's number, name and the error's code."""
    if report.ok:
        return f"Accepted: every check that applies at this stage ({report.stage}) passed."
    refused = next(check for check in report.checks if check.verdict is Verdict.REFUSED)
    return f"Refused at check {refused.number} ({refused.name}): {report.code}: {_shown(report.detail)}"


def report_data(report: Report) -> dict[str, object]:
    """Return the report as values that JSON can hold."""
    head = report.head
    return {
        "accepted": report.ok,
        "stage": report.stage.value,
        "code": report.code,
        "detail": report.detail,
        "election": {"uuid": report.uuid, "name": report.name, "fingerprint": report.fingerprint},
        "head": None if head is None else {"height": head.height, "hash": head.hash},
        "credentials": report.credentials,
        "trustees": report.trustees,
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


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    if report.name is not None:
        yield "Election", _shown(report.name)
        yield "Identifier", str(report.uuid)
        yield "Fingerprint", str(report.fingerprint)
        yield "Credentials", str(report.credentials)
        yield "Trustees", str(report.trustees)
    yield "Stage", report.stage.value
    yield "Ballots", f"{report.ballots} by {report.voters} voters (weight {report.weight})"
    if report.decryptions:
        yield "Decryptions", f"{report.decryptions} of {report.trustees}"
    for index, (counts, names) in enumerate(zip(report.result or (), report.answers, strict=False), start=1):
        for count, name in zip(counts, names, strict=True):
            yield f"Result {index}", f"{count:>6}  {_shown(name)}"
    if report.head is not None:
        yield "Head", f"{report.head.height} {report.head.hash}"


def _word(verdict: Verdict) -> str:
    return "OK" if verdict is Verdict.OK else verdict.value


def _shown(text: str) -> str:
    """Return `text` with every character that could steer a terminal or reorder a line replaced."""
    return "".join(
        character if character.isprintable() or character == _ZERO_WIDTH_NON_JOINER else "\ufffd" for character in text
    )
