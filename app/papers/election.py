"""The papers of an election as a whole: the zero report and the minutes, from what the services know."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from sqlalchemy.orm import Session

from app.documents import minutes as minutes_paper
from app.documents import zero_report as zero_paper
from app.language.dates import with_weekday
from app.language.text import digits
from app.papers import hall_minutes
from app.papers.issuer import Issuer
from app.papers.roll_change import roll_changes
from app.papers.supplement import objected
from app.services.accounts import officer as officers
from app.services.acts import journal, journal_head
from app.services.acts.signer import BoardSigner
from app.services.count import lots, tally
from app.services.election import election as elections
from app.services.hall import agenda as agendas
from app.services.hall import electorate
from app.services.hall.session import SessionValue
from app.services.nomination import nomination as nominations
from app.services.nomination import withdrawal
from app.services.voting import ballot_order, key_destruction, opening, pages, paper_vote, poll, record, trustee
from app.services.voting import challenge as challenges
from app.signing import keys
from app.signing.key_ring import key_ring
from app.states.election import Call, Electorate, Following, Keeper, Ordering, Quorum, Seating, Succession
from app.states.nomination import StepKind
from app.states.phase import Phase


def print_zero_report(issuer: Issuer, db: Session, public_id: str) -> bytes:
    """The zero report: what stood at the opening. Refused: phase-wrong where nothing is kept of it."""
    found, stood = elections.election(db, public_id), opening.opening(db, public_id)
    report = zero_paper.ZeroReport(
        head=issuer.head_of(found), election=issuer.say(found.title), opened=found.times[Phase.OPEN],
        fingerprint=found.fingerprint or "", board_height=stood.board_height, board_head=stood.board_head,
        seats=found.rule.seats, least_marks=found.rule.minimum, most_marks=found.rule.maximum,
        blank_allowed=found.rule.blank, slips_printed=stood.printed, credentials=stood.printed,
        checked_in=stood.checked_in, ballots=stood.cast,
        candidates=tuple(map(issuer.candidate, nominations.candidates(db, public_id))),
        trustees=_holders(issuer, db, public_id), signatories=issuer.posts(stood.presidium),
        journal_entries=stood.journal_entries, journal_hash=stood.journal_hash,
    )  # fmt: skip
    return zero_paper.render_zero_report(report, issuer.wording)


def print_minutes(issuer: Issuer, db: Session, public_id: str, now: datetime, *, number: str = "") -> bytes:
    """The minutes of an election with their number of the registry; without one a draft, marked across."""
    found = elections.election(db, public_id)
    result = tally.outcome(db, public_id)
    people = nominations.candidates(db, public_id)
    withdrew = _withdrawals(issuer, db, found)
    presented = hall_minutes.presented(db, found.session.id)
    laid = agendas.agenda(db, found.session.id)
    _ = issuer.wording.gettext
    paper = minutes_paper.Minutes(
        head=issuer.head_of(found), session=found.session.number,
        number=number,
        election=issuer.say(found.title), held_on=found.session.held_on, place=issuer.say(found.session.place),
        call=2 if found.session.call == Call.SECOND else 1,
        course=(*_course(issuer, found), *hall_minutes.phones(issuer, db, found), *roll_changes(issuer, db, found)),
        agenda=tuple(line for line in found.session.agenda.splitlines() if line.strip()), seats=found.rule.seats,
        attendance=_attendance(issuer, db, found), presidium=issuer.presidium(found.session),
        order_rule=_("Drawn by lot") if found.rule.order == Ordering.LOT else _("In alphabetical order"),
        order_lots=_order_lots(db, found),
        candidates=tuple(_candidate(issuer, one, withdrew, presented) for one in people),
        withdrawals=tuple(
            withdrew.get(one.institution.id) or minutes_paper.Withdrawal(institution=issuer.candidate(one), at=None)
            for one in nominations.nominations(db, public_id)
            if one.withdrawn and one.number is None
        ),
        opened=found.times[Phase.OPEN], closed=found.times[Phase.CLOSED],
        accounting=_accounting(found, poll.used_slips(db, public_id), _why_paper(db, found)),
        challenges=_challenges(db, public_id),
        votes=tuple(_vote(issuer, line, result.draws, counts=found.annulment is None) for line in result.lines),
        lots=_lots(issuer, db, found), left_seats=result.vacant if result.left else 0,
        left=tuple(issuer.candidate(one) for one in people if one.number in result.left),
        objections_until=found.objections_until,
        objections_waived=journal.has(db, found.id, journal.Kind.OBJECTIONS_WAIVED),
        annexes=(f"{public_id}.record.zip",), board=_board_record(issuer, db, public_id, now),
        trustees=tuple(_trustee(issuer, one) for one in trustee.trustees(db, public_id)),
        backup_waived=poll.backup_waiver(db, public_id),
        key_destroyed=key_destruction.office_key_destroyed(db, public_id),
        signatories=issuer.presidium(found.session), clock=_clock(db, found),
        departures=_departures(issuer, db, found), seat_passes=found.rule.succession == Succession.NEXT,
        objections=objected(issuer, db, found), began=laid.began, ended=laid.ended,
        resolutions=hall_minutes.resolutions(db, found.session.id), speeches=hall_minutes.speeches(issuer, db, found),
        remarks=hall_minutes.remarks(db, found.session.id), dealt=hall_minutes.dealt(found, laid),
        substitutes=hall_minutes.substitutes(issuer, db, found), leavers=hall_minutes.leavers(issuer, db, found),
    )  # fmt: skip
    return minutes_paper.render_minutes(paper, issuer.wording)


def _course(issuer: Issuer, found: elections.ElectionValue) -> tuple[str, ...]:
    """A first call that too few followed, and what the election follows or what decides its seats that are left."""
    _ = issuer.wording.gettext
    said = []
    failed = found.session.first_call
    if failed is not None:
        day = with_weekday(failed.held_on, issuer.wording.locale)
        figures = {name: digits(str(getattr(failed, name)), issuer.wording.locale) for name in ("present", "quorum")}
        said.append(
            _("The first call, for %(day)s, had no quorum: %(present)s present, %(quorum)s needed.")
            % {"day": day, **figures}
        )
    if found.follows is not None:
        words = {
            Following.SECOND_ROUND: _("This is the second round of “%(title)s”."),
            Following.REPEAT: _("This election repeats “%(title)s”, which was annulled."),
            Following.BY_ELECTION: _("This is a by-election after “%(title)s”."),
        }
        said.append(words[found.follows.kind] % {"title": issuer.say(found.follows.title)})
    ended = _("“%(title)s” was held for the seats left, and annulled.")
    decides = _("The seats left are decided by “%(title)s”.")
    for first in found.followers:
        if first.kind == Following.SECOND_ROUND:
            chain = ((ended if one.phase == Phase.ANNULLED else decides, one.title) for one in first.chain)
            said += [words % {"title": issuer.say(title)} for words, title in chain]
    return tuple(said)


def _departures(issuer: Issuer, db: Session, found: elections.ElectionValue) -> tuple[minutes_paper.Departure, ...]:
    """Who withdrew after the list was fixed, by the election's own names, with the officers who recorded it."""
    names = {one.username: one.name for one in officers.officers(db, found.session.assembly.id)}
    said = withdrawal.departures(db, found.id)
    return tuple(
        minutes_paper.Departure(
            institution=issuer.say(one.institution.name), at=step.at, reason=step.text,
            officers=tuple(names.get(who, who) for who in step.actors), late=step.kind is StepKind.RENOUNCED,
        )
        for one in nominations.candidates(db, found.public_id)
        if (step := said.get(one.institution.id)) is not None
    )  # fmt: skip


