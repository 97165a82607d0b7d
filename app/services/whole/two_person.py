"""The acts of two officers, in one table: what each is called, where it is done, and when it takes two.

Acts with an election that have a record (`Step`) say so there; here are the others. What is not in the table is no act
of two: a test compares it with what the services ask and what the pages offer.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.language.message import N_
from app.services.acts.step import Step
from app.services.election.corrigendum import CORRIGENDUM
from app.services.whole.steps import STEPS
from app.states.officer import Permission
from app.states.phase import AFTER_CLOSING, ANNOUNCED, BEFORE_VOTING, EARLY, POLLING, UNTIL_CLOSED, Phase

CONFIRM_PAGE = "office.act"
"""The page of acts that have none of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPersonAct:
    """An act of two. `page` is the endpoint where it is done, "" for one at the machine; `phases` those of an election
    in which it takes two, none where it belongs to no election; `permission` what the role of each must have."""

    code: str
    page: str
    title: str
    lines: tuple[str, ...]
    phases: tuple[Phase, ...] = ()
    permission: Permission = Permission.DECIDE


def _of(step: Step) -> TwoPersonAct:
    return TwoPersonAct(
        code=step.code, page=step.form or step.page or CONFIRM_PAGE, title=step.title,
        lines=step.lines or (step.sentence,), phases=step.before, permission=step.permission,
    )  # fmt: skip


SETTLES = N_(
    "In elections that were frozen before, this officer is none of the two; when they are over, from 30 days after "
    "this on."
)

