"""What is taken for one address of mail, by the rules of RFC 5321 and 5322 as email-validator reads them."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent to `text`: one plain ASCII address, no name beside it, a domain that may exist.

    Nobody is asked over the network.
    """
    if not text.isascii():
        return False
    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return False
    return True
