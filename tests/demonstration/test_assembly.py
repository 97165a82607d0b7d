"""The demonstration: invented, complete, the same for the same seed, and written in good Persian."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from app.demonstration import assembly
from app.demonstration.values import Assembly, Words
from app.language import reference
from app.language.text import fold, legal_id, normalise, words

SMALL = assembly(1)
LARGE = assembly(2, institutions=1000, candidates=200, delegates=1000)


def all_words(value: object) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from all_words(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from all_words(getattr(value, part.name))


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert assembly(1) == SMALL
    assert assembly(3).institutions != SMALL.institutions


def test_the_session_is_of_the_size_that_was_reported() -> None:
    assert (len(SMALL.institutions), len(SMALL.candidates), len(SMALL.delegates)) == (100, 24, 22)
    assert (SMALL.session.number, SMALL.body.seats, SMALL.body.alternates) == (2, 6, 3)
    assert {officer.role for officer in SMALL.officers} == {"secretary", "returning-officer", "signatory"}


@pytest.mark.parametrize("made", [SMALL, LARGE], ids=["small", "large"])
def test_institutions_come_from_all_provinces_and_none_stands_twice(made: Assembly) -> None:
    register = made.institutions
    assert {institution.province for institution in register} == {entry.code for entry in reference.provinces()}
    for distinct in (
        [fold(institution.name.fa) for institution in register],
        [institution.name.en for institution in register],
        [institution.name.ar for institution in register],
        [institution.registration_number for institution in register],
        [institution.legal_id for institution in register],
        [institution.representative.name.fa for institution in register],
        [institution.representative.name.en for institution in register],
    ):
        assert len(set(distinct)) == len(register)


@pytest.mark.parametrize("made", [SMALL, LARGE], ids=["small", "large"])
def test_candidates_and_delegates_are_institutions_of_the_register(made: Assembly) -> None:
    numbers = {institution.number for institution in made.institutions}
    for some in (made.candidates, made.delegates):
        chosen = [entry.institution for entry in some]
        assert len(set(chosen)) == len(chosen)
        assert set(chosen) <= numbers


def test_most_delegates_in_the_room_are_candidates_and_some_are_not() -> None:
    standing = {candidate.institution for candidate in SMALL.candidates}
    present = {delegate.institution for delegate in SMALL.delegates}
    assert len(standing & present) == 16


@pytest.mark.parametrize("made", [SMALL, LARGE], ids=["small", "large"])
def test_codes_identifiers_and_years_are_right(made: Assembly) -> None:
    for institution in made.institutions:
        assert legal_id(institution.legal_id).startswith("99")
        assert reference.kind(institution.kind)
        assert all(reference.field(code) for code in institution.fields)
        assert all(reference.track(code) for code in institution.tracks)
    for candidate in made.candidates:
        founded = made.institutions[candidate.institution - 1].founded
        assert 3 <= len(candidate.programmes) <= 4
        assert 3 <= len(candidate.achievements) <= 5
        for achievement in candidate.achievements:
            assert reference.field(achievement.field)
            assert founded < achievement.year <= 1404
            assert achievement.number > 0


def test_the_fields_of_all_candidates_together_cover_all_twenty_four() -> None:
    told = {code for entry in SMALL.institutions[:24] for code in entry.fields}
    assert told == {entry.code for entry in reference.fields()}


def test_no_two_candidates_tell_the_same_story() -> None:
    openings = {candidate.introduction.fa.split()[0:3].__str__() for candidate in SMALL.candidates}
    assert len(openings) == 24
    titles = [achievement.title.fa for entry in SMALL.candidates for achievement in entry.achievements]
    programmes = [programme.fa for entry in SMALL.candidates for programme in entry.programmes]
    assert len(set(titles)) == len(titles)
    assert len(set(programmes)) == len(programmes)


@pytest.mark.parametrize("made", [SMALL, LARGE], ids=["small", "large"])
def test_every_text_is_in_its_language_and_spelled_as_it_is_stored(made: Assembly) -> None:
    for text in all_words(made):
        assert text.fa == normalise(text.fa)
        assert text.fa
        assert text.en
        assert "{" not in text.fa + text.en
        assert not re.search("[A-Za-z0-9يكىة٠-٩]", text.fa), text.fa
        assert not re.search("[\u0600-\u06ff]", text.en), text.en
        assert text.ar == normalise(text.ar, "ar")
        assert not re.search("[A-Za-zیکگپچژ]", text.ar), text.ar


def test_half_spaces_stand_where_persian_wants_them() -> None:
    for text in all_words(SMALL):
        assert not re.search(r"(^|\s)(ن?می) ", text.fa), text.fa
        assert not re.search(r"\s(ها|های|هایی|هایش|تر|ترین|ام|ای)(?=[\s،.:؛»]|$)", text.fa), text.fa
        assert not re.search(r"\s[،.:؛!؟»]|[«]\s", text.fa), text.fa


def test_words_are_given_in_the_asked_language() -> None:
    name = SMALL.name
    assert (name.of("fa"), name.of("en"), name.of("ar")) == (name.fa, name.en, name.ar)
    assert SMALL.session.agenda[0].of("ar") == SMALL.session.agenda[0].en
    assert words(SMALL.session.number, "en") == "two"


def test_a_demonstration_of_any_size_is_marked_as_one() -> None:
    assert "نمایشی" in SMALL.name.fa
    assert "demonstration" in SMALL.name.en
    assert len(assembly(1, institutions=0, candidates=0, delegates=0).institutions) == 0
    assert len(assembly(1, institutions=5, candidates=9, delegates=30).institutions) == 30


@pytest.mark.parametrize(("institutions", "delegates"), [(3000, 22), (100, -1)])
def test_an_impossible_size_is_refused(institutions: int, delegates: int) -> None:
    with pytest.raises(ValueError, match="demonstration"):
        assembly(1, institutions=institutions, delegates=delegates)
