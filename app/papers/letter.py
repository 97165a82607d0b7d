"""Letters of introduction: the signed letter, and its draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from sqlalchemy.orm import Session

from app.documents import letter as letter_paper
from app.language.dates import at_tehran
from app.papers.issuer import Issuer
from app.services.election import election as elections
from app.services.letters.letter import LetterValue
from app.signing.key_ring import key_ring
from app.states.election import Following
from ballots import token


def print_letter(issuer: Issuer, db: Session, value: LetterValue, now: datetime) -> tuple[str, bytes]:
    """The signed token and the signed PDF of a letter."""
    found = elections.election(db, value.election)
    paper = _paper(issuer, db, found, value)
    signing = key_ring(issuer.settings.keys, now).signing[token.Kind.LETTER]
    signed = token.sign_token(
        token.Token(
            kind=token.Kind.LETTER, key_id=signing.key_id, context=token.context_of(value.assembly),
            subject=value.subject,
            expiry=int(at_tehran(value.until, time(23, 59, 59)).timestamp()),
            digest=token.letter_digest(paper.canonical_bytes()),
        ),
        signing.private,
    )  # fmt: skip
    pdf = letter_paper.render_letter(
        paper, token=signed, address=f"{issuer.settings.public.upper()}/L/",
        check_address=f"{issuer.settings.public}/letters", created=now, wording=issuer.wording,
    )  # fmt: skip
    return signed, issuer.sign(found.session.assembly, pdf, now)


def print_draft(issuer: Issuer, db: Session, value: LetterValue) -> bytes:
    """What a letter will say, to be read before it is issued."""
    return letter_paper.render_draft(_paper(issuer, db, elections.election(db, value.election), value), issuer.wording)


def _paper(issuer: Issuer, db: Session, found: elections.ElectionValue, value: LetterValue) -> letter_paper.Letter:
    """A letter is no record of the election but says today what is right: corrected names alone, and below them, for
    who compares, under which name the record has its institution."""
    attendance, right, name = found.attendance or {}, found.corrected, value.corrected.name
    head = replace(issuer.head_of(found), corrections=())
    if right.assembly is not None:
        head = replace(head, assembly=issuer.say(right.assembly))
    return letter_paper.Letter(
        head=head, number=value.number, dated=value.dated, enclosure="",
        recipient=value.terms.recipient, session=right.session or found.session.number,
        session_date=found.session.held_on,
        present=attendance.get("present", 0), place=issuer.say(right.place or found.session.place),
        body=issuer.say(right.body or found.body.name),
        institution=issuer.say(name or value.institution.name),
        on_record="" if name is None else issuer.say(value.institution.name),
        legal_id=value.legal_id,
        registration=value.institution.registration,
        province=issuer.province(value.institution.province), votes=value.votes,
        rank=value.standing, alternate=value.alternate, until=value.until, purpose=value.terms.purpose,
        delegate=issuer.say(value.corrected.representative or value.representative),
        signatory=value.terms.signatory,
        signatory_post=value.terms.signatory_post, copies=value.terms.copies, code=value.code,
        replaces=value.replaces, second_round=_is_second_round(db, found),
    )  # fmt: skip


def _is_second_round(db: Session, found: elections.ElectionValue) -> bool:
    """Whether an election is a second round, or repeats one that was annulled."""
    if found.follows is None or found.follows.kind != Following.REPEAT:
        return found.follows is not None and found.follows.kind == Following.SECOND_ROUND
    return _is_second_round(db, elections.election(db, found.follows.public_id))