BESIDE = (
    TwoPersonAct(
        code="seal",
        page="office.slips",
        title=N_("Confirm the slips"),
        lines=(N_("After this no further slip can be made for this election."),),
        phases=(Phase.FROZEN,),
    ),
    TwoPersonAct(
        code="session",
        page="office.session",
        title=N_("Change the session after it has begun"),
        lines=(N_("Quorum, day, place or presidium change. The journal keeps what stood there before."),),
        phases=(Phase.FROZEN, Phase.OPEN, Phase.CLOSED, Phase.TALLIED, Phase.PROVISIONAL),
    ),
    TwoPersonAct(
        code="substitute",
        page="office.delegate_substitute",
        title=N_("Put a substitute on the roll"),
        lines=(N_("Another person comes for the institution and votes for it. Who stood there before is kept."),),
        phases=POLLING,
    ),
    TwoPersonAct(
        code="add-delegate",
        page="office.delegate_add",
        title=N_("Add a delegate late"),
        lines=(N_("The person votes in the elections of this session that are not frozen yet. The minutes say why."),),
        phases=POLLING,
    ),
    TwoPersonAct(
        code="remove-delegate",
        page="office.delegate_remove",
        title=N_("Take a delegate off the roll late"),
        lines=(N_("Who has a vote, or was here, stays. The minutes say who was taken off, and why."),),
        phases=POLLING,
    ),
    TwoPersonAct(
        code="by-video",
        page="office.delegate_way",
        title=N_("Change late who attends by video"),
        lines=(N_("Who attends by video votes with a personal slip, and is present when the chair states so."),),
        phases=POLLING,
    ),
    TwoPersonAct(
        code="take-back-part",
        page="office.desk_take_back",
        title=N_("Take a part of the roll back from a desk"),
        lines=(N_("Every desk hands slips to these persons again. What this one says of slips is only looked at."),),
        phases=UNTIL_CLOSED,
    ),
    TwoPersonAct(
        code="first-call",
        page="office.session_failed",
        title=N_("Record that too few came"),
        lines=(N_("Hour and figures are recorded. Then the session can be called a second time."),),
        phases=BEFORE_VOTING,
    ),
    TwoPersonAct(
        code="second-call",
        page="office.session_again",
        title=N_("Call the session a second time"),
        lines=(N_("It is valid with any number. Who comes is recorded anew."),),
        phases=BEFORE_VOTING,
    ),
    TwoPersonAct(
        code="objection",
        page="office.objection_rule",
        title=N_("Rule an objection"),
        lines=(N_("The ruling is published with its reasons."),),
        phases=(Phase.PROVISIONAL,),
    ),
    TwoPersonAct(
        code="withdraw",
        page="office.nomination_withdraw",
        title=N_("Record a withdrawal"),
        lines=(N_("The candidate takes no seat. Until voting is closed it stays on the ballot, marked."),),
        phases=(*POLLING, *AFTER_CLOSING),
    ),
    TwoPersonAct(
        code="second-round",
        page="office.second_round",
        title=N_("Hold a second round"),
        lines=(
            N_("A new election is made for the seats that are left; its candidates stand as they were accepted."),
            N_("No lot is drawn any more: the result of the first round is announced with the seats that it filled."),
        ),
        phases=(Phase.TALLIED, *ANNOUNCED),
    ),
    TwoPersonAct(
        code="repeat",
        page="office.repeat",
        title=N_("Repeat the election"),
        lines=(
            N_("A new election is made with the same rule; it refers to the annulled one."),
            N_("The candidates who were accepted stand again, with what they handed in; who withdrew does not."),
        ),
        phases=(Phase.ANNULLED,),
    ),
    TwoPersonAct(
        code="corrigendum-titles",
        page="office.corrigendum_titles",
        title=N_("Correct the election’s own words"),
        lines=(N_("The frozen words stay. The right ones stand beside them on pages and papers."),),
        phases=CORRIGENDUM.before,
    ),
    TwoPersonAct(
        code="corrigendum-voter",
        page="office.corrigendum_voter",
        title=N_("Correct a delegate’s name"),
        lines=(N_("The frozen words stay. The right ones stand beside them on pages and papers."),),
        phases=CORRIGENDUM.before,
    ),
    TwoPersonAct(
        code="void",
        page="office.slip_void",
        title=N_("Declare a slip void"),
        lines=(N_("No vote can be cast with this slip afterwards."),),
        phases=POLLING,
    ),
    TwoPersonAct(
        code="lost-slip",
        page="office.slip_lost",
        title=N_("Record a lost slip"),
        lines=(
            N_("The delegate is handed another slip; nothing is changed on the roll."),
            N_("Neither the slip’s serial nor the delegate’s name is recorded."),
        ),
        phases=POLLING,
    ),
    TwoPersonAct(
        code="discard-rehearsal",
        page="office.rehearsal_discard",
        title=N_("Discard a rehearsal"),
        lines=(
            N_("Roll, slips, ballots, papers and notes of this rehearsal are removed for good."),
            N_("The journal keeps that it was held."),
        ),
    ),
    TwoPersonAct(
        code="admit-tablets",
        page="office.tablets_admit",
        title=N_("Let tablets in as booths"),
        lines=(
            N_("For 30 minutes the office shows a code for each tablet. Whatever scans one can cast votes with slips."),
        ),
        phases=UNTIL_CLOSED,
    ),
    TwoPersonAct(
        code="revoke-tablet",
        page="office.tablet_revoke",
        title=N_("Revoke a tablet"),
        lines=(N_("It can cast no vote any more. The other tablets get a new key by themselves."),),
        phases=UNTIL_CLOSED,
    ),
    TwoPersonAct(
        code="void-page",
        page="office.slip_page",
        title=N_("Declare a page of slips void"),
        lines=(N_("No vote can be cast with any slip of this page. Spare slips take their place."),),
        phases=(Phase.FROZEN,),
    ),
    TwoPersonAct(
        code="remove-trustee",
        page="office.trustee_remove",
        title=N_("Take off a trustee who has given a key"),
        lines=(N_("The key is not used. The trustee reads the reason."),),
        phases=EARLY,
    ),
    TwoPersonAct(
        code="rebuild",
        page="office.trustee_rebuilt",
        title=N_("Rebuild the key of an absent trustee"),
        lines=(N_("The sheets of the envelopes decrypt in the trustee’s place. The minutes name them."),),
        phases=(Phase.CLOSED,),
    ),
    TwoPersonAct(
        code="vacate-seat",
        page="office.seat_vacate",
        title=N_("Record that a seat is declined or given up"),
        lines=(N_("Its letter ends, and the next alternate by the result is offered the seat."),),
        phases=(Phase.FINAL,),
    ),
    TwoPersonAct(
        code="revoke",
        page="office.letter_revoke",
        title=N_("Revoke a letter"),
        lines=(N_("Whoever checks this letter learns that it was revoked. Its number stays used."),),
        phases=(Phase.FINAL,),
    ),
    TwoPersonAct(
        code="release-clock",
        page="office.clock",
        title=N_("Release the clock"),
        lines=(N_("What cannot be undone becomes possible again, at the hour that the clock shows."),),
    ),
    TwoPersonAct(
        code="admit",
        page="office.officer_new",
        title=N_("Admit an officer"),
        lines=(N_("This person can sign in to the office."), SETTLES),
        permission=Permission.LOOK,
    ),
    TwoPersonAct(
        code="change-officer",
        page="office.officer_change",
        title=N_("Change an officer’s role or way in"),
        lines=(SETTLES,),
        permission=Permission.LOOK,
    ),
    TwoPersonAct(
        code="restore",
        page="",
        title=N_("Restore an older state"),
        lines=(N_("What came after the backup is lost, although papers or witnesses know of it."),),
    ),
)
"""Acts of two with a page of their own and no record, and one at the machine (`./majma restore`)."""

TABLE: tuple[TwoPersonAct, ...] = (*(_of(step) for step in STEPS if step.officers > 1), *BESIDE)


def done_on(page: str, code: str = "") -> TwoPersonAct | None:
    """The act that is done on the page of this endpoint; `code` tells those of the confirm page apart."""
    return next((one for one in TABLE if one.page == page and (page != CONFIRM_PAGE or one.code == code)), None)


def act_of_code(code: str) -> TwoPersonAct | None:
    """The act of a code, or None where a later version has it no more."""
    return next((one for one in TABLE if one.code == code), None)
