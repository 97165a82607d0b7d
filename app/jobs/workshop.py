"""What work is made with, and what it leaves."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.config import Settings
from app.db import Database
from app.language.catalogue import wording
from app.papers.issuer import Issuer
from app.services.acts.act import Act
from app.services.acts.signer import BoardSigner
from app.services.register import letterhead as letterheads
from app.services.register.letterhead import Logo
from app.services.whole.job import JobValue
from app.signing.keys import board_key
from app.signing.published import published_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What work is made with: the installation, its clock, where the file goes, whom to tell how far it is."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    path: Path
    tell: Callable[[int, int], None]

    def act(self, job: JobValue) -> Act:
        """An act of who asked for it."""
        signer = BoardSigner(host=self.settings.board, private=board_key(self.settings.keys), bundles=published_line)
        officers = (job.asker,) if job.asker else ()
        return Act(officers=officers, now=self.clock(), random=secrets.token_bytes, signer=signer)

    def issuer(self, language: str) -> Issuer:
        """The issuer of papers in a language."""
        return Issuer(settings=self.settings, wording=wording(language), logo=self._logo)

    def _logo(self, digest: str) -> Logo:
        with self.database.reading() as db:
            return letterheads.logo(db, digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """The file that was made: the name to save it under."""

    name: str
    media_type: str
