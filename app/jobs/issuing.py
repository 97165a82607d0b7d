"""Issuing letters in the background: each counts from the instant in which its signed document is kept, and never
before.

Two ways were open: to let the act count at once and make its document apart, or to ask for the act and let it count
with its document. The first would leave letters that are valid, bind the assembly and are shown to nobody: a
certificate that is over, a full disk, a clock in doubt, and they stay so. So an officer asks, and what is asked for
holds nothing; a letter, its signature, its document and the journal's entry are kept by one transaction, in which
every rule is asked once more, of the same two officers. Its number was given when it was drafted, so whatever is
cancelled, killed or refused leaves a draft with its number, and no gap.
"""

from __future__ import annotations

from dataclasses import replace

from app.jobs.workshop import Workshop
from app.papers.letter import print_letter
from app.services.acts.act import Act
from app.services.acts.refusal import Refused
from app.services.letters import letter as letters
from app.services.letters.letter import LETTER_NOT_READY, LetterValue
from app.services.whole.job import JobValue
from app.states.letter import LetterStatus


def issue_letters(shop: Workshop, job: JobValue) -> None:
    """Issue the letters that are asked for, as `wanted` said them, one after another; those issued already stay so.

    Refused: what `need_issuable` refuses; letter-not-ready for a draft that was changed since it was asked for. What
    was issued before the refused one is issued.
    """
    wanted = job.arguments["letters"].split()
    for place, said in enumerate(wanted):
        shop.tell(place, len(wanted))
        letter_id, version = map(int, said.split("."))
        with shop.database.reading() as db:
            drafted = letters.letter(db, job.arguments["election"], letter_id)
        if drafted.status == LetterStatus.ISSUED:
            continue
        if drafted.version != version:
            raise Refused(LETTER_NOT_READY)
        _issue(shop, job, drafted)


def _issue(shop: Workshop, job: JobValue, drafted: LetterValue) -> None:
    """Print and sign without the writer; keep and issue under it, if the draft is still the one that was printed."""
    plain = shop.act(job)
    both = pair(plain, drafted, job.asker)
    with shop.database.reading() as db:
        letters.need_issuable(db, both, drafted.id)
        token, pdf = print_letter(shop.issuer(drafted.terms.language), db, drafted, both.now)
    with shop.database.transaction() as db:
        letters.issue_letter(db, both, drafted.id, signed_token=token, pdf=pdf, printed=drafted)


def pair(plain: Act, drafted: LetterValue, asker: str) -> Act:
    """The act of a letter's drafter and, now, of the officer who issues it."""
    return replace(plain, officers=(drafted.drafter, asker))


def wanted(drafted: tuple[LetterValue, ...]) -> str:
    """Which letters are asked for, each as it is now."""
    return " ".join(f"{one.id}.{one.version}" for one in drafted)
