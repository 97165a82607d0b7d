"""Every address of the application, with the rule that the tests expect: a route that is not listed is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.services.accounts import officer
from app.services.hall import roll
from app.services.letters import letter, sealed_paper
from app.services.nomination import nomination, notice
from app.services.register import assembly, introduction_list
from app.services.whole.steps import STEPS
from tests.support.assemblies import Simulation
from tests.support.visitors import Site

EVERYBODY = "everybody"
INSTITUTION = "institution"
OBSERVER = "observer"
CHAIR = "chair"
RULES = {
    "public.home": EVERYBODY, "public.assembly": EVERYBODY, "public.emblem": EVERYBODY, "public.emblems": EVERYBODY,
    "public.portraits": EVERYBODY,
    "public.language": EVERYBODY, "public.board": EVERYBODY, "public.archive": EVERYBODY, "public.election": EVERYBODY,
    "public.record": EVERYBODY, "public.record_file": EVERYBODY, "public.numbered_board": EVERYBODY,
    "public.numbered_checkpoint": EVERYBODY, "public.numbered_archive": EVERYBODY, "public.ended_record": EVERYBODY,
    "public.candidates": EVERYBODY, "public.compare": EVERYBODY, "public.roll": EVERYBODY,
    "public.roll_request": EVERYBODY, "public.roll_answer": EVERYBODY,
    "public.order": EVERYBODY,
    "public.order_list": EVERYBODY, "public.candidate": EVERYBODY, "public.definition": EVERYBODY,
    "public.result": EVERYBODY, "public.objections": EVERYBODY,
    "public.secrecy": EVERYBODY, "public.letters": EVERYBODY, "public.letter": EVERYBODY, "public.keys": EVERYBODY,
    "public.key_file": EVERYBODY, "public.authority": EVERYBODY,
    "public.earlier_authority": EVERYBODY, "public.trustee_page": EVERYBODY,
    "public.trustee_key": EVERYBODY,
    "public.trustee_test": EVERYBODY,
    "public.trustee_backup": EVERYBODY, "public.trustee_commitments": EVERYBODY, "public.trustee_share": EVERYBODY,
    "public.challenge": EVERYBODY, "public.challenge_file": EVERYBODY, "public.checkpoint": EVERYBODY,
    "public.check_page": EVERYBODY, "public.bundles": EVERYBODY,
    "booth.challenge": EVERYBODY, "public.verdict": EVERYBODY, "public.noted": EVERYBODY,
    "public.trustee_check": EVERYBODY,
    "public.trustee_decryption": EVERYBODY, "public.trustee_reserve": EVERYBODY, "public.trustee_sheet": EVERYBODY,
    "public.trustee_file": EVERYBODY,
    "public.booklet": EVERYBODY, "office.booklet": "look", "office.run_sheet": "look",
    "office.marking_sheet": "look", "office.without_server": "look", "office.paper_votes": "decide",
    "office.paper_code": "decide", "office.paper_end": "decide", "booth.paper": EVERYBODY,
    "booth.paper_begin": EVERYBODY, "booth.paper_entry_of": EVERYBODY, "booth.paper_look": EVERYBODY,
    "booth.paper_aside": EVERYBODY, "booth.paper_ended": EVERYBODY,
    "institution.receipt": INSTITUTION, "institution.notice": INSTITUTION,
    "office.nomination_receipt": "review", "office.nomination_notice": "review",
    "booth.booth": EVERYBODY, "booth.slip": EVERYBODY, "booth.cast": EVERYBODY, "booth.stopped": EVERYBODY,
    "booth.tablet": EVERYBODY, "booth.ready": EVERYBODY, "booth.kiosk": EVERYBODY, "booth.manifest": EVERYBODY,
    "booth.enrol": EVERYBODY, "booth.alive": EVERYBODY, "booth.report": EVERYBODY, "booth.leave": EVERYBODY,
    "office.tablets": "look", "office.tablets_sheet": "look", "office.tablets_admit": "decide",
    "office.tablets_end": "decide", "office.tablet_here": "decide", "office.tablet_rename": "prepare",
    "office.tablet_revoke": "decide",
    "institution.invitation": EVERYBODY, "institution.invitation_challenge": EVERYBODY,
    "institution.sign_in": EVERYBODY,
    "institution.sign_in_challenge": EVERYBODY, "institution.sign_out": EVERYBODY, "institution.start": INSTITUTION,
    "institution.account": INSTITUTION, "institution.account_password": INSTITUTION,
    "institution.account_code": INSTITUTION,
    "institution.account_passkeys": INSTITUTION, "institution.account_challenge": INSTITUTION,
    "institution.account_passkey": INSTITUTION,
    "institution.account_browsers": INSTITUTION,
    "office.sign_in": EVERYBODY, "office.sign_in_challenge": EVERYBODY, "office.sign_out": EVERYBODY,
    "office.account": "look", "office.account_password": "look", "office.account_second": "look",
    "office.account_code": "look", "office.account_passkeys": "look", "office.account_challenge": "look",
    "office.account_passkey": "look", "office.account_browsers": "look",
    "office.my_assemblies": "look", "office.assembly_enter": "look", "office.assembly_new": "officers",
    "office.assembly_list": "officers", "office.assembly_template": "officers",
    "office.letterhead": "prepare", "office.job": "export", "office.job_cancel": "export", "office.job_file": "export",
     "office.logo": "look",
    "office.this_assembly": "prepare", "office.found": EVERYBODY, "office.found_begin": EVERYBODY,
    "office.join": EVERYBODY, "office.founding_second": "officers", "office.founding_link": "officers",
    "office.body_list": "prepare", "office.body_new": "prepare", "office.body_change": "prepare",
    "office.home": "look", "office.clock": "look", "office.state": "prepare",
    "office.network": "look", "office.network_sheet": "look",
    "office.state_audit": "prepare", "office.state_backup": "export", "office.state_gone": "export",
    "office.election": "look", "office.booth_stop_seen": "desk", "office.journal": "look",
    "office.whole_journal": "look",
    "office.minutes": "look",
    "office.nomination_new": "prepare",
    "office.nomination_review": "review", "office.nomination_check": "review", "office.nomination_propose": "review",
    "office.nomination_confirm": "review", "office.nomination_set_aside": "review",
    "office.nomination_withdraw": "prepare", "office.timetable_extend": "prepare",
    "office.corrigenda": "decide", "office.corrigendum": "decide",
    "office.corrigendum_titles": "decide", "office.corrigendum_voter": "decide",
    "office.timetable_correct": "decide",
    "office.close_slip": "decide", "office.slip_void_look": "decide", "office.challenges": "decide",
    "office.letter_pdf": "letters", "public.papers": EVERYBODY, "office.papers": "look", "office.sealed": "look",
    "office.supplement": "prepare",
    "office.letter_revoke": "letters", "office.letter_draft": "letters", "office.letter_issue": "letters",
    "office.letters_issue": "letters", "office.letters_cancel": "letters", "office.papers_cancel": "prepare",
    "office.letter_replace": "letters", "office.letter_identifier": "letters",
    "office.letter_change": "letters", "office.letter_void": "letters",
    "office.electorate": "prepare", "office.roll_take_back": "desk",
    "office.roll_requests": "decide", "office.roll_request": "decide",
    "office.roll_lists": "desk", "office.roll_list_page": "desk", "office.roll_list_confirm": "desk",
    "office.roll_list_put_away": "desk", "office.roll_list_bad": "desk", "office.roll_list_template": "desk",
    "office.delegate_new": "desk", "office.delegate_add": "decide", "office.delegate_remove": "decide",
    "office.door": "desk", "office.delegate_substitute": "decide", "office.delegate_way": "decide",
    "office.by_video": "desk", "office.simulated": "decide", "office.simulated_cancel": "decide",
    "office.desks": "desk", "office.desk_take_back": "decide", "office.door_roll": "desk", "office.door_noted": "desk",
    "office.hall_invitations": "desk",
    "office.attendance_sheet": "desk", "office.session": "prepare", "office.session_list": "look",
    "office.session_new": "prepare", "office.course": "preside", "office.rehearsal_discard": "decide",
    "office.course_kinds": "preside",
    "office.speakers": "preside", "office.speech_note": "preside",
    "office.resolution_new": "preside", "office.resolution_correct": "preside",
    "public.screen": EVERYBODY, "public.screen_now": EVERYBODY, "public.screen_clock": EVERYBODY,
    "office.screens": "preside",
    "public.observe": EVERYBODY, "public.check_yourself": EVERYBODY, "public.observing": OBSERVER,
    "public.observed_journal": OBSERVER, "public.observing_leave": OBSERVER, "office.observers": "preside",
    "office.scan_keep": "prepare", "office.scan": "look",
    "public.chair_door": EVERYBODY, "public.chairing": CHAIR, "public.chairing_leave": CHAIR,
    "office.chairs": "preside", "office.chair_code": "preside", "office.chair_revoke": "preside",
    "office.observer_code": "preside", "office.observer_revoke": "preside", "office.observer_answer": "preside",
    "office.presentations": "preside", "office.presentations_clock": "preside",
    "office.speaking": "preside", "office.session_failed": "decide", "office.session_again": "decide",
    "office.second_round": "decide", "office.repeat": "decide", "office.election_new": "prepare",
    "office.election_discard": "prepare",
    "office.slips_pdf": "prepare", "office.slip_void": "decide", "office.slip_page": "decide",
    "office.lots_announce": "decide", "office.duty": "prepare", "office.close_announce": "decide",
    "office.slip_mishap": "decide", "office.slip_lost": "decide",
    "office.slips_order": "prepare", "office.slips_take": "prepare",
    "office.export": "export", "office.officer_list": "officers", "office.officer_new": "officers",
    "office.officer_change": "officers",
    "office.register": "register", "office.institution": "register", "office.institution_new": "register",
    "office.institution_change": "register", "office.intakes": "register", "office.intake": "register",
    "office.intake_confirm": "register", "office.intake_put_away": "register", "office.intake_bad": "register",
    "office.intake_template": "register", "office.invitations": "register", "office.invitations_pdf": "register",
    "office.invitations_mail": "register",
    "office.office_key": "prepare", "office.office_key_file": "decide", "office.office_decryption": "decide",
    "office.trustee_rebuild": "decide", "office.trustee_rebuilt": "decide", "office.trustee_remove": "decide",
    "office.trustee_invitation": "prepare",
    "public.file": EVERYBODY, "public.picture": EVERYBODY, "office.file": "look", "office.picture": "look",
    "institution.nomination": INSTITUTION, "institution.part": INSTITUTION, "institution.part_page": INSTITUTION,
    "institution.preview": INSTITUTION,
    "institution.submit": INSTITUTION, "institution.appeal": INSTITUTION, "institution.withdraw": INSTITUTION,
    "institution.objection": INSTITUTION, "institution.objection_receipt": INSTITUTION,
    "institution.objection_waiver": INSTITUTION, "institution.seat": INSTITUTION,
    "institution.seat_refuse": INSTITUTION,
    "office.seat_accept": "decide", "office.seat_vacate": "decide",
    "office.objection_rule": "decide", "office.objection_waive": "decide", "office.objection_receipt": "decide",
    "institution.file": INSTITUTION,
    "institution.picture": INSTITUTION,
}  # fmt: skip
RULES |= {
    f"office.waiting_{page}": "look"
    for page in ("list", "notice", "act", "challenge", "confirm", "decline", "take_back")
}
RULES |= {one.page or "office.act": one.permission for one in STEPS}
WITHOUT_TOKEN = {
    "public.verdict": (404,), "booth.cast": (400, 403), "booth.challenge": (400, 403),
    **{f"booth.{act}": (403,) for act in ("enrol", "alive", "report", "leave")},
    **{f"booth.paper_{act}": (403,) for act in ("begin", "entry_of", "look", "aside", "ended")},
}  # fmt: skip
"""What may be posted without a token, and what nonsense is answered: a device's key, a ballot's proofs. A ballot is
none, or its election is not open."""
OWN = frozenset(
    {
        "office.home",
        "office.export",
        "office.officer_list",
        "office.officer_new",
        "office.account",
        "office.account_password",
        "office.account_second",
        "office.account_code",
        "office.account_passkeys",
        "office.account_challenge",
        "office.account_browsers",
        "office.waiting_list",
        "office.waiting_notice",
        "office.my_assemblies",
        "office.assembly_new",
        "office.assembly_list",
        "office.assembly_template",
        "office.this_assembly",
        "office.letterhead",
        "office.logo",
        "office.founding_second",
        "office.founding_link",
        "office.body_list",
        "office.body_new",
        "office.session_list",
        "office.session_new",
        "office.register",
        "office.institution_new",
        "office.intakes",
        "office.intake_template",
        "office.invitations",
        "office.state",
        "office.clock",
        "office.network",
        "office.network_sheet",
        "office.state_audit",
        "office.state_backup",
        "office.state_gone",
        "office.whole_journal",
    }
)
"""Pages of the office whose address names nothing: each officer sees there what belongs to the own assembly."""
MAY = {
    "secretary": {"look", "register", "review", "prepare", "desk", "preside", "decide", "letters", "export"},
    "returning-officer": {"look", "register", "review", "prepare", "desk", "preside", "decide", "letters", "export"},
    "administrator": {"look", "register", "prepare", "export", "officers"},
    "signatory": {"look", "review", "preside", "decide", "letters"},
    "reviewer": {"look", "review"},
    "desk": {"look", "desk"},
}
"""What each role may do, written a second time on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address that leads to something of an assembly, and one of its methods."""

    endpoint: str
    method: str
    path: str

    @property
    def rule(self) -> str:
        """Who may use it."""
        return RULES.get(self.endpoint, "not listed")

    @property
    def is_office(self) -> bool:
        """Whether an officer must sign in first."""
        return self.rule not in (EVERYBODY, INSTITUTION, OBSERVER, CHAIR)


def routes(site: Site, held: Simulation | None = None) -> Iterator[Route]:
    """Every address of the application, with things of `held` in it (by default of the visitor's assembly)."""
    values = _values(held or site.held)
    adapter = site.app.url_map.bind("127.0.0.1:8000")
    for rule in site.app.url_map.iter_rules():
        arguments = {name: values[name] for name in rule.arguments}
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            path = adapter.build(rule.endpoint, arguments, method=method)
            yield Route(endpoint=rule.endpoint, method=method, path=path)


def _values(held: Simulation) -> dict[str, object]:
    with held.database.reading() as db:
        first = nomination.nominations(db, held.election)[0]
        papers = letter.letters(db, held.election)
        kept = sealed_paper.papers(db, held.election)
        notices = notice.notices(db, held.election, first.id)
        delegates = roll.roll(db, held.session_id)
        home = assembly.assembly(db, held.address).id
        lists, officers = introduction_list.waiting(db, home), officer.officers(db, home)
    return {
        "mark": "0" * 12, "slug": held.address, "public_id": held.election, "number": first.id,
        "institution_id": first.institution.id, "trustee_id": next(iter(held.private_keys), "0" * 16), "code": "freeze",
        "session_id": held.session_id,
        "session_number": held.value.session.number, "screen_number": 1,
        "letter_id": papers[0].id if papers else 1, "token": "A" * 160,
        "assembly_id": home, "secret": "0" * 40, "body_id": held.value.body.id, "copy_id": 1,
        "delegate_id": delegates[0].id, "key": "00", "intake_id": lists[0].id if lists else 1, "kind": "csv",
        "job_id": 1, "item_id": 1, "part_id": 1, "resolution_id": 1, "speech_id": 1, "observer_id": 1,
        "chair_id": 1, "note_id": 1, "scan_id": 1, "list_id": 1,
        "part": "programmes", "upload_id": 1, "officer_id": officers[0].id,
        "step": notices[0].step if notices else 1, "paper_id": kept[0].id if kept else 1,
        "language": "fa", "record_id": held.election, "name": "keys.json", "reserve": 1, "place": 1,
    }  # fmt: skip