def _clock(db: Session, found: elections.ElectionValue) -> tuple[minutes_paper.ClockRelease, ...]:
    """What was doubted of the clock since the election was made, and released."""
    names = {one.username: one.name for one in officers.officers(db, found.session.assembly.id)}
    return tuple(
        minutes_paper.ClockRelease(
            showed=datetime.fromisoformat(str(one.detail["said"])),
            released=one.at,
            record=datetime.fromisoformat(str(one.detail["record"])) if one.detail["record"] else None,
            officers=tuple(names.get(who, who) for who in one.actors),
        )
        for one in journal.of_clock(db, found.id)
        if one.kind == journal.Kind.CLOCK_RELEASED
    )


def _attendance(issuer: Issuer, db: Session, found: elections.ElectionValue) -> minutes_paper.Attendance:
    counted = found.attendance or {}
    _ = issuer.wording.gettext
    rules = {
        Quorum.NONE: _("No quorum was required"),
        Quorum.INTRODUCED: _("Half of the introduced institutions plus one"),
        Quorum.SECOND_CALL: _("Second call: valid with any number"),
    }
    by_list = "listed" in counted and found.session.quorum == Quorum.INTRODUCED
    seen = electorate.by_video(db, found.id)
    present = tuple(
        minutes_paper.Attendee(
            institution=issuer.say_corrected(one.institution, one.institution_right),
            delegate=issuer.say_corrected(one.name, one.delegate_right),
            province=issuer.province(one.province),
            by_video=delegate_id in seen,
        )
        for delegate_id, one in electorate.attended(db, found.id)
    )
    return minutes_paper.Attendance(
        introduced=counted.get("introduced", 0), eligible=counted.get("enrolled", 0), present=present,
        rule=_("Half of the institutions on the list plus one") if by_list else rules[found.session.quorum],
        needed=counted.get("quorum", 0), electorate=_electorate(issuer, db, found),
        by_video=hall_minutes.by_video(issuer, db, found, seen),
    )  # fmt: skip


