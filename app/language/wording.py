"""The language of one document as a plain value, so that documents know nothing of a request or a session."""

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RIGHT_TO_LEFT = frozenset({"fa", "ar"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A locale with its translations.

    `locale` is a language code such as "fa", "ar" or "en"; `gettext` translates one message, `ngettext` chooses
    between a singular and a plural message by a count.
    """

    locale: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    @property
    def direction(self) -> str:
        """The base direction of a page: "rtl" or "ltr"."""
        return "rtl" if self.locale in RIGHT_TO_LEFT else "ltr"


def wording_from(locale: str, translations: gettext.NullTranslations) -> Wording:
    """Make a wording of a loaded catalogue (any object with the interface of the gettext classes)."""
    return Wording(locale=locale, gettext=translations.gettext, ngettext=translations.ngettext)


def load_wording(locale: str, directory: Path) -> Wording:
    """Load `<directory>/<locale>/LC_MESSAGES/messages.mo`. English needs none: its messages are the ids.

    Raises FileNotFoundError when another language has no compiled catalogue.
    """
    return wording_from(locale, gettext.translation("messages", directory, languages=[locale], fallback=locale == "en"))
