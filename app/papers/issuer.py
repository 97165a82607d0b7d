"""Who issues papers: an installation, in one language; what all of its papers say in the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.config import Settings
from app.documents.letterhead import Letterhead
from app.language import reference
from app.language.dates import jalali, with_clock
from app.language.message import N_
from app.language.names import Names
from app.language.numerals import ordinal
from app.language.text import digits, isolate
from app.language.wording import Wording
from app.services.acts.refusal import Refusal, Refused
from app.services.election.annulled import Annulment
from app.services.election.election import ElectionValue
from app.services.election.title_corrigendum import ElectionCorrected
from app.services.hall.session import Presidium, SessionValue
from app.services.nomination.nomination import NominationValue
from app.services.register.assembly import AssemblyValue
from app.services.register.letterhead import Logo
from app.services.voting.trustee import TrusteeValue
from app.signing import keys
from app.signing.authority import sign_pdf
from app.states.election import Keeper

CERTIFICATE_OVER = Refusal(
    code="certificate-over",
    status=409,
    words=N_(
        "At this hour the certificate of this installation is not valid, so nothing can be signed. Please compare the "
        "clock; if it is right, the certificate must be renewed."
    ),
)


ROOT_AWAY = Refusal(
    code="root-away",
    status=409,
    words=N_(
        "Papers in this assembly’s name need a certificate first, and the key that makes it is kept away from this "
        "computer. Nothing was made. Whoever looks after the computer brings that key for a moment."
    ),
)


def _no_logo(_digest: str) -> Logo | None:
    """Where there is no database to look a logo up in, the drawn emblem stands."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Issues papers in one language for one installation; `logo` finds the own logo of an assembly by its digest."""

    settings: Settings
    wording: Wording
    logo: Callable[[str], Logo | None] = _no_logo

    def sign(self, assembly: AssemblyValue, pdf: bytes, now: datetime) -> bytes:
        """Sign a paper in the name of the assembly's authority. Refused: root-away, certificate-over."""
        try:
            authority, passphrase = keys.authority(self.settings.keys, assembly.name.fa, now)
        except keys.RootAwayError as error:
            raise Refused(ROOT_AWAY) from error
        good = keys.certified(self.settings.keys)
        if good is None or not good[0] <= now < good[1]:
            raise Refused(CERTIFICATE_OVER)
        return sign_pdf(pdf, authority, passphrase=passphrase, now=now)

    def head(self, assembly: AssemblyValue) -> Letterhead:
        """What stands at the top of a document of this assembly."""
        own = self.logo(assembly.logo) if assembly.logo else None
        lines = tuple(line for line in self.say(assembly.lines).splitlines() if line.strip())
        return Letterhead(
            assembly=self.say(assembly.name), office=self.wording.gettext("Secretariat"), emblem=assembly.id,
            demonstration=assembly.demonstration, lines=lines, logo=None if own is None else own.data,
            logo_type="" if own is None else own.media_type, open_line=self.settings.line == "open",
        )  # fmt: skip

    def head_of(self, found: ElectionValue) -> Letterhead:
        """The same for a paper of an election, which says first that it is annulled, where it is."""
        return replace(
            self.head(found.session.assembly), annulled=self._annulled(found.annulment),
            corrections=self._corrections(found.corrected), rehearsal=found.session.rehearsal,
        )  # fmt: skip

    def _corrections(self, right: ElectionCorrected) -> tuple[str, ...]:
        """What corrigenda say beside the frozen words of an election, a sentence each."""
        _, locale = self.wording.gettext, self.wording.locale
        said = (
            (right.assembly, _("Corrigendum: the assembly is rightly called “%(right)s”.")),
            (right.title, _("Corrigendum: the election is rightly called “%(right)s”.")),
            (right.body, _("Corrigendum: the body is rightly called “%(right)s”.")),
            (right.place, _("Corrigendum: the place is rightly “%(right)s”.")),
        )
        found = [words % {"right": self.say(one)} for one, words in said if one is not None]
        if right.session is not None:
            words = _("Corrigendum: it was rightly the %(ordinal)s session.")
            found.append(words % {"ordinal": ordinal(right.session, locale)})
        return tuple(found)

    def _annulled(self, said: Annulment | None) -> str:
        """That the election counts for nothing: when, why, by whom; "" where it counts."""
        if said is None:
            return ""
        _, locale = self.wording.gettext, self.wording.locale
        facts = {
            "at": with_clock(said.at, locale), "officers": isolate(_(", ").join(said.officers)),
            "authority": isolate(said.authority), "number": isolate(digits(said.number, locale)),
            "day": jalali(said.day, locale) if said.day else "",
        }  # fmt: skip
        if said.authority:
            words = _(
                "This election was annulled by the decision of %(authority)s, number %(number)s of %(day)s. "
                "%(officers)s recorded it on %(at)s."
            )
        elif said.officers:
            words = _("This election was annulled on %(at)s by %(officers)s and counts for nothing.")
        else:
            words = _("This election was annulled on %(at)s and counts for nothing.")
        why = [_("Reason: %(reason)s") % {"reason": isolate(said.reason)}] if said.reason else []
        return " ".join([words % facts, *why])

    def say(self, names: Names) -> str:
        """A name in the language of the document."""
        return names.in_language(self.wording.locale)

    def say_corrected(self, names: Names, right: Names | None) -> str:
        """A name as it was frozen, and beside it the right one, where a corrigendum says so."""
        if right is None:
            return self.say(names)
        words = self.wording.gettext("%(name)s (corrigendum: %(right)s)")
        return words % {"name": self.say(names), "right": self.say(right)}

    def candidate(self, one: NominationValue) -> str:
        """A candidate's institution as it was frozen, with what corrigenda say beside it."""
        return self.say_corrected(one.institution.name, one.corrected.name)

    def province(self, code: str) -> str:
        """The name of a province."""
        return reference.province(code).name(self.wording.locale)

    def holder(self, one: TrusteeValue) -> str:
        """Who holds a key: a trustee's own name, or that it is the office's key."""
        return self.wording.gettext("Office key") if one.kind == Keeper.OFFICE else one.name

    def presidium(self, session: SessionValue) -> tuple[tuple[str, str], ...]:
        """The posts of a session's presidium and who holds them."""
        return self.posts(session.presidium)

    def posts(self, named: Presidium) -> tuple[tuple[str, str], ...]:
        """The posts of a presidium and who holds them."""
        _ = self.wording.gettext
        return (
            (_("Chair"), named.chair), (_("Secretary"), named.secretary),
            (_("First observer"), named.first_observer), (_("Second observer"), named.second_observer),
        )  # fmt: skip