def _electorate(issuer: Issuer, db: Session, found: elections.ElectionValue) -> str:
    """Who could vote, where it was not everybody on the roll."""
    _ = issuer.wording.gettext
    if found.rule.electorate == Electorate.PRESENT:
        return _("The delegates could vote who were present when the election was frozen.")
    if found.rule.electorate == Electorate.LIST:
        named = _(", ").join(issuer.say(one.institution) for one in electorate.voters(db, found.id))
        return _(
            "By a list that was fixed at the freezing, the delegates of these institutions could vote: %(names)s."
        ) % {"names": named}
    return ""


def _withdrawals(issuer: Issuer, db: Session, found: elections.ElectionValue) -> dict[int, minutes_paper.Withdrawal]:
    """Who withdrew, by institution: when, and who recorded it."""
    names = {one.username: one.name for one in officers.officers(db, found.session.assembly.id)}
    called = {one.institution.id: issuer.candidate(one) for one in nominations.nominations(db, found.public_id)}
    closed = found.times.get(Phase.CLOSED)
    return {
        institution: minutes_paper.Withdrawal(
            institution=called.get(institution, ""), at=entry.at, late=closed is not None and entry.at >= closed,
            officers=tuple(names[who] for who in entry.actors if who in names),
        )
        for institution, entry in journal.withdrawals(db, found.id).items()
    }  # fmt: skip


def _candidate(
    issuer: Issuer,
    one: nominations.NominationValue,
    withdrew: dict[int, minutes_paper.Withdrawal],
    presented: dict[int, minutes_paper.Presented],
) -> minutes_paper.Candidate:
    return minutes_paper.Candidate(
        number=one.number or 0,
        institution=issuer.candidate(one),
        province=issuer.province(one.institution.province),
        withdrew=withdrew.get(one.institution.id) if one.withdrawn else None,
        presented=presented.get(one.institution.id),
    )


def _vote(
    issuer: Issuer, line: tally.ResultLine, draws: tuple[lots.Draw, ...], *, counts: bool
) -> minutes_paper.VoteLine:
    """A line of the table of votes; where the election is annulled nothing `counts`, and nobody has a seat."""
    standings: dict[Seating, minutes_paper.Standing] = {
        Seating.SEATED: "seated",
        Seating.ALTERNATE: "alternate",
        Seating.WITHDRAWN: "withdrawn",
        Seating.LEFT: "left",
    }
    standing = standings.get(line.outcome, "none")
    if not counts and standing in ("seated", "alternate"):
        standing = "void"
    return minutes_paper.VoteLine(
        rank=line.rank or 0, institution=issuer.candidate(line.candidate), votes=line.votes,
        province=issuer.province(line.candidate.institution.province), standing=standing,
        by_lot=any(line.candidate.number in draw.tied for draw in draws),
    )  # fmt: skip


def _lots(issuer: Issuer, db: Session, found: elections.ElectionValue) -> tuple[minutes_paper.Lots, ...]:
    names = {one.number: issuer.candidate(one) for one in nominations.candidates(db, found.public_id)}
    return tuple(
        minutes_paper.Lots(
            tied=tuple(names[number] for number in draw.tied), rank=draw.rank, balls=draw.method == "balls",
            digits=draw.digits, seed=draw.seed, announced=draw.announced, observers=_observers(found.session),
            order=tuple(names[number] for number in draw.drawn),
        )
        for draw in tally.outcome(db, found.public_id).draws
    )  # fmt: skip


