"""Ballots whose proofs or signature must fail (checks 4.4 and 4.5): cheating, copied and stolen ones.

All numbers are in the group, all hashes are right, and voters sign what they forged.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ballots.encoding import encode_json, hash_base64
from ballots.group import Element
from ballots.proofs import encode_proof, prove_logarithm
from tests.support.archives import signed_again
from tests.support.forged_ballots import answer_for
from tests.vectors.cheating import Vote, credential_of, forged_ballot
from tests.vectors.drafts import GROUP, Draft, Q, as_archived, vote_again, with_ballots
from tests.vectors.faults.ballot_form import Body, Change, Make, answer, cast, counted, on_board
from tests.vectors.faults.fault import Fault
from tests.vectors.faults.setup import edited, sets


def voted(*votes: Vote, context: Callable[[Draft], str] | None = None) -> Make:
    """Return what makes the whole record with a forged first ballot, counted as it is."""

    def make(draft: Draft) -> bytes:
        spoken = context(draft) if context else None
        ballot = forged_ballot(draft.small, 0, *votes, context=spoken)
        return with_ballots(draft, [ballot, *draft.ballots[1:]])

    return make


def by_third_voter(change: Callable[[Draft, Body], object]) -> Make:
    """Return what makes a record of the first ballot and one of the third voter, changed and signed by that voter."""

    def make(draft: Draft) -> bytes:
        own = draft.small.ballot(2, tuple((0, 1) for _ in draft.small.election.questions))
        ballot = signed_again(draft.small, 2, own, lambda body: change(draft, body))
        return on_board(draft, draft.ballot(), ballot)

    return make


def answers_of(data: bytes) -> list[Body]:
    answers: list[Body] = json.loads(data)["answers"]
    return answers


def copies_ballot(draft: Draft, body: Body) -> None:
    body["answers"] = answers_of(draft.ballot())


def copies_answer(draft: Draft, body: Body) -> None:
    body["answers"][1] = answers_of(draft.ballot())[1]


def copies_anew(draft: Draft, body: Body) -> None:
    """Another voter's answer, encrypted anew, and its responses moved to fit."""
    copy = answers_of(draft.ballot())[0]
    shifts = [GROUP.random_scalar(draft.small.random) for _ in copy["choices"]]
    for choice, shift in zip(copy["choices"], shifts, strict=True):
        encrypt_anew(draft, choice, shift)
    for proofs, shift in zip(copy["individual_proofs"], shifts, strict=True):
        move_responses(proofs, shift)
    move_responses(copy["overall_proof"], sum(shifts))
    body["answers"] = [copy]


def encrypt_anew(draft: Draft, choice: dict[str, str], shift: int) -> None:
    """Multiply a ciphertext by an encryption of 0."""
    key = draft.small.election.public_key
    for name, base in (("alpha", GROUP.generator), ("beta", key)):
        number = GROUP.read_element(choice[name])
        choice[name] = str(GROUP.multiply(number, GROUP.power(base, shift)))


def move_responses(proofs: list[dict[str, str]], shift: int) -> None:
    """Subtract from each response what the shift of the ciphertext adds to its commitment."""
    for proof in proofs:
        moved = int(proof["response"]) - shift * int(proof["challenge"])
        proof["response"] = str(moved % Q)


def moved_from_other_election(draft: Draft) -> bytes:
    """The voter's ballot of the election under another name, given the right fingerprint and signed again."""
    small = as_archived(draft.small, edited(draft.parts[0], sets(name="?")))
    old = vote_again(draft, small)[0]
    change = sets(election_hash=draft.small.election.fingerprint)
    return on_board(draft, signed_again(draft.small, 0, old, change))


def entries_exchanged(body: Body) -> None:
    answer(body)["choices"].reverse()


def entries_and_proofs_exchanged(body: Body) -> None:
    answer(body)["choices"].reverse()
    answer(body)["individual_proofs"].reverse()


def next_scalar(path: tuple[str | int, ...]) -> Change:
    """Return a change that adds 1 to a number of the first answer."""

    def apply(body: Body) -> None:
        place: Any = answer(body)
        for step in path[:-1]:
            place = place[step]
        add_one(place, str(path[-1]))

    return apply


def add_one(proof: Body, name: str) -> None:
    proof[name] = str((int(proof[name]) + 1) % Q)


def simulated(name: str) -> Change:
    """Return a change that makes every challenge and response of a proof 0."""

    zeros = {"challenge": "0", "response": "0"}

    def apply(body: Body) -> None:
        answer(body)[name] = json.loads(json.dumps(answer(body)[name]), object_hook=lambda _: zeros)

    return apply


