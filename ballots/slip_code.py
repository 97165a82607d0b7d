"""The code of a hall slip: its signed token and its credential, and no address. SPEC: slip codes.

A browser writes each address that a camera opens into its history; this text opens nothing. It has only characters of
a QR code's alphanumeric mode, so it stays small, and a hand scanner's keys tell them whatever layout types them.
"""

import re
from typing import Final

from ballots.credential import normalise
from ballots.digits import DIGITS, decode_digits, encode_digits
from ballots.errors import BallotsError, TokenFormatError
from ballots.token import TOKEN_LENGTH

PREFIX: Final = "MAJMA:S:"
LENGTH: Final = len(PREFIX) + TOKEN_LENGTH + DIGITS

_CODE: Final = re.compile(f"{PREFIX}([A-Z2-7]{{{TOKEN_LENGTH}}})([0-9]{{{DIGITS}}})", re.ASCII)


def slip_code(token: str, credential: str) -> str:
    """Return what the QR code of a hall slip holds: 198 characters. Raises TokenFormatError, a CredentialError."""
    code = PREFIX + token + encode_digits(normalise(credential)).replace(" ", "")
    if not _CODE.fullmatch(code):
        raise TokenFormatError("a token has 160 characters A to Z and 2 to 7")
    return code


def read_slip_code(text: str) -> tuple[str, str]:
    """Return token and credential of a slip's code, in its one spelling. Raises TokenFormatError."""
    found = _CODE.fullmatch(text)
    if found is None:
        raise TokenFormatError("this is no slip's code")
    try:
        return found[1], decode_digits(found[2])
    except BallotsError as error:
        raise TokenFormatError("the digits of the code do not fit") from error
