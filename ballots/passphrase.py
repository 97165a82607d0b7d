"""A passphrase however a keyboard spells it: the same words open on every keyboard in use in Iran. SPEC: key files.

The trustee's script has the same rule (`static/js/trustee/passphrase.js`); a test compares both for every character.
"""

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه", "ۀ": "هٔ"})
_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_PERSIAN: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_UNSEEN: Final = re.compile("[\u00ad\u0640\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES: Final = re.compile("[\t-\r\x1c-\x20\x85\u1680\u180e\u200c\u2028\u2029]+")


def folded(typed: str) -> str:
    """Return the one spelling that is sealed with: letters, digits and spaces of all keyboards are one.

    NFKC; ي ى ك ە ۀ as Persian keyboards write them; digits of ASCII; without what nobody sees; a half-space and any
    number of spaces are one space, at either end none.
    """
    plain = unicodedata.normalize("NFKC", typed).translate(_LETTERS).translate(_DIGITS)
    return _SPACES.sub(" ", _UNSEEN.sub("", plain)).strip(" ")


def spellings(typed: str) -> tuple[str, ...]:
    """Return what is tried to open with: the one spelling; then, for what was sealed by earlier programs, the text as
    it was typed (NFKC), and the one spelling with Persian digits where it is not ASCII alone.
    """
    one = folded(typed)
    tried = [one, unicodedata.normalize("NFKC", typed)]
    if not one.isascii():
        tried.append(one.translate(_PERSIAN))
    return tuple(dict.fromkeys(tried))
