"""The press: takes what the services know and prints it. The one place where services and documents meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.config import Settings
from app.documents import invitation as invitations_paper
from app.documents import letter as letters_paper
from app.documents import minutes as minutes_paper
from app.documents import slip as slips_paper
from app.documents import zero as zero_paper
from app.documents.letterhead import Letterhead
from app.language.dates import at_tehran, jalali_year
from app.language.names import Names
from app.language.reference import province
from app.language.wording import Wording
from app.services.acts import journal
from app.services.acts.refusal import Refused
from app.services.acts.signer import BoardSigner
from app.services.count import tally
from app.services.election import election
from app.services.hall import roll
from app.services.hall.session import SessionValue
from app.services.letters.letter import LetterValue, code_number
from app.services.nomination import nomination
from app.services.register import invitation
from app.services.register.assembly import AssemblyValue
from app.services.voting import ballot_order, board, challenge, poll, record, slip, trustee
from app.signing import keys
from app.signing.authority import sign_pdf
from app.signing.key_ring import key_ring
from ballots import token
from ballots.encoding import Json
from ballots.slips import PrintedSlip


@dataclass(frozen=True, slots=True)
class Press:
    """Prints in one language for one installation."""

    settings: Settings
    wording: Wording

    def slips(
        self,
        found: election.ElectionValue,
        printed: Sequence[PrintedSlip],
        progress: Callable[[int, int], None] | None = None,
        *,
        keys: Sequence[trustee.TrusteeValue] = (),
    ) -> bytes:
        """The slips as PDF, in the given order; `keys` are the trustees."""
        return print_slips(self.slip_sheet(found, keys), printed, self.wording, progress)

    def slip_sheet(
        self, found: election.ElectionValue, keys: Sequence[trustee.TrusteeValue] = ()
    ) -> slips_paper.SlipSheet:
        """What all slips of an election share; `keys` are the trustees."""
        return slips_paper.SlipSheet(
            head=self.head(found.session.assembly), election=self.say(found.title),
            session_date=found.session.held_on, fingerprint=found.fingerprint or "", most_marks=found.rule.maximum,
            booth=f"{self.settings.address.upper()}/B/{found.public_id}",
            keys=tuple((self._holder(one), one.key_print or "") for one in keys),
        )  # fmt: skip

    def sheet_to_hand_over(
        self, found: election.ElectionValue, keys: Sequence[trustee.TrusteeValue] = ()
    ) -> dict[str, Json]:
        """The same for a credential officer, who prints slips without this installation."""
        return slips_paper.encode_sheet(self.slip_sheet(found, keys))

    def invitations(self, invited: Sequence[invitation.Invited], now: datetime) -> bytes:
        """Invitations as PDF, a page each."""
        return invitations_paper.render_invitations(self._invitations(invited, now), self.wording)

    def invitation_mails(
        self, invited: Sequence[invitation.Invited], now: datetime
    ) -> tuple[tuple[invitation.Invited, str, str], ...]:
        """Invitations as mails: to whom, subject, body."""
        papers = self._invitations(invited, now)
        return tuple(
            (one, subject, body)
            for one, paper in zip(invited, papers, strict=True)
            for subject, body in [invitations_paper.write_mail(paper, self.wording)]
        )

    def zero_report(self, db: Session, public_id: str) -> bytes:
        """The zero report, as long as it is true. Refused: phase-wrong before opening and after the first ballot."""
        found = election.election(db, public_id)
        numbers = slip.counts(db, public_id)
        seen = board.look(db, public_id, size=1)
        if seen.cast or found.phase != "open":
            raise Refused("phase-wrong", phase=found.phase)
        report = zero_paper.ZeroReport(
            head=self.head(found.session.assembly), election=self.say(found.title), opened=found.times["open"],
            fingerprint=found.fingerprint or "", board_height=seen.height or 0, board_head=seen.head or "",
            seats=found.rule.seats, least_marks=found.rule.minimum, most_marks=found.rule.maximum,
            blank_allowed=found.rule.blank, slips_printed=numbers.printed, credentials=numbers.printed,
            checked_in=roll.attendance(db, found.session.id).present, ballots=seen.cast,
            candidates=tuple(self.say(one.institution.name) for one in nomination.candidates(db, public_id)),
            trustees=self._holders(db, public_id),
            signatories=self._presidium(found.session),
        )  # fmt: skip
        return zero_paper.render_zero_report(report, self.wording)

    def letter(self, db: Session, value: LetterValue, now: datetime) -> tuple[str, bytes]:
        """The signed token and the signed PDF of a letter."""
        found = election.election(db, value.election)
        paper = self._letter(db, found, value)
        signing = key_ring(self.settings.keys, now).signing[token.Kind.LETTER]
        signed = token.sign_token(
            token.Token(
                kind=token.Kind.LETTER, key_id=signing.key_id, context=token.context_of(value.assembly),
                subject=code_number(value.code) or 0,
                expiry=int(at_tehran(value.until, time(23, 59, 59)).timestamp()),
                digest=token.letter_digest(paper.canonical_bytes()),
            ),
            signing.private,
        )  # fmt: skip
        pdf = letters_paper.render_letter(
            paper, token=signed, address=f"{self.settings.address.upper()}/L/",
            check_address=f"{self.settings.address}/letters", created=now, wording=self.wording,
        )  # fmt: skip
        authority, passphrase = keys.authority(self.settings.keys, found.session.assembly.name.fa, now)
        return signed, sign_pdf(pdf, authority, passphrase=passphrase, now=now)

    def draft_of_letter(self, db: Session, value: LetterValue) -> bytes:
        """What a letter will say, to be read before it is issued."""
        return letters_paper.render_draft(self._letter(db, election.election(db, value.election), value), self.wording)

    def minutes(self, db: Session, public_id: str, now: datetime) -> bytes:
        """The minutes of the election's session."""
        found = election.election(db, public_id)
        result = tally.outcome(db, public_id)
        people = nomination.candidates(db, public_id)
        row = election.find(db, public_id)
        withdrew = journal.withdrawals(db, row)
        _ = self.wording.gettext
        paper = minutes_paper.Minutes(
            head=self.head(found.session.assembly), session=found.session.number,
            number=f"{jalali_year(found.session.held_on)}/م/{found.session.number:05d}",
            election=self.say(found.title), held_on=found.session.held_on, place=self.say(found.session.place),
            call={"introduced": 1, "second-call": 2}.get(found.session.quorum), notice="", notice_date=None,
            agenda=tuple(line for line in found.session.agenda.splitlines() if line.strip()), seats=found.rule.seats,
            attendance=self._attendance(db, found), presidium=self._presidium(found.session), presidium_method="",
            order_rule=_("Drawn by lot") if found.rule.order == "lot" else _("In alphabetical order"),
            order_lots=_order_lots(db, found),
            candidates=tuple(self._candidate(one, withdrew) for one in people),
            withdrawals=tuple(
                minutes_paper.Withdrawal(self.say(one.institution.name), withdrew.get(one.institution.id))
                for one in nomination.nominations(db, public_id)
                if one.withdrawn and one.number is None
            ),
            opened=found.times["open"], closed=found.times["closed"],
            accounting=_accounting(found, poll.used_slips(db, public_id)),
            challenges=_challenges(db, public_id),
            votes=tuple(self._vote(line) for line in result.lines),
            lots=self._lots(db, found),
            objections_until=found.objections_until,
            objections_waived=journal.has(db, row, journal.Kind.OBJECTIONS_WAIVED), resolutions=(),
            annexes=(f"{public_id}.record.zip",), board=self._board_record(db, public_id, now),
            trustees=tuple(self._trustee(one) for one in trustee.trustees(db, public_id)),
            backup_waived=row.backup_waived or "", key_destroyed=row.key_destroyed,
            signatories=self._presidium(found.session),
        )  # fmt: skip
        return minutes_paper.render_minutes(paper, self.wording)

    def _letter(self, db: Session, found: election.ElectionValue, value: LetterValue) -> letters_paper.Letter:
        attendance = found.attendance or {}
        return letters_paper.Letter(
            head=self.head(found.session.assembly), number=value.number, dated=value.dated, enclosure="",
            recipient=value.terms.recipient, session=found.session.number, session_date=found.session.held_on,
            present=attendance.get("present", 0), place=self.say(found.session.place),
            body=self.say(found.session.assembly.body),
            institution=self.say(value.institution.name), legal_id=value.institution.national_id,
            registration=value.institution.registration,
            province=province(value.institution.province).name(self.wording.locale), votes=value.votes,
            rank=value.standing, alternate=False, until=value.until, purpose=value.terms.purpose,
            delegate=self.say(value.representative), signatory=value.terms.signatory,
            signatory_post=value.terms.signatory_post, copies=value.terms.copies, code=value.code,
        )  # fmt: skip

    def _invitations(
        self, invited: Sequence[invitation.Invited], now: datetime
    ) -> tuple[invitations_paper.Invitation, ...]:
        signer = key_ring(self.settings.keys, now).signing[token.Kind.INVITATION]
        return tuple(
            invitations_paper.Invitation(
                head=self.head(one.assembly), institution=self.say(one.institution.name),
                representative=self.say(one.institution.representative), until=one.until, dated=now,
                province=province(one.institution.province).name(self.wording.locale),
                link=f"{self.settings.address}/I/{invitation.sign(one, signer)}",
            )
            for one in invited
        )  # fmt: skip

    def _attendance(self, db: Session, found: election.ElectionValue) -> minutes_paper.Attendance:
        counted = found.attendance or {}
        _ = self.wording.gettext
        rules = {
            "none": _("No quorum was required"), "introduced": _("Half of the introduced institutions plus one"),
            "second-call": _("Second call: valid with any number"),
        }  # fmt: skip
        present = tuple(
            minutes_paper.Attendee(
                institution=self.say(one.institution.name), delegate=self.say(one.name),
                province=province(one.institution.province).name(self.wording.locale),
            )
            for one in roll.roll(db, found.session.id)
            if one.checked_in
        )  # fmt: skip
        return minutes_paper.Attendance(
            introduced=counted.get("introduced", 0), eligible=counted.get("enrolled", 0), present=present,
            rule=rules[found.session.quorum], needed=counted.get("quorum", 0),
        )  # fmt: skip

    def _candidate(self, one: nomination.NominationValue, withdrew: dict[int, datetime]) -> minutes_paper.Candidate:
        return minutes_paper.Candidate(
            number=one.number or 0, institution=self.say(one.institution.name), minutes=None,
            province=province(one.institution.province).name(self.wording.locale),
            withdrew=withdrew.get(one.institution.id) if one.withdrawn else None,
        )  # fmt: skip

    def _vote(self, line: tally.Line) -> minutes_paper.VoteLine:
        standings: dict[str, minutes_paper.Standing] = {
            "seated": "seated", "alternate": "alternate", "withdrawn": "withdrawn",
        }  # fmt: skip
        standing = standings.get(line.outcome, "none")
        return minutes_paper.VoteLine(
            rank=line.rank or 0, institution=self.say(line.candidate.institution.name), votes=line.votes,
            province=province(line.candidate.institution.province).name(self.wording.locale), standing=standing,
        )  # fmt: skip

    def _lots(self, db: Session, found: election.ElectionValue) -> tuple[minutes_paper.Lots, ...]:
        names = {one.number: self.say(one.institution.name) for one in nomination.candidates(db, found.public_id)}
        return tuple(
            minutes_paper.Lots(
                tied=tuple(names[number] for number in draw.tied), rank=draw.rank, balls=draw.method == "balls",
                digits=draw.digits, seed=draw.seed, announced=draw.announced, observers=_observers(found.session),
                order=tuple(names[number] for number in draw.drawn),
            )
            for draw in tally.outcome(db, found.public_id).draws
        )  # fmt: skip

    def _board_record(self, db: Session, public_id: str, now: datetime) -> minutes_paper.BoardRecord:
        signer = BoardSigner(host=urlsplit(self.settings.address).netloc, private=keys.board_key(self.settings.keys))
        named = record.anchors(db, public_id, signer, key_ring(self.settings.keys, now).public)
        return minutes_paper.BoardRecord(
            fingerprint=named.fingerprint,
            closing=minutes_paper.Entry(height=named.closing.height, hash=named.closing.hash),
            last=minutes_paper.Entry(height=named.last.height, hash=named.last.hash),
            accounting=named.accounting, bindings=named.bindings,
            board_key=str(named.keys.board),
            slip_keys=tuple((one, key.public_bytes_raw().hex()) for one, key in sorted(named.keys.slips.items())),
            address=f"{self.settings.address}/elections/{public_id}/board",
        )  # fmt: skip

    def _trustee(self, one: trustee.TrusteeValue) -> minutes_paper.Trustee:
        return minutes_paper.Trustee(
            name=self._holder(one), digits=one.key_print or "", source=one.head_source or "",
            is_office=one.kind == "office", rebuilt_from=one.rebuilt_from,
        )  # fmt: skip

    def _holders(self, db: Session, public_id: str) -> tuple[str, ...]:
        """Who holds the keys."""
        return tuple(self._holder(one) for one in trustee.trustees(db, public_id))

    def _holder(self, one: trustee.TrusteeValue) -> str:
        """Who holds a key: a trustee's own name, or that it is the office's key."""
        return self.wording.gettext("Office key") if one.kind == "office" else one.name

    def _presidium(self, session: SessionValue) -> tuple[tuple[str, str], ...]:
        _ = self.wording.gettext
        named = session.presidium
        return (
            (_("Chair"), named.chair), (_("Secretary"), named.secretary),
            (_("First observer"), named.first_observer), (_("Second observer"), named.second_observer),
        )  # fmt: skip

    def head(self, assembly: AssemblyValue) -> Letterhead:
        """What stands at the top of a document of this assembly."""
        return Letterhead(
            assembly=self.say(assembly.name), office=self.wording.gettext("Secretariat"), emblem=assembly.id,
            demonstration=assembly.demonstration,
        )  # fmt: skip

    def say(self, names: Names) -> str:
        """A name in the language of the document."""
        return names.in_language(self.wording.locale)


