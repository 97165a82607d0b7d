"""Slips from a process of their own: what it is told, what comes back, and that it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.papers.slip_apart import SlipMaker
from ballots import credential
from ballots.slip_code import read_slip_code
from tests.documents.pictures import codes_on
from tests.documents.samples import sheet
from tests.support.elections import small_election

UUID = small_election(voters=1).election.uuid


def test_the_process_prints_the_slips_whose_public_halves_it_told_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAJMA_MAIL", "smtp://office:secret@mail.example")
    maker = SlipMaker(UUID, 3)
    process = maker._process.pid
    try:
        assert "MAJMA" not in Path(f"/proc/{process}/environ").read_text()
        tokens = [letter * 160 for letter in "ABC"]
        length, pieces = maker.print(sheet(), tokens, "fa")
        pdf = b"".join(pieces)
    finally:
        maker.end()
    assert len(pdf) == length
    secrets = dict(read_slip_code(text) for text in codes_on(pdf, tmp_path, dots=150))
    assert sorted(secrets) == tokens
    publics = [credential.public_credential(secrets[token], UUID) for token in tokens]
    assert publics == [public for _, public in maker.publics]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_process_that_ended_is_told() -> None:
    with pytest.raises(RuntimeError):
        SlipMaker("no uuid" * 1000, -1).print(None, (), "fa")  # type: ignore[arg-type]


def test_only_for_simulated_delegates_it_tells_secrets_of_the_last_drawn_slips() -> None:
    maker, plain = SlipMaker(UUID, 6, simulated=2, personal=1), SlipMaker(UUID, 3)
    maker.end()
    plain.end()
    assert plain.simulated == []
    publics = dict(maker.publics)
    assert [serial for serial, _ in maker.simulated] == sorted(publics)[3:5]
    assert all(credential.public_credential(secret, UUID) == publics[one] for one, secret in maker.simulated)
