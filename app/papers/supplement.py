"""Supplements to minutes: what the journal says has happened since the last paper, in sentences.

Whatever else can happen after the result gets its sentence in `SENTENCES`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.documents.supplement import Statement, Supplement, render_supplement
from app.language.dates import clock, in_tehran, with_weekday
from app.language.names import Names
from app.language.text import digits
from app.papers.issuer import Issuer
from app.services.accounts import officer as officers
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.count import objection as objections
from app.services.count import tally
from app.services.election import election as elections
from app.services.letters.sealed_paper import MINUTES_MISSING, NOTHING_TO_ADD, Slot
from app.services.nomination import nomination as nominations
from app.services.nomination import withdrawal
from app.states.election import Succession
from app.states.objection import Ruling
from app.states.phase import Phase

Sentence = Callable[[Issuer, Session, elections.ElectionValue, journal.Entry], str]


def print_supplement(
    issuer: Issuer, db: Session, public_id: str, slot: Slot, now: datetime, *, text: str = ""
) -> bytes:
    """The supplement of a place. Refused: nothing-to-add without a text and without anything that happened."""
    found = elections.election(db, public_id)
    said = statements(issuer, db, found, slot)
    if not (said or text.strip()):
        raise Refused(NOTHING_TO_ADD)
    if slot.amends_made is None:
        raise Refused(MINUTES_MISSING)
    paper = Supplement(
        head=issuer.head_of(found), number=slot.number, dated=in_tehran(now).date(), amends=slot.amends,
        amends_dated=in_tehran(slot.amends_made).date(), election=issuer.say(found.title),
        session=found.session.number, text=text.strip(), statements=said,
        signatories=issuer.presidium(found.session),
    )  # fmt: skip
    return render_supplement(paper, issuer.wording)


def statements(issuer: Issuer, db: Session, found: elections.ElectionValue, slot: Slot) -> tuple[Statement, ...]:
    """What has happened that a paper of this place says, the oldest first."""
    names = {one.username: one.name for one in officers.officers(db, found.session.assembly.id)}
    said = (
        (entry, SENTENCES[entry.kind](issuer, db, found, entry))
        for entry in journal.between(db, found.id, slot.since, slot.covers)
        if entry.kind in SENTENCES
    )
    return tuple(
        Statement(at=entry.at, text=text, officers=tuple(names.get(one, one) for one in entry.actors))
        for entry, text in said
        if text
    )


def objected(issuer: Issuer, db: Session, found: elections.ElectionValue) -> tuple[str, ...]:
    """What was objected and ruled until now, in sentences, for the minutes themselves."""
    entries = journal.between(db, found.id, 0, journal.last_of(db, found.id))
    return tuple(SENTENCES[one.kind](issuer, db, found, one) for one in entries if one.kind in _OBJECTIONS)


def _phase(issuer: Issuer, _db: Session, _found: elections.ElectionValue, entry: journal.Entry) -> str:
    """Only that the result is final: an annulment has an entry of its own."""
    return issuer.wording.gettext("The result was declared final.") if entry.detail["phase"] == Phase.FINAL else ""


def _waived(issuer: Issuer, _db: Session, _found: elections.ElectionValue, _entry: journal.Entry) -> str:
    return issuer.wording.gettext("Objections were waived before their time was over; two officers recorded it.")


def _annulled(issuer: Issuer, _db: Session, found: elections.ElectionValue, _entry: journal.Entry) -> str:
    return issuer.head_of(found).annulled


def _keys(issuer: Issuer, _db: Session, _found: elections.ElectionValue, entry: journal.Entry) -> str:
    _, named = issuer.wording.gettext, entry.detail.get("trustees")
    when = {"date": with_weekday(entry.at, issuer.wording.locale), "time": clock(entry.at, issuer.wording.locale)}
    words = _("The office’s key was destroyed on %(date)s at %(time)s.")
    said = [words % when] if entry.detail.get("office") else []
    if isinstance(named, list) and named:
        words = _("These trustees have said that key file, copies and sheets are destroyed: %(names)s.")
        said.append(words % {"names": _(", ").join(map(str, named))})
    return " ".join(said)


def _withdrew(issuer: Issuer, db: Session, found: elections.ElectionValue, entry: journal.Entry) -> str:
    """Who withdrew, when, by whose record and why; after closing also what that means for rank and seats."""
    _, locale = issuer.wording.gettext, issuer.wording.locale
    wanted = int(str(entry.detail["institution"]))
    step = withdrawal.departures(db, found.id).get(wanted)
    facts = {
        "institution": _institution(issuer, db, found, entry),
        "date": with_weekday(entry.at, locale),
        "time": clock(entry.at, locale),
    }
    if step is None or entry.kind != journal.Kind.CANDIDATE_RENOUNCED:
        return _("%(institution)s withdrew.") % facts
    names = {one.username: one.name for one in officers.officers(db, found.session.assembly.id)}
    facts["officers"] = _(", ").join(names.get(one, one) for one in step.actors)
    words = _(
        "%(institution)s withdrew on %(date)s at %(time)s, after the votes were closed. "
        "%(officers)s decided to record it."
    )
    said = [words % facts]
    if any(one.detail["institution"] == wanted for one in journal.of_kind(db, found.id, journal.Kind.WITHDRAWAL_ASKED)):
        said.append(_("The institution had asked for it by its own account."))
    if step.text:
        said.append(_("Reason: %(reason)s") % {"reason": step.text})
    said.append(_("Its votes and its rank stay as counted, and nobody else’s rank changes."))
    said.append(_after(issuer, db, found, wanted))
    return " ".join(said)


def _after(issuer: Issuer, db: Session, found: elections.ElectionValue, institution_id: int) -> str:
    """What a withdrawal after closing means for the seats, by the rule that was fixed before the votes."""
    _, result = issuer.wording.gettext, tally.outcome(db, found.public_id)
    gone = set(withdrawal.renunciations(db, found.id))
    if institution_id in {one.candidate.institution.id for one in result.alternates}:
        return _("It was an alternate, and does not follow when a seat falls free.")
    if institution_id not in {one.candidate.institution.id for one in result.seated}:
        return _("It had won no seat.")
    left = [one.candidate for one in result.alternates if one.candidate.institution.id not in gone]
    if found.rule.succession == Succession.VACANT:
        return _("It had won a seat, which stays vacant by the rule of the election.")
    if not left:
        return _("It had won a seat, which stays vacant: no alternate is left.")
    words = _("It had won a seat, which goes to the next by the result by the rule of the election: %(name)s.")
    return words % {"name": issuer.candidate(left[0])}


def _seat(issuer: Issuer, db: Session, found: elections.ElectionValue, entry: journal.Entry) -> str:
    """What became of a seat, and why."""
    _ = issuer.wording.gettext
    words = {
        journal.Kind.SEAT_ACCEPTED: _("%(institution)s took seat %(place)s."),
        journal.Kind.SEAT_DECLINED: _("%(institution)s declined seat %(place)s."),
        journal.Kind.SEAT_ENDED: _("%(institution)s gave up seat %(place)s."),
        journal.Kind.SEAT_PASSED: _("%(institution)s follows on seat %(place)s as the next alternate by the result."),
        journal.Kind.SEAT_VACANT: _("Seat %(place)s is vacant: no alternate follows."),
    }[journal.Kind(entry.kind)]
    who = "" if entry.detail["institution"] is None else _institution(issuer, db, found, entry)
    place = digits(str(entry.detail["place"]), issuer.wording.locale)
    said, reason = words % {"institution": who, "place": place}, str(entry.detail.get("reason", ""))
    return f"{said} {_('Reason: %(reason)s') % {'reason': reason}}" if reason else said


def _objected(issuer: Issuer, db: Session, found: elections.ElectionValue, entry: journal.Entry) -> str:
    one = objections.objection(db, found.public_id, int(str(entry.detail["number"])))
    who = issuer.say(one.institution) if one.institution else one.person
    words = issuer.wording.gettext("Objection no. %(number)s was received from %(who)s.")
    return words % {"number": digits(one.number, issuer.wording.locale), "who": who}


def _ruled(issuer: Issuer, db: Session, found: elections.ElectionValue, entry: journal.Entry) -> str:
    _, one = issuer.wording.gettext, objections.objection(db, found.public_id, int(str(entry.detail["number"])))
    rulings = {
        Ruling.DISMISSED: _("%(body)s found no ground for objection no. %(number)s."),
        Ruling.STANDS: _("%(body)s found ground for objection no. %(number)s; the result stands."),
        Ruling.UPHELD: _("%(body)s upheld objection no. %(number)s: the result cannot stand."),
    }
    words = rulings[Ruling(str(entry.detail["ruling"]))]
    said = words % {"body": one.body, "number": digits(one.number, issuer.wording.locale)}
    return f"{said} {_('Reason: %(reason)s') % {'reason': one.reasons}}" if one.reasons else said


def _no_objection(issuer: Issuer, db: Session, found: elections.ElectionValue, entry: journal.Entry) -> str:
    words = issuer.wording.gettext("%(person)s said for %(institution)s that it does not object.")
    return words % {"person": entry.detail["person"], "institution": _institution(issuer, db, found, entry)}


def _corrected(issuer: Issuer, _db: Session, _found: elections.ElectionValue, entry: journal.Entry) -> str:
    was, now = (_names(entry.detail[one]) for one in ("was", "now"))
    words = issuer.wording.gettext("Corrigendum no. %(number)s: the right name for «%(was)s» is «%(now)s».")
    number = digits(str(entry.detail["number"]), issuer.wording.locale)
    return words % {"number": number, "was": issuer.say(was), "now": issuer.say(now)}


def _names(kept: object) -> Names:
    return Names(**kept) if isinstance(kept, dict) else Names(str(kept))


def _institution(issuer: Issuer, db: Session, found: elections.ElectionValue, entry: journal.Entry) -> str:
    """The name of the candidate that an entry is about, as the election keeps it."""
    wanted = int(str(entry.detail["institution"]))
    named = (one.institution for one in nominations.nominations(db, found.public_id))
    return next((issuer.say(one.name) for one in named if one.id == wanted), "")


SENTENCES: dict[str, Sentence] = {
    journal.Kind.PHASE_CHANGED: _phase,
    journal.Kind.OBJECTIONS_WAIVED: _waived,
    journal.Kind.ELECTION_ANNULLED: _annulled,
    journal.Kind.OFFICE_KEY_DESTROYED: _keys,
    journal.Kind.NOMINATION_WITHDRAWN: _withdrew,
    journal.Kind.CANDIDATE_RENOUNCED: _withdrew,
    journal.Kind.SEAT_ACCEPTED: _seat,
    journal.Kind.SEAT_DECLINED: _seat,
    journal.Kind.SEAT_ENDED: _seat,
    journal.Kind.SEAT_PASSED: _seat,
    journal.Kind.SEAT_VACANT: _seat,
    journal.Kind.OBJECTION_LODGED: _objected,
    journal.Kind.OBJECTION_RULED: _ruled,
    journal.Kind.OBJECTION_WAIVER: _no_objection,
    journal.Kind.NAME_CORRECTED: _corrected,
}
"""What each entry of the journal is in a supplement; an entry of another kind stands in none."""

_OBJECTIONS = (journal.Kind.OBJECTION_LODGED, journal.Kind.OBJECTION_RULED, journal.Kind.OBJECTION_WAIVER)
