"""The frozen election: its one spelling, its fingerprint, its bounds."""

import json
from dataclasses import replace

import pytest

from ballots.election import (
    MAX_ANSWERS,
    MAX_TEXT,
    Election,
    Question,
    decode_election,
    generate_uuid,
)
from ballots.encoding import encode_json, hash_base64
from ballots.errors import (
    ElectionGroupError,
    ElectionKeyError,
    ElectionTextError,
    ElectionUuidError,
    ElectionVersionError,
    ElementMembershipError,
    ElementRangeError,
    EncodingError,
    NotCanonicalError,
    QuestionError,
    ShapeError,
    SizeLimitError,
)
from ballots.group import BELENIOS_2048 as GROUP
from tests.support.belenios_tool import BeleniosTool
from tests.support.elections import question, seeded, small_election
from tests.support.forged_ballots import MODULUS

SMALL = small_election(question(3, 0, 2), question(2, 1, 1, blank=True))
ELECTION = SMALL.election
VALUE = json.loads(ELECTION.to_bytes())


def changed(**fields: object) -> bytes:
    return encode_json({**VALUE, **fields})


def with_question(**fields: object) -> bytes:
    return changed(questions=[{**VALUE["questions"][0], **fields}])


def test_an_election_survives_its_bytes():
    decoded = decode_election(ELECTION.to_bytes())
    assert decoded == ELECTION
    assert decoded.to_bytes() == ELECTION.to_bytes()
    assert decoded.fingerprint == hash_base64(ELECTION.to_bytes())


def test_the_fields_stand_in_the_order_of_the_format():
    assert list(VALUE) == [
        *("version", "description", "name", "group", "public_key", "questions", "uuid"),
        *("administrator", "credential_authority"),
    ]
    assert list(VALUE["questions"][1]) == ["answers", "blank", "min", "max", "question"]
    assert "blank" not in VALUE["questions"][0]


def test_names_of_officers_may_be_absent():
    bare = replace(ELECTION, administrator=None, credential_authority=None)
    assert "administrator" not in json.loads(bare.to_bytes())
    assert decode_election(bare.to_bytes()) == bare


def test_the_reference_program_spells_an_election_as_we_do(tmp_path):
    tool = BeleniosTool(tmp_path)
    awkward = 'نام\u200cها \x7f \x01 \n \u2028 \\ / " 😀'
    asked = [question.to_json() for question in ELECTION.questions]
    template = {"description": awkward, "name": awkward, "questions": asked, "administrator": awkward}
    (tmp_path / "template.json").write_bytes(encode_json({**template, "credential_authority": "x"}))
    (tmp_path / "trustees.json").write_bytes(SMALL.trustees_bytes + b"\n")
    options = (f"--uuid={ELECTION.uuid}", "--group=BELENIOS-2048", "--template=template.json")
    done = tool.run("setup", "make-election", *options)
    assert done.returncode == 0, done.stderr
    made = decode_election((tmp_path / "election.json").read_bytes().removesuffix(b"\n"))
    assert (made.name, made.public_key, made.questions) == (awkward, ELECTION.public_key, ELECTION.questions)


def test_the_fingerprint_changes_with_every_field():
    prints = {
        election.fingerprint
        for election in (
            ELECTION,
            replace(ELECTION, name="x"),
            replace(ELECTION, description="x"),
            replace(ELECTION, uuid="1" * 14),
            replace(ELECTION, administrator=None),
            replace(ELECTION, questions=ELECTION.questions[:1]),
            replace(ELECTION, public_key=GROUP.generator),
        )
    }
    assert len(prints) == 7


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EncodingError),
        (ELECTION.to_bytes() + b"\n", NotCanonicalError),
        (changed(note="x"), ShapeError),
        (changed(version=2), ElectionVersionError),
        (changed(version=0), ElectionVersionError),
        (changed(version=True), ElectionVersionError),
        (changed(version="1"), ElectionVersionError),
        (changed(group="Ed25519"), ElectionGroupError),
        (changed(uuid="1" * 13), ElectionUuidError),
        (changed(uuid="0" * 14), ElectionUuidError),
        (changed(uuid="1" * 65), ElectionUuidError),
        (changed(public_key="0"), ElementRangeError),
        (changed(public_key="1"), ElectionKeyError),
        (changed(public_key=str(MODULUS - int(VALUE["public_key"]))), ElementMembershipError),
        (changed(questions=[]), ShapeError),
        (changed(name=1), ShapeError),
        (changed(name="x" * (MAX_TEXT + 1)), ShapeError),
        (changed(administrator=None), ShapeError),
        (with_question(answers=[]), ShapeError),
        (with_question(answers=["x"] * (MAX_ANSWERS + 1)), ShapeError),
        (with_question(min=3), QuestionError),
        (with_question(max=4), QuestionError),
        (with_question(max=0), ShapeError),
        (with_question(min="0"), ShapeError),
        (with_question(blank=False), ShapeError),
        (changed(questions=[{**VALUE["questions"][1], "blank": False}]), ShapeError),
        (changed(questions=[{"value": VALUE["questions"][0], "type": "NonHomomorphic"}]), ShapeError),
    ],
)
def test_a_wrong_election_gives_the_error_that_says_why(data, error):
    with pytest.raises(error):
        decode_election(data)


def test_what_cannot_be_read_back_cannot_be_made():
    with pytest.raises(ElectionTextError):
        replace(ELECTION, name="x" * (MAX_TEXT + 1))
    with pytest.raises(ElectionUuidError):
        replace(ELECTION, uuid="short")
    with pytest.raises(QuestionError):
        replace(ELECTION, questions=())
    with pytest.raises(ElectionKeyError):
        replace(ELECTION, public_key=GROUP.one)
    with pytest.raises(EncodingError):
        replace(ELECTION, name="\ud800")
    with pytest.raises(QuestionError, match="longer"):
        replace(ELECTION.questions[0], text="x" * (MAX_TEXT + 1))
    large = Question(text="q", answers=("x" * MAX_TEXT,) * 500, minimum=0, maximum=1)
    with pytest.raises(SizeLimitError):
        replace(ELECTION, questions=(large,))


@pytest.mark.parametrize(("minimum", "maximum"), [(0, 0), (2, 1), (-1, 1), (0, 4)])
def test_bounds_that_no_ballot_can_meet_are_refused(minimum, maximum):
    with pytest.raises(QuestionError):
        question(3, minimum, maximum)


def test_a_key_given_as_a_plain_number_is_the_same_election():
    assert replace(ELECTION, public_key=int(ELECTION.public_key)) == ELECTION  # type: ignore[arg-type]
    assert isinstance(ELECTION, Election)


def test_a_uuid_is_fourteen_characters_and_fresh():
    first, second = generate_uuid(seeded(1)), generate_uuid(seeded(2))
    assert len(first) == 14
    assert first != second
