"""Reference data: complete, unique, named in three languages."""

import csv
import re
from pathlib import Path

import pytest

from app.language import reference
from app.language.text import normalise

LISTS = {
    "provinces": (reference.provinces, 31),
    "fields": (reference.fields, 24),
    "tracks": (reference.tracks, 6),
    "kinds": (reference.kinds, 9),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_complete_and_no_code_or_name_stands_twice(name: str) -> None:
    entries_of, size = LISTS[name]
    entries = entries_of()
    assert len(entries) == size
    assert [entry.code for entry in entries] == sorted({entry.code for entry in entries})
    for locale in ("fa", "en", "ar"):
        assert len({entry.name(locale) for entry in entries}) == size


@pytest.mark.parametrize("name", LISTS)
def test_names_are_in_their_script_and_spelling(name: str) -> None:
    for entry in LISTS[name][0]():
        assert entry.fa == normalise(entry.fa)
        assert entry.ar == normalise(entry.ar, "ar")
        assert re.fullmatch(r"[A-Z][A-Za-z ',\-]+", entry.en)
        assert not re.search("[A-Za-z]", entry.fa + entry.ar)
        assert not re.search("[يكةى]", entry.fa)


def test_provinces_are_the_codes_of_iso_3166_without_gaps() -> None:
    assert [province.code for province in reference.provinces()] == [f"IR-{number:02d}" for number in range(31)]


def test_entries_are_found_by_code() -> None:
    assert reference.province("IR-24").fa == "اردبیل"
    assert reference.field("F06").en == "Mediation"
    assert reference.track("T4").name("fa") == "میانجیگری و صلح و سازش"
    assert reference.kind("K6").name("ar") == "جمعية خيرية"
    with pytest.raises(KeyError):
        reference.province("IR-31")


def test_the_glossary_has_a_persian_and_an_arabic_word_for_every_english_one() -> None:
    path = Path(reference.__file__).parent / "data" / "glossary.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 60
    assert all(row["en"] and row["fa"] and row["ar"] for row in rows)


def test_a_noun_that_ends_in_a_silent_he_carries_its_ezafe() -> None:
    names = [entry.name("fa") for entry in (*reference.fields(), *reference.kinds(), *reference.tracks())]
    assert "حمایت از خانوادهٔ محکومان" in names
    assert [name for name in names if "خانواده " in name] == []