def print_slips(
    sheet: slips_paper.SlipSheet,
    printed: Sequence[PrintedSlip],
    wording: Wording,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """Slips as PDF, in the given order; also on a laptop without an installation."""
    papers = [slips_paper.Slip(serial=one.serial, token=one.token, credential=one.credential) for one in printed]
    return slips_paper.render_slips(sheet, papers, wording, progress)


def _order_lots(db: Session, found: election.ElectionValue) -> minutes_paper.Lots | None:
    said = ballot_order.order(db, found.public_id)
    if not said.drawn:
        return None
    return minutes_paper.Lots(
        tied=(), rank=0, balls=said.drawn_with == "balls", digits=said.digits, seed=said.seed,
        announced=said.announced, observers=_observers(found.session), order=(),
    )  # fmt: skip


def _observers(session: SessionValue) -> tuple[str, ...]:
    named = session.presidium
    return tuple(name for name in (named.first_observer, named.second_observer) if name)


def _challenges(db: Session, public_id: str) -> minutes_paper.Challenges:
    counted = challenge.challenges(db, public_id)
    return minutes_paper.Challenges(made=counted.made, agrees=counted.agrees, differs=counted.differs)


def _accounting(found: election.ElectionValue, used: tuple[str, ...]) -> minutes_paper.Accounting:
    stated = found.accounting or {}
    asked = ("printed", "handed", "unused", "spoiled", "void", "cast")
    number = {name: int(str(stated.get(name, 0))) for name in asked}
    return minutes_paper.Accounting(
        printed=number["printed"], handed_out=number["handed"], unused=number["unused"], spoiled=number["spoiled"],
        void=number["void"], cast=number["cast"], blank=found.blank_count if found.rule.blank else None,
        reason=str(stated.get("reason", "")), used=used,
    )  # fmt: skip