def _board_record(issuer: Issuer, db: Session, public_id: str, now: datetime) -> minutes_paper.BoardRecord:
    signer = BoardSigner(host=issuer.settings.board, private=keys.board_key(issuer.settings.keys))
    named = record.anchors(db, public_id, signer, key_ring(issuer.settings.keys, now).public)
    signed = pages.pages(db, public_id)
    return minutes_paper.BoardRecord(
        fingerprint=named.fingerprint,
        closing=minutes_paper.BoardEntry(height=named.closing.height, hash=named.closing.hash),
        last=minutes_paper.BoardEntry(height=named.last.height, hash=named.last.hash),
        accounting=named.accounting, bindings=named.bindings,
        board_key=str(named.keys.board),
        slip_keys=tuple((one, key.public_bytes_raw().hex()) for one, key in sorted(named.keys.slips.items())),
        address=f"{issuer.settings.public}/elections/{public_id}/board", **_journal(db),
        pages=tuple(signed.hashes.items()) if signed else (),
        page_changes=tuple(
            minutes_paper.ChangedPages(height=one.height, names=one.names, in_voting=one.in_voting)
            for one in (signed.changes if signed else ())
        ),
    )  # fmt: skip


class _JournalLine(TypedDict, total=False):
    journal_entries: int
    journal_hash: str


def _journal(db: Session) -> _JournalLine:
    """The last head of the journal that was signed, so that the paper vouches for who did what."""
    signed = journal_head.last_signed(db)
    return {} if signed is None else {"journal_entries": signed.head.entries, "journal_hash": signed.head.hash}


def _trustee(issuer: Issuer, one: trustee.TrusteeValue) -> minutes_paper.Trustee:
    return minutes_paper.Trustee(
        name=issuer.holder(one), digits=one.key_print or "", source=one.head_source or "",
        is_office=one.kind == Keeper.OFFICE, rebuilt_from=one.rebuilt_from,
    )  # fmt: skip


def _holders(issuer: Issuer, db: Session, public_id: str) -> tuple[str, ...]:
    """Who holds the keys."""
    return tuple(issuer.holder(one) for one in trustee.trustees(db, public_id))


def _order_lots(db: Session, found: elections.ElectionValue) -> minutes_paper.Lots | None:
    said = ballot_order.order(db, found.public_id)
    if not said.drawn:
        return None
    return minutes_paper.Lots(
        tied=(), rank=0, balls=said.drawn_with == "balls", digits=said.digits, seed=said.seed,
        announced=said.announced, observers=_watched(db, found), order=(),
    )  # fmt: skip


def _watched(db: Session, found: elections.ElectionValue) -> tuple[str, ...]:
    """Who was named to watch the draw of the order when it was drawn; of earlier draws, who watches the session."""
    drawn = journal.of_kind(db, found.id, journal.Kind.LOTS_DRAWN)
    kept = [one.detail["observers"] for one in drawn if "observers" in one.detail]
    return tuple(map(str, kept[-1])) if kept and isinstance(kept[-1], list) else _observers(found.session)


def _observers(session: SessionValue) -> tuple[str, ...]:
    named = session.presidium
    return tuple(name for name in (named.first_observer, named.second_observer) if name)


def _challenges(db: Session, public_id: str) -> minutes_paper.Challenges:
    counted = challenges.challenges(db, public_id)
    return minutes_paper.Challenges(made=counted.made, agrees=counted.agrees, differs=counted.differs)


def _why_paper(db: Session, found: elections.ElectionValue) -> str:
    """Why votes were taken on paper; "" where none were."""
    votes = paper_vote.paper_votes(db, found.id)
    return votes.reason if votes else ""


def _accounting(found: elections.ElectionValue, used: tuple[str, ...], paper: str) -> minutes_paper.Accounting:
    stated = found.accounting or {}
    asked = ("printed", "handed", "unused", "spoiled", "void", "cast", "lost", "refused", "paper", "invalid")
    number = {name: int(str(stated.get(name, 0))) for name in asked}
    seen = {name: int(str(stated[name])) if name in stated else None for name in ("spoiled_seen", "void_seen")}
    return minutes_paper.Accounting(
        printed=number["printed"], handed_out=number["handed"], unused=number["unused"], spoiled=number["spoiled"],
        void=number["void"], cast=number["cast"], blank=found.blank_count if found.rule.blank else None,
        reason=str(stated.get("reason", "")), used=used, lost=number["lost"], refused=number["refused"],
        paper=paper, paper_entered=number["paper"], paper_invalid=number["invalid"], **seen,
    )  # fmt: skip