def one_more(body: Body) -> None:
    """Multiply a beta by g: one vote more than the voter had proved."""
    choice = answer(body)["choices"][1]
    choice["beta"] = str(GROUP.multiply(Element(int(choice["beta"])), GROUP.generator))


def proof_of_other_question(body: Body) -> None:
    body["answers"][1]["individual_proofs"] = body["answers"][0]["individual_proofs"]


def overall_of_other_question(body: Body) -> None:
    body["answers"][0]["overall_proof"] = body["answers"][1]["overall_proof"]


def overall_of_other_ballot(draft: Draft) -> bytes:
    """The overall proof of another ballot of the same voter."""
    other = answers_of(draft.small.ballot(0, ((1, 0),)))[0]["overall_proof"]
    ballot = signed_again(draft.small, 0, draft.ballot(), lambda body: answer(body).update(overall_proof=other))
    return on_board(draft, ballot)


def marked(*marks: int) -> Make:
    """Return what makes the whole record with a first ballot of these marks, whatever blank and bounds say."""

    def make(draft: Draft) -> bytes:
        forged = answer_for(draft.small, draft.small.election.questions[0], marks)
        ballot = signed_again(draft.small, 0, draft.ballot(), lambda body: body.update(answers=[forged]))
        return with_ballots(draft, [ballot, *draft.ballots[1:]])

    return make


def blank_proof_of_other_ballot(draft: Draft) -> bytes:
    other = answers_of(draft.small.ballot(0, ((1, 0, 0),)))[0]["blank_proof"]
    ballot = signed_again(draft.small, 0, draft.ballot(), lambda body: answer(body).update(blank_proof=other))
    return on_board(draft, ballot)


def fingerprint_alone(draft: Draft) -> str:
    return draft.small.election.fingerprint


def credential_alone(draft: Draft) -> str:
    return credential_of(draft.small, 0)[0]


def other_credential(draft: Draft) -> str:
    return f"{draft.small.election.fingerprint}|{credential_of(draft.small, 1)[0]}"


# fmt: off
INDIVIDUAL = (
    Fault("vote-of-two", "4.4", "ballot-individual-proof",
          "An entry holds 2; with the other, which holds 0, it keeps the bounds.",
          voted(Vote(numbers=(1, 0)), Vote(numbers=(2, 0))), "two"),
    Fault("vote-of-two-and-minus-one", "4.4", "ballot-individual-proof",
          "One entry holds 2 and the other -1: together one mark.", voted(Vote(numbers=(2, -1)))),
    Fault("entry-times-generator", "4.4", "ballot-individual-proof",
          "A beta is times g: a vote more than was proved.", counted(one_more)),
    Fault("entries-exchanged", "4.4", "ballot-individual-proof", "Two entries changed places; their proofs did not.",
          counted(entries_exchanged)),
    Fault("individual-proofs-exchanged", "4.4", "ballot-individual-proof",
          "The proofs of two entries changed places.",
          cast(lambda body: answer(body)["individual_proofs"].reverse())),
    Fault("individual-branches-exchanged", "4.4", "ballot-individual-proof",
          "The branches for 0 and 1 changed places.",
          cast(lambda body: answer(body)["individual_proofs"][0].reverse())),
    Fault("individual-response-changed", "4.4", "ballot-individual-proof", "A response is one too high.",
          cast(next_scalar(("individual_proofs", 1, 1, "response")))),
    Fault("individual-challenge-changed", "4.4", "ballot-individual-proof", "A challenge is one too high.",
          cast(next_scalar(("individual_proofs", 0, 1, "challenge")))),
    Fault("individual-proofs-simulated", "4.4", "ballot-individual-proof",
          "All challenges and responses of the entries are 0.", counted(simulated("individual_proofs"))),
    Fault("individual-proof-of-other-question", "4.4", "ballot-individual-proof",
          "The individual proofs of the second answer are those of the first.", cast(proof_of_other_question), "two"),
    Fault("context-without-credential", "4.4", "ballot-individual-proof",
          "All proofs of a ballot were made without its credential in what is hashed.",
          voted(Vote(numbers=(1, 0)), context=fingerprint_alone)),
    Fault("context-without-election", "4.4", "ballot-individual-proof",
          "All proofs of a ballot were made without the election's fingerprint in what is hashed.",
          voted(Vote(numbers=(1, 0)), context=credential_alone)),
    Fault("context-of-other-voter", "4.4", "ballot-individual-proof",
          "All proofs of a ballot were made for another voter's credential.",
          voted(Vote(numbers=(1, 0)), context=other_credential)),
    Fault("ballot-copied", "4.4", "ballot-individual-proof", "A voter copies another's answers and signs them.",
          by_third_voter(copies_ballot)),
    Fault("answer-copied", "4.4", "ballot-individual-proof",
          "A voter copies one of another's two answers and signs it.", by_third_voter(copies_answer), "two"),
    Fault("ballot-copied-anew", "4.4", "ballot-individual-proof",
          "A voter copies another's answer, encrypts it anew, moves the responses to fit, and signs it.",
          by_third_voter(copies_anew)),
    Fault("answers-of-other-election", "4.4", "ballot-individual-proof",
          "A voter's answers from the election under another name, with the right fingerprint and a new signature.",
          moved_from_other_election),
)
# fmt: on

