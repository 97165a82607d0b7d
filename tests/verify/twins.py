"""Verifiers in JavaScript that leave one check out: copies of the modules with one line changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.verify.node import ANSWER, ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The module, the text in it, what stands there instead, and a record of the corpus that shows it."""

    module: str
    text: str
    instead: str
    record: str


TWINS = {
    "any spelling": Twin(
        module="json.js", text="writeJson(value) !== text", instead="!writeJson(value)", record="election-space.bel"
    ),
    "any digest": Twin(
        module="container.js", text="hexDigest(content) !== hash", instead="!hash", record="digest-bit.bel"
    ),
    "any order": Twin(
        module="events.js", text="!stages.includes(stage)", instead="!stages", record="late-ballot-added.bel"
    ),
    "any number": Twin(
        module="proofs.js",
        text="member !== 1n || single",
        instead="single.length === 0 && single",
        record="alpha-minus.bel",
    ),
    "any proof": Twin(
        module="proofs.js",
        text="sum !== challengeOf(prefix, commitments)",
        instead="!commitments",
        record="vote-of-two.bel",
    ),
    "any signature": Twin(
        module="proofs.js", text="ballot.hash !== bodyHash(bytes)", instead="!ballot.hash", record="hash-padded.bel"
    ),
    "any voter": Twin(
        module="ballot_box.js", text="!isForm && weight === undefined", instead="false", record="voter-unknown.bel"
    ),
    "ballots twice": Twin(
        module="ballot_box.js",
        text="!isForm && this.trackers.has(entry.hash)",
        instead="false",
        record="ballot-twice.bel",
    ),
    "any tally": Twin(
        module="tally.js",
        text="throw new Refusal('tally-mismatch'",
        instead="void new Refusal('tally-mismatch'",
        record="tally-stuffed.bel",
    ),
    "any factor": Twin(
        module="tasks.js",
        text="answer.areProved &&= challenge === challengeOf(prefix, commitments);",
        instead="",
        record="decryption-false.bel",
    ),
    "any result": Twin(
        module="result.js", text="decrypted !== tally[at].beta", instead="!decrypted", record="result-exchanged.bel"
    ),
}


def twin_of(twin: Twin, folder: Path) -> Path:
    """A copy of the verifier with the change; the script that answers for it."""
    for part in ("static/js/verify", "static/vendor", "tests/verify"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("*.py", "page", "__pycache__"))
    (folder / "package.json").write_text('{"type":"module"}')
    module = folder / "static" / "js" / "verify" / twin.module
    source = module.read_text("utf-8")
    if source.count(twin.text) != 1:
        raise LookupError(f"{twin.module} does not hold once: {twin.text}")
    module.write_text(source.replace(twin.text, twin.instead), "utf-8")
    return folder / ANSWER.relative_to(ROOT)
