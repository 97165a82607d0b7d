"""The tables, one noun a file."""

from app.models.assembly import Assembly, AssemblySession
from app.models.base import Base
from app.models.board import BallotIndex, BoardData, BoardEvent, Checkpoint
from app.models.challenge import Challenge, ChallengedCiphertext
from app.models.election import Election, Lot
from app.models.institution import Institution, Introduction
from app.models.journal import JournalEntry
from app.models.letter import Letter, LetterCounter
from app.models.nomination import Nomination
from app.models.officer import Officer, SignIn
from app.models.roll import Delegate
from app.models.slip import Slip, SlipBatch
from app.models.trustee import Trustee

__all__ = [
    "Assembly", "AssemblySession", "BallotIndex", "Base", "BoardData", "BoardEvent", "Challenge",
    "ChallengedCiphertext", "Checkpoint", "Delegate", "Election", "Institution", "Introduction", "JournalEntry",
    "Letter", "LetterCounter", "Lot", "Nomination", "Officer", "SignIn", "Slip", "SlipBatch", "Trustee",
]  # fmt: skip