# fmt: off
OVERALL = (
    Fault("too-many-marks", "4.4", "ballot-overall-proof", "Two candidates are marked where one is allowed.",
          voted(Vote(numbers=(1, 1)))),
    Fault("too-many-marks-other-range", "4.4", "ballot-overall-proof",
          "Two candidates are marked; the overall proof holds for 1 to 2 instead of 0 to 1.",
          voted(Vote(numbers=(1, 1), values=(1, 2)))),
    Fault("too-few-marks", "4.4", "ballot-overall-proof", "No candidate is marked where at least one must be.",
          voted(Vote(numbers=(1, 0)), Vote(numbers=(0, 0))), "two"),
    Fault("overall-branches-exchanged", "4.4", "ballot-overall-proof",
          "The branches of the overall proof changed places.",
          cast(lambda body: answer(body)["overall_proof"].reverse())),
    Fault("overall-response-changed", "4.4", "ballot-overall-proof",
          "A response of the overall proof is one too high.", cast(next_scalar(("overall_proof", 0, "response")))),
    Fault("overall-proof-simulated", "4.4", "ballot-overall-proof",
          "All challenges and responses of the overall proof are 0.", counted(simulated("overall_proof"))),
    Fault("overall-proof-of-other-question", "4.4", "ballot-overall-proof",
          "The overall proof is that of the other answer.", cast(overall_of_other_question), "two"),
    Fault("overall-proof-of-other-ballot", "4.4", "ballot-overall-proof",
          "The overall proof is that of another ballot of the voter.", overall_of_other_ballot),
    Fault("entries-and-proofs-exchanged", "4.4", "ballot-overall-proof",
          "Two entries changed places together with their proofs; the overall proof names them in the old order.",
          counted(entries_and_proofs_exchanged)),
)
# fmt: on

# fmt: off
BLANK = (
    Fault("blank-and-mark", "4.4", "ballot-blank-proof", "Blank is marked together with a candidate.",
          marked(1, 0, 1), "blank"),
    Fault("blank-proof-changed", "4.4", "ballot-blank-proof", "A response of the proof about blank is one too high.",
          cast(next_scalar(("blank_proof", 1, "response"))), "blank"),
    Fault("blank-branches-exchanged", "4.4", "ballot-blank-proof",
          "The branches of the proof about blank changed places.",
          cast(lambda body: answer(body)["blank_proof"].reverse()), "blank"),
    Fault("blank-proof-of-other-ballot", "4.4", "ballot-blank-proof",
          "The proof about blank is that of another blank ballot of the voter.", blank_proof_of_other_ballot,
          "blank"),
    Fault("blank-overall-changed", "4.4", "ballot-overall-proof",
          "A challenge of the overall proof of a blank answer is one too high.",
          cast(next_scalar(("overall_proof", 0, "challenge"))), "blank"),
    Fault("neither-blank-nor-mark", "4.4", "ballot-overall-proof", "Nothing is marked, not even blank.",
          marked(0, 0, 0), "blank"),
    Fault("blank-and-mark-exchanged", "4.4", "ballot-individual-proof",
          "The blank entry and that of a candidate changed places.", cast(entries_exchanged), "blank"),
)
# fmt: on

# --- Signatures -------------------------------------------------------------------------------------------


def signature(change: Callable[[Draft, Body], object]) -> Make:
    """Return what makes a record that ends with the first ballot, its signature changed and nothing else."""
    return lambda draft: on_board(draft, edited(draft.ballot(), lambda body: change(draft, body["signature"])))


def body_hash(data: bytes) -> bytes:
    body = json.loads(data)
    del body["signature"]
    return encode_json(body)


def sign_anew(draft: Draft, data: bytes, prefix: Callable[[str], str], voter: int = 0) -> bytes:
    """Return a ballot signed with the voter's secret over another prefix than the right one."""
    digest = hash_base64(body_hash(data))
    proof = prove_logarithm(GROUP, prefix(digest), credential_of(draft.small, voter)[1], draft.small.random)
    return encode_json({**json.loads(body_hash(data)), "signature": {"hash": digest, "proof": encode_proof(proof)}})


