"""The tables, one noun a file."""

from app.models.account import Account, KnownBrowser, SignIn
from app.models.agenda import AgendaItem
from app.models.assembly import Assembly
from app.models.backup import BackupCopy
from app.models.base import Base
from app.models.board import BallotIndex, BoardData, BoardEvent, Checkpoint, EndedBoard
from app.models.body import Body
from app.models.booth_stop import BoothStop
from app.models.chair import ChairCode
from app.models.challenge import Challenge, ChallengeCount, ChallengedCiphertext
from app.models.clock import ClockState
from app.models.corrigendum import Corrigendum
from app.models.desk_part import DeskPart, DeskQuestion, DeskShare
from app.models.election import BallotOrder, Election, Lot
from app.models.founding import FoundingLink
from app.models.guest import Guest
from app.models.hall_screen import HallScreen
from app.models.institution import Institution, Introduction
from app.models.introduction_list import Intake
from app.models.invitation import Invitation
from app.models.job import Job
from app.models.journal import JournalEntry
from app.models.journal_head import JournalHead
from app.models.letter import Letter, LetterCounter
from app.models.letterhead import LetterheadRow, LogoRow
from app.models.nomination import Nomination, NominationStep
from app.models.objection import Objection, ObjectionWaiver
from app.models.observer import Observer, ObserverNote
from app.models.officer import Officer
from app.models.paper import Notice, PrintedPaper, Submission
from app.models.paper_vote import PaperDesk, PaperEntry, PaperRuled, PaperVote
from app.models.passkey import Passkey, SpentChallenge
from app.models.presentation import Presentation, PresentationRound
from app.models.resolution import Resolution
from app.models.roll import Delegate, Elector, FormerDelegate, HallStay, HandedSlip, Voter
from app.models.roll_change import RollChange
from app.models.roll_list import RollList
from app.models.roll_request import RollRequest
from app.models.sealed_paper import SealedFile, SealedPaper
from app.models.seat import Seat
from app.models.session import AssemblySession
from app.models.signed_scan import SignedScan
from app.models.simulated_slip import SimulatedSlip
from app.models.slip import Slip, SlipBatch
from app.models.speech import Speech
from app.models.tablet import BoothTablet, CastingKey, TabletEnrolment
from app.models.throttle import Tries
from app.models.timetable import Timetable
from app.models.trustee import ReserveKey, Trustee
from app.models.upload import Upload, UploadContent
from app.models.waiting import WaitingAct

__all__ = [
    "Account",
    "AgendaItem",
    "Assembly",
    "AssemblySession",
    "BackupCopy",
    "BallotIndex",
    "BallotOrder",
    "Base",
    "BoardData",
    "BoardEvent",
    "Body",
    "BoothStop",
    "BoothTablet",
    "CastingKey",
    "ChairCode",
    "Challenge",
    "ChallengeCount",
    "ChallengedCiphertext",
    "Checkpoint",
    "ClockState",
    "Corrigendum",
    "Delegate",
    "DeskPart",
    "DeskQuestion",
    "DeskShare",
    "Election",
    "Elector",
    "EndedBoard",
    "FormerDelegate",
    "FoundingLink",
    "Guest",
    "HallScreen",
    "HallStay",
    "HandedSlip",
    "Institution",
    "Intake",
    "Introduction",
    "Invitation",
    "Job",
    "JournalEntry",
    "JournalHead",
    "KnownBrowser",
    "Letter",
    "LetterCounter",
    "LetterheadRow",
    "LogoRow",
    "Lot",
    "Nomination",
    "NominationStep",
    "Notice",
    "Objection",
    "ObjectionWaiver",
    "Observer",
    "ObserverNote",
    "Officer",
    "PaperDesk",
    "PaperEntry",
    "PaperRuled",
    "PaperVote",
    "Passkey",
    "Presentation",
    "PresentationRound",
    "PrintedPaper",
    "ReserveKey",
    "Resolution",
    "RollChange",
    "RollList",
    "RollRequest",
    "SealedFile",
    "SealedPaper",
    "Seat",
    "SignIn",
    "SignedScan",
    "SimulatedSlip",
    "Slip",
    "SlipBatch",
    "Speech",
    "SpentChallenge",
    "Submission",
    "TabletEnrolment",
    "Timetable",
    "Tries",
    "Trustee",
    "Upload",
    "UploadContent",
    "Voter",
    "WaitingAct",
]