def signed_with(prefix: Callable[[str], str], voter: int = 0) -> Make:
    """Return what makes a record that ends with the first ballot, signed otherwise."""
    return lambda draft: on_board(draft, sign_anew(draft, draft.ballot(), prefix, voter))


def signed_for_other(draft: Draft, found: Body) -> None:
    """Take hash and proof from another ballot of the same voter."""
    found.update(json.loads(draft.small.ballot(0, ((0, 1),)))["signature"])


def proof_of_other(draft: Draft, found: Body) -> None:
    """Take the proof alone from another ballot of the same voter."""
    found["proof"] = json.loads(draft.small.ballot(0, ((0, 1),)))["signature"]["proof"]


def answers_exchanged(draft: Draft) -> bytes:
    """A server exchanges two answers of one shape: every proof in them still holds."""
    ballot = edited(draft.ballot(), lambda body: body["answers"].reverse())
    return with_ballots(draft, [ballot, draft.ballot(2)])


def hash_mended(draft: Draft) -> bytes:
    """A server exchanges the answers for others of the voter and mends the hash; it cannot sign."""
    other = json.loads(draft.small.ballot(0, ((0, 1),)))
    ballot = json.loads(draft.ballot())
    ballot["answers"] = other["answers"]
    ballot["signature"]["hash"] = hash_base64(body_hash(encode_json(ballot)))
    return with_ballots(draft, [encode_json(ballot), *draft.ballots[1:]])


def answers_of_voters_other_ballot(draft: Draft) -> bytes:
    """A server puts answers of an unpublished ballot of the voter under the signature of the published one."""
    ballot = json.loads(draft.ballot())
    ballot["answers"] = answers_of(draft.small.ballot(0, ((0, 1),)))
    return with_ballots(draft, [encode_json(ballot), *draft.ballots[1:]])


def copied_and_signed(draft: Draft) -> bytes:
    """Another voter signs the first voter's ballot and leaves the first voter's credential in it."""
    return on_board(draft, sign_anew(draft, draft.ballot(), lambda digest: f"sig|{digest}|", 1))


# fmt: off
SIGNATURES = (
    Fault("hash-of-nothing", "4.5", "ballot-hash", "The signed hash is that of an empty text.",
          signature(lambda draft, found: found.update(hash=hash_base64(b"")))),
    Fault("hash-of-the-whole", "4.5", "ballot-hash",
          "The signed hash is that of the ballot with its first signature.",
          signature(lambda draft, found: found.update(hash=hash_base64(draft.ballot())))),
    Fault("hash-padded", "4.5", "ballot-hash", "The signed hash ends with the padding =.",
          signature(lambda draft, found: found.update(hash=found["hash"] + "="))),
    Fault("signature-of-other-ballot", "4.5", "ballot-hash",
          "Hash and signature are those of another ballot of the voter.", signature(signed_for_other)),
    Fault("answers-under-old-signature", "4.5", "ballot-hash",
          "The answers are those of another ballot of the voter; hash and signature are the old ones.",
          answers_of_voters_other_ballot),
    Fault("answers-exchanged-by-server", "4.5", "ballot-hash",
          "Two answers to questions of one shape changed places; every proof in them still holds.", answers_exchanged,
          "alike"),
    Fault("signature-challenge-changed", "4.5", "ballot-signature", "The challenge of a signature is one too high.",
          signature(lambda draft, found: add_one(found["proof"], "challenge"))),
    Fault("signature-response-changed", "4.5", "ballot-signature", "The response of a signature is one too high.",
          signature(lambda draft, found: add_one(found["proof"], "response"))),
    Fault("signature-simulated", "4.5", "ballot-signature", "Challenge and response of a signature are 0.",
          signature(lambda draft, found: found.update(proof={"challenge": "0", "response": "0"}))),
    Fault("signature-proof-of-other-ballot", "4.5", "ballot-signature",
          "The signature is that of another ballot of the voter; the hash is right.", signature(proof_of_other)),
    Fault("signature-of-other-voter", "4.5", "ballot-signature", "A ballot is signed by another voter.",
          copied_and_signed),
    Fault("signature-without-hash", "4.5", "ballot-signature", "The voter signed a text without the ballot's hash.",
          signed_with(lambda digest: "sig|")),
    Fault("signature-of-other-kind", "4.5", "ballot-signature",
          "The voter's proof is of the kind that trustees make for their keys.",
          signed_with(lambda digest: f"pok|{digest}|")),
    Fault("answers-with-mended-hash", "4.5", "ballot-signature",
          "A server exchanged the answers for others of the voter and mended the hash.", hash_mended),
)
# fmt: on

FAULTS = (*INDIVIDUAL, *OVERALL, *BLANK, *SIGNATURES)
